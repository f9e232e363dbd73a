/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "command/arguments.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/knob.h"
#include "base/xalloc.h"
#include "command/notation.h"
#include "space/space_tree.h"

const struct program_word arguments_usual[ARGUMENTS_USUAL] = {
	{.text = (char *)"${env}"},
	{.text = (char *)"${interpreter}"},
	{.text = (char *)"${program}"},
	{.text = (char *)"${args}"},
};

/* What a macro is filled in from. */
struct filling {
	const struct program *program;
	const char *interpreter;
	const struct space *space;
	const struct arguments_trial *trial;
	struct arguments *to;
};

static void add(struct arguments *a, char *taken)
{
	ARRAY_ROOM(a->argv, a->n + 1, a->cap);
	a->argv[a->n++] = taken;
	a->argv[a->n] = NULL;
}

/*
 * {'lr': 0.1, 'sub': {…}}: parameters from i to end, which share `depth` names. What has
 * no value is left out, and so is what has nothing else in it.
 */
static void add_tree(struct strbuf *out, const struct notation *notation,
	const struct space *s, const struct value *config, size_t i, size_t end,
	int depth)
{
	bool first = true;

	strbuf_addch(out, '{');
	for (size_t next; i < end; i = next) {
		char *name;

		next = space_run_end(s, i, end, depth);
		if (!space_has_value(config, i, next))
			continue;
		strbuf_adds(out, first ? "" : ", ");
		first = false;
		name = xstrndup(space_names(s, i, depth), space_first_name(s, i, depth));
		notation->text(out, name);
		free(name);
		strbuf_adds(out, ": ");
		if (space_is_leaf(s, i, depth))
			notation_add(out, notation, config[i]);
		else
			add_tree(out, notation, s, config, i, next, depth + 1);
	}
	strbuf_addch(out, '}');
}

void arguments_json(
	const struct space *space, const struct value *config, struct strbuf *out)
{
	add_tree(out, &notation_json, space, config, 0, space->n, 0);
}

/*
 * The macros of W&B's agent, each of which is a whole word.
 */

static void fill_env(const struct filling *f)
{
	add(f->to, xstrdup("/usr/bin/env"));
}

static void fill_interpreter(const struct filling *f)
{
	add(f->to, xstrdup(f->interpreter));
}

static void fill_program(const struct filling *f)
{
	add(f->to, xstrdup(f->program->path.text));
}

enum form { FORM_FLAG, FORM_BARE, FORM_BOOLEAN, FORM_APPEND, FORM_OVERRIDE, FORM_PARTED };

/* A top parameter as words; one with others inside is a dict, as the agent prints it. */
static void add_parameter(const struct filling *f, size_t i, size_t end, enum form form)
{
	static const char *const before[] = {[FORM_FLAG] = "--",
		[FORM_BARE] = "",
		[FORM_BOOLEAN] = "--",
		[FORM_APPEND] = "+",
		[FORM_OVERRIDE] = "++",
		[FORM_PARTED] = "--"};
	struct value v = f->trial->config[i];
	bool leaf = space_is_leaf(f->space, i, 0);
	struct strbuf word = STRBUF_INIT;

	if (form == FORM_BOOLEAN && leaf && v.kind == VALUE_BOOL && v.number == 0)
		return;
	strbuf_adds(&word, before[form]);
	strbuf_add(&word, space_names(f->space, i, 0), space_first_name(f->space, i, 0));
	if (form == FORM_PARTED) {
		add(f->to, strbuf_detach(&word));
		strbuf_init(&word);
	} else if (!(form == FORM_BOOLEAN && leaf && v.kind == VALUE_BOOL)) {
		strbuf_addch(&word, '=');
	} else {
		add(f->to, strbuf_detach(&word));
		return;
	}
	if (!leaf)
		add_tree(&word, &notation_python, f->space, f->trial->config, i, end, 1);
	else if (v.kind == VALUE_TEXT)
		strbuf_adds(&word, v.text);
	else
		notation_add(&word, &notation_python, v);
	add(f->to, strbuf_detach(&word));
}

static void fill_parameters(const struct filling *f, enum form form)
{
	for (size_t i = 0, end; i < f->space->n; i = end) {
		end = space_run_end(f->space, i, f->space->n, 0);
		if (space_has_value(f->trial->config, i, end))
			add_parameter(f, i, end, form);
	}
}

static void fill_args(const struct filling *f)
{
	fill_parameters(f, FORM_FLAG);
}

