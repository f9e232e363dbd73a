/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What only W&B's sweep files have: the program to run, a searcher of theirs, and keys
 * for a server. A file that was written for W&B is to run as it is; what is not honoured
 * becomes a note, one line each, so that nothing is dropped in silence.
 */
#include "config.h"

#include "space/studyfile_parts.h"

#include "base/strbuf.h"
#include "base/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define PROCESSES "command" /* the objective whose trials are processes */
#define MODEL_BASED "bayes"
#define QUASI_RANDOM "sobol"

static const char *const server_keys[] = {"project", "entity", "controller", "settings"};

#define N_SERVER_KEYS (sizeof(server_keys) / sizeof(*server_keys))

bool studyfile_is_server_key(const char *key)
{
	for (size_t i = 0; i < N_SERVER_KEYS; i++)
		if (!strcmp(key, server_keys[i]))
			return true;
	return false;
}

void studyfile_note(struct studyfile *sf, char *text)
{
	sf->notes = xreallocarray(sf->notes, sf->n_notes + 1, sizeof(*sf->notes));
	sf->notes[sf->n_notes++] = text;
}

static void note_server_keys(struct studyfile *sf, const struct yaml *root)
{
	struct strbuf note;
	size_t n = 0;

	strbuf_init(&note);
	for (size_t i = 0; i < N_SERVER_KEYS; i++)
		if (yaml_find(root, server_keys[i]))
			strbuf_addf(&note, "%s%s", n++ ? ", " : "", server_keys[i]);
	if (n) {
		strbuf_adds(&note, ": for a server; not used");
		studyfile_note(sf, strbuf_detach(&note));
	}
	strbuf_release(&note);
}

/* The scalar that names the searcher, or NULL. */
static struct yaml *method_name(const struct yaml *root)
{
	struct yaml *y = yaml_find(root, "method");

	if (y && y->type == YAML_MAP)
		y = yaml_find(y, "name");
	return y && y->type == YAML_SCALAR ? y : NULL;
}

/* Whoever wants a model gets even cover while there is none. */
static void replace_method(
	struct studyfile *sf, const struct yaml *root, const struct catalog *cat)
{
	struct yaml *name = method_name(root);

	if (!name || strcmp(name->text, MODEL_BASED) ||
		family_find(cat->searchers, MODEL_BASED) ||
		!family_find(cat->searchers, QUASI_RANDOM))
		return;
	free(name->text);
	name->text = xstrdup(QUASI_RANDOM);
	yaml_resolve(name, "!");
	studyfile_note(sf, xstrdup("method " MODEL_BASED ": there is no model-based searcher; "
			     "quasi-random points (" QUASI_RANDOM ") in its place"));
}

static int read_word(const struct yaml *y, const char *what, struct program_word *word,
	struct error *err)
{
	if (y->type != YAML_SCALAR || yaml_is_null(y))
		return error_at(err, y->at, "%s cannot be %s; it must be text", what,
			yaml_describe(y));
	*word = (struct program_word){xstrdup(y->text), y->at};
	return 0;
}

static int read_command(struct program *p, const struct yaml *y, struct error *err)
{
	if (y->type != YAML_LIST || !y->n)
		return error_at(err, y->at,
			"command cannot be %s; it must be a list of words, as in "
			"[python3, ${program}, ${args}]",
			y->type == YAML_LIST ? "empty" : yaml_describe(y));
	p->command = xcalloc(y->n, sizeof(*p->command));
	for (; p->n < y->n; p->n++)
		if (read_word(y->items[p->n].node, "a word of command", &p->command[p->n],
			    err) < 0)
			return -1;
	return 0;
}

/* metrics: [a, b] is metrics: "a b", as knobs are single values. */
static void join_list(struct yaml *objective, const char *key)
{
	struct yaml *list = yaml_find(objective, key), *joined;
	struct strbuf text;

	if (!list || list->type != YAML_LIST)
		return;
	strbuf_init(&text);
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].node->type != YAML_SCALAR) {
			strbuf_release(&text);
			return; /* the knob refuses a list */
		}
		strbuf_addf(&text, "%s%s", i ? " " : "", list->items[i].node->text);
	}
	joined = yaml_text(text.buf, list->at);
	strbuf_release(&text);
	yaml_put(objective, key, joined);
}

/* A file with a program and without an objective, or without its kind, has this one. */
static void imply_objective(
	struct studyfile *sf, struct yaml *root, const struct catalog *cat)
{
	struct place at = sf->program.n ? sf->program.command[0].at : sf->program.path.at;
	struct yaml *objective = yaml_find(root, "objective");

	if (!family_find(cat->objectives, PROCESSES))
		return;
	if (!objective || yaml_is_null(objective)) {
		yaml_put(root, "objective", yaml_map(at));
		objective = yaml_find(root, "objective");
	}
	if (objective->type != YAML_MAP || yaml_find(objective, "kind"))
		return;
	yaml_put(objective, "kind", yaml_text(PROCESSES, objective->at));
}

static const char *objective_name(const struct yaml *root)
{
	const struct yaml *y = yaml_find(root, "objective");

	if (y && y->type == YAML_MAP)
		y = yaml_find(y, "kind");
	return y && y->type == YAML_SCALAR ? y->text : NULL;
}

int studyfile_program(struct studyfile *sf, struct yaml *root, const struct catalog *cat,
	struct error *err)
{
	const struct yaml *path = yaml_find(root, "program");
	const struct yaml *command = yaml_find(root, "command");
	struct yaml *objective;
	const char *name;

	note_server_keys(sf, root);
	replace_method(sf, root, cat);
	if (path && read_word(path, "program", &sf->program.path, err) < 0)
		return -1;
	if (command && read_command(&sf->program, command, err) < 0)
		return -1;
	if (path || command)
		imply_objective(sf, root, cat);
	name = objective_name(root);
	if (name && strcmp(name, PROCESSES) && (path || command))
		studyfile_note(sf, xstrdup("program and command: for the objective " PROCESSES
				     "; not used"));
	objective = yaml_find(root, "objective");
	if (objective && objective->type == YAML_MAP) {
		join_list(objective, "metrics");
		join_list(objective, "launcher");
		yaml_flatten(objective, "resources");
		yaml_flatten(objective, "slurm");
		join_list(objective, "slurm.options");
	}
	return 0;
}

/* One that the file leaves out. */
static int set_knob(struct choice *s, const char *name, const char *value,
	struct place at, struct error *err)
{
	if (!knob_find(s->knobs.rows, name) || knobs_get(&s->knobs, name)->given)
		return 0;
	return knobs_set(&s->knobs, s->kind->name, name, value, at, err);
}

int studyfile_suit_program(struct studyfile *sf, struct error *err)
{
	struct choice *o = &sf->objective, *s = &sf->scheduler;

	if (strcmp(o->kind->name, PROCESSES))
		return 0;
	if (set_knob(s, "max", "none", s->knobs.at, err) < 0)
		return -1;
	if (!knob_find(o->knobs.rows, "resume") ||
		!knobs_is(&o->knobs, "resume", "scratch"))
		return 0;
	return set_knob(
		s, "resume", "scratch", knobs_get(&o->knobs, "resume")->at, err);
}

void studyfile_program_release(struct studyfile *sf)
{
	for (size_t i = 0; i < sf->program.n; i++)
		free(sf->program.command[i].text);
	free(sf->program.command);
	free(sf->program.path.text);
	for (size_t i = 0; i < sf->n_notes; i++)
		free(sf->notes[i]);
	free(sf->notes);
}
