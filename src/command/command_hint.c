/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of programs that take long to start. */
#include "config.h"

#include <string.h>

#include "command/arguments.h"
#include "command/command.h"
#include "worker/python_call.h"

/* A word of the command as it begins each trial's; a trial's own macros are left. */
static const char *replaced(const struct command_objective *c, const char *word)
{
	if (!strcmp(word, "${env}"))
		return "/usr/bin/env";
	if (!strcmp(word, "${interpreter}"))
		return c->interpreter;
	if (!strcmp(word, "${program}") && c->program.path.text)
		return c->program.path.text;
	return word;
}

static bool is_python_program(const struct command_objective *c)
{
	const struct program_word *words =
		c->program.n ? c->program.command : arguments_usual;
	size_t n = c->program.n ? c->program.n : ARGUMENTS_USUAL;
	const char *argv[PYTHON_WORDS_MAX + 1] = {NULL};
	struct python_call call;
	const char *ignored;
	bool is;

	for (size_t i = 0; i < n && i < PYTHON_WORDS_MAX; i++)
		argv[i] = replaced(c, words[i].text);
	is = python_call_read(&call, (char *const *)argv, &ignored);
	python_call_release(&call);
	return is;
}

const char *command_start_hint(const struct objective *o)
{
	const struct command_objective *c = (const struct command_objective *)o;

	if (c->unmeasured) /* which never report */
		return NULL;
	if (!c->preparer && !c->serves && is_python_program(c))
		return "objective.prepare: learn imports once";
	if (c->serves)
		return "each worker starts its program once; more trials share that";
	if (c->resume == RESUME_HOLD)
		return "objective.serve: true starts a program once a worker";
	return "objective.resume: hold starts a program once a trial, serve: true once a "
	       "worker";
}