static void fill_no_hyphens(const struct filling *f)
{
	fill_parameters(f, FORM_BARE);
}

static void fill_no_boolean_flags(const struct filling *f)
{
	fill_parameters(f, FORM_BOOLEAN);
}

static void fill_no_equals(const struct filling *f)
{
	fill_parameters(f, FORM_PARTED);
}

static void fill_append_hydra(const struct filling *f)
{
	fill_parameters(f, FORM_APPEND);
}

static void fill_override_hydra(const struct filling *f)
{
	fill_parameters(f, FORM_OVERRIDE);
}

static void fill_json(const struct filling *f)
{
	struct strbuf text = STRBUF_INIT;

	arguments_json(f->space, f->trial->config, &text);
	add(f->to, strbuf_detach(&text));
}

static void fill_json_file(const struct filling *f)
{
	add(f->to, xstrdup(f->trial->json_file));
}

static const struct {
	const char *name;
	void (*fill)(const struct filling *f);
} macros[] = {
	{"env", fill_env},
	{"interpreter", fill_interpreter},
	{"program", fill_program},
	{"args", fill_args},
	{"args_no_hyphens", fill_no_hyphens},
	{"args_no_boolean_flags", fill_no_boolean_flags},
	{"args_no_equals", fill_no_equals},
	{"args_append_hydra", fill_append_hydra},
	{"args_override_hydra", fill_override_hydra},
	{"args_json", fill_json},
	{"args_json_file", fill_json_file},
};

/* Those of a trial, which may stand anywhere in a word. */
static const char *const inner[] = {"from", "to", "checkpoint", "trial", "seed"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ENVVAR "envvar:"

/* The macro that the whole word is, or -1. */
static int whole_macro(const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i < COUNT(macros); i++)
		if (len == strlen(macros[i].name) + 3 && !strncmp(word, "${", 2) &&
			word[len - 1] == '}' &&
			!strncmp(word + 2, macros[i].name, len - 3))
			return (int)i;
	return -1;
}

static void add_inner(const struct filling *f, const char *name, struct strbuf *out)
{
	const struct arguments_trial *t = f->trial;

	if (!strncmp(name, ENVVAR, strlen(ENVVAR))) {
		const char *value = getenv(name + strlen(ENVVAR));

		/* as the agent does: what is not set stands for its name */
		strbuf_adds(out, value ? value : name + strlen(ENVVAR));
	} else if (!strcmp(name, "from")) {
		strbuf_addf(out, "%d", t->from);
	} else if (!strcmp(name, "to")) {
		strbuf_addf(out, "%d", t->to);
	} else if (!strcmp(name, "trial")) {
		strbuf_addf(out, "%" PRIu32, t->trial);
	} else if (!strcmp(name, "seed")) {
		strbuf_addf(out, "%" PRIu64, t->seed);
	} else {
		strbuf_adds(out, t->checkpoint);
	}
}

/* As the agent's pattern has it: ${envvar:[A-Z0-9_]*}. */
static bool is_inner(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

	if (!strncmp(name, ENVVAR, strlen(ENVVAR)))
		return !name[strlen(ENVVAR) + strspn(name + strlen(ENVVAR), letters)];
	for (size_t i = 0; i < COUNT(inner); i++)
		if (!strcmp(name, inner[i]))
			return true;
	return false;
}

/* Fills in the macros inside of a word; ${…} that is none of them is for a shell. */
static void expand(const struct filling *f, const char *word, struct strbuf *out)
{
	while (*word) {
		const char *begin = strstr(word, "${");
		const char *end = begin ? strchr(begin, '}') : NULL;
		char *name;

		if (!end) {
			strbuf_adds(out, word);
			break;
		}
		strbuf_add(out, word, (size_t)(begin - word));
		name = xstrndup(begin + 2, (size_t)(end - begin - 2));
		if (is_inner(name))
			add_inner(f, name, out);
		else
			strbuf_add(out, begin, (size_t)(end - begin) + 1);
		free(name);
		word = end + 1;
	}
}

/* What begins and ends as a macro and is none, the agent leaves out. */
static bool looks_like_macro(const char *word)
{
	size_t len = strlen(word);

	return len >= 3 && !strncmp(word, "${", 2) && word[len - 1] == '}';
}

/* The words of the command, or the usual ones. */
static const struct program_word *words_of(const struct program *p, size_t *n)
{
	*n = p->n ? p->n : ARGUMENTS_USUAL;
	return p->n ? p->command : arguments_usual;
}

