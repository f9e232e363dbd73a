/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial's argument vector: a sweep file's command with its macros replaced, as by W&B's
 * agent. A word that is one of the agent's macros is replaced by any number of words;
 * ${envvar:NAME} and the macros of a trial may stand anywhere in a word.
 */
#ifndef COMMAND_ARGUMENTS_H
#define COMMAND_ARGUMENTS_H

#include <stdint.h>

#include "base/error.h"
#include "base/listener.h"
#include "base/strbuf.h"
#include "space/program.h"
#include "space/space.h"

/* The values of a trial's macros. */
struct arguments_trial {
	const struct value *config;
	uint32_t trial;
	uint64_t seed;
	int from, to;
	const char *checkpoint; /* a directory of the trial's own */
	const char *json_file;	/* where ${args_json_file} has been written */
};

struct arguments {
	char **argv; /* ends with NULL */
	size_t n, cap;
};

/* The command of a file that has none: ${env} ${interpreter} ${program} ${args}. */
extern const struct program_word arguments_usual[];
#define ARGUMENTS_USUAL 4
#define ARGUMENTS_SERVED 3 /* of them, for a program that gets its trials otherwise */

/*
 * Checks the macros of the words; -1 with the place of the wrong one. Tells `to` which words
 * are left out, and when no word passes the parameters on.
 */
int arguments_check(const struct program *p, const struct space *space,
	const struct listener *to, struct error *err);
/* Whether some word of the command is this macro: "args_json_file". */
bool arguments_use(const struct program *p, const char *macro);
/* Replaces the macros of a checked command; interpreter: for ${interpreter}. */
void arguments_build(struct arguments *a, const struct program *p,
	const char *interpreter, const struct space *space,
	const struct arguments_trial *t);
void arguments_release(struct arguments *a);

/* The configuration as JSON, nested as it was in the file. */
void arguments_json(
	const struct space *space, const struct value *config, struct strbuf *out);

#endif