bool arguments_use(const struct program *p, const char *macro)
{
	size_t n;
	const struct program_word *words = words_of(p, &n);

	for (size_t i = 0; i < n; i++) {
		int m = whole_macro(words[i].text);

		if (m >= 0 && !strcmp(macros[m].name, macro))
			return true;
	}
	return false;
}

/* The macro of the agent's that was meant: its name, or NULL. */
static const char *nearest_macro(const char *word)
{
	const char *names[COUNT(macros) + COUNT(inner)];
	char *name = xstrndup(word + 2, strlen(word) - 3);
	const char *nearest;

	for (size_t i = 0; i < COUNT(macros); i++)
		names[i] = macros[i].name;
	for (size_t i = 0; i < COUNT(inner); i++)
		names[COUNT(macros) + i] = inner[i];
	nearest = suggest_nearest(name, names, COUNT(names));
	free(name);
	return nearest;
}

/* Whether a word, all filled in, still looks like a macro. */
static bool is_unknown(const char *word)
{
	const struct arguments_trial nothing = {.checkpoint = "", .json_file = ""};
	const struct filling f = {.trial = &nothing};
	struct strbuf filled = STRBUF_INIT;
	bool unknown;

	if (whole_macro(word) >= 0 || !looks_like_macro(word))
		return false;
	expand(&f, word, &filled);
	unknown = looks_like_macro(filled.buf);
	strbuf_release(&filled);
	return unknown;
}

/* A macro for a whole word that stands in a longer one, where nobody fills it in; or -1. */
static int buried_macro(const char *word)
{
	if (looks_like_macro(word))
		return -1;
	for (const char *at = strstr(word, "${"); at; at = strstr(at + 2, "${")) {
		size_t len = strcspn(at, "}");
		char *name = xstrndup(at, len + (at[len] == '}'));
		int m = whole_macro(name);

		free(name);
		if (m >= 0)
			return m;
	}
	return -1;
}

static bool carries_parameters(const struct program *p)
{
	size_t n;
	const struct program_word *words = words_of(p, &n);

	for (size_t i = 0; i < n; i++) {
		int m = whole_macro(words[i].text);

		if (m >= 0 && !strncmp(macros[m].name, "args", 4))
			return true;
	}
	return false;
}

int arguments_check(const struct program *p, const struct space *space,
	const struct listener *to, struct error *err)
{
	size_t n;
	const struct program_word *words = words_of(p, &n);

	if (!p->path.text && arguments_use(p, "program"))
		return error_at(err, words[0].at,
			"command has ${program}, and program is missing");
	for (size_t i = 0; i < n; i++) {
		const char *nearest;
		int buried = buried_macro(words[i].text);

		if (buried >= 0)
			listener_tell(to, words[i].at,
				"command: ${%s} in the word '%.60s' stays as it is; it "
				"must be a word of its own",
				macros[buried].name, words[i].text);
		if (!is_unknown(words[i].text))
			continue;
		nearest = nearest_macro(words[i].text);
		listener_tell(to, words[i].at,
			"command: %s is not a macro; left out, as W&B's agent "
			"does%s%s%s",
			words[i].text, nearest ? " (did you mean ${" : "",
			nearest ? nearest : "", nearest ? "}?)" : "");
	}
	if (space->n && !carries_parameters(p))
		listener_tell(to, words[0].at,
			"command: without ${args}, ${args_json} or another such "
			"macro the parameters reach no program");
	return 0;
}

void arguments_build(struct arguments *a, const struct program *p,
	const char *interpreter, const struct space *space,
	const struct arguments_trial *t)
{
	struct filling f = {p, interpreter, space, t, a};
	size_t n;
	const struct program_word *words = words_of(p, &n);

	*a = (struct arguments){0};
	for (size_t i = 0; i < n; i++) {
		int m = whole_macro(words[i].text);
		struct strbuf word = STRBUF_INIT;

		if (m >= 0) {
			macros[m].fill(&f);
			continue;
		}
		expand(&f, words[i].text, &word);
		if (looks_like_macro(word.buf) && looks_like_macro(words[i].text))
			strbuf_release(&word);
		else
			add(a, strbuf_detach(&word));
	}
}

void arguments_release(struct arguments *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->argv[i]);
	free(a->argv);
	*a = (struct arguments){0};
}
