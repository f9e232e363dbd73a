/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `program` and `command`: what a study of processes runs, and what follows from them for
 * the other keys.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/studyfile_parts.h"

#define PROCESSES "command" /* the objective whose trials are processes */
#define CLIENTS "clients"

static int read_path(const struct yaml *y, struct program_word *path, struct error *err)
{
	if (y->type != YAML_SCALAR || yaml_is_null(y))
		return error_at(err, y->at, "program cannot be %s; it must be text",
			yaml_describe(y));
	*path = (struct program_word){xstrdup(y->text), y->at};
	return 0;
}

/* The agent makes a word of whatever PyYAML reads: [--amp, true] is --amp True. */
static char *word_text(const struct yaml *y)
{
	if (y->kind == YAML_NULL)
		return xstrdup("None");
	if (y->kind == YAML_BOOL)
		return xstrdup(*y->core == 't' ? "True" : "False");
	if (y->loose)
		return xstrdup(y->text);
	if (y->kind == YAML_REAL && strpbrk(y->core, "IN"))
		return xstrdup(*y->core == '-' ? "-inf" : *y->core == 'N' ? "nan" : "inf");
	return xstrdup(y->core ? y->core : y->text);
}

static int read_word(const struct yaml *y, struct program_word *word, struct error *err)
{
	if (y->type != YAML_SCALAR)
		return error_at(err, y->at,
			"a word of command cannot be %s; it must be text",
			yaml_describe(y));
	*word = (struct program_word){word_text(y), y->at};
	return 0;
}

static int read_command(struct program *p, const struct yaml *y, struct error *err)
{
	if (y->type != YAML_LIST)
		return error_at(err, y->at,
			"command cannot be %s; it must be a list of words, as in "
			"[python3, ${program}, ${args}]",
			yaml_describe(y));
	p->command = xcalloc(y->n, sizeof(*p->command));
	for (; p->n < y->n; p->n++)
		if (read_word(y->items[p->n].node, &p->command[p->n], err) < 0)
			return -1;
	return 0;
}

/* metrics: [a, b] is metrics: "a b", as knobs are single values. */
static void join_list(struct yaml *objective, const char *key)
{
	struct yaml *list = yaml_find(objective, key), *joined;
	struct strbuf text = STRBUF_INIT;

	if (!list || list->type != YAML_LIST)
		return;
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
	struct place at = sf->program.n	     ? sf->program.command[0].at
			  : sf->program.path.text ? sf->program.path.at
						  : yaml_find(root, "command")->at;
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

/* What names it, or NULL. */
static const struct yaml *objective_kind(const struct yaml *root)
{
	const struct yaml *y = yaml_find(root, "objective");

	if (y && y->type == YAML_MAP)
		y = yaml_find(y, "kind");
	return y && y->type == YAML_SCALAR && !yaml_is_null(y) ? y : NULL;
}

/* The one that the catalog asks for; it may not be named otherwise. */
static int impose_objective(
	const struct studyfile *sf, struct yaml *root, const char *kind, struct error *err)
{
	const struct yaml *named = objective_kind(root);
	struct place at = {.file = sf->path};
	struct yaml *objective = yaml_find(root, "objective");

	if (named && strcmp(named->text, kind))
		return error_at(err, named->at,
			"the objective is %.60s; for rungtop serve it must be %s, or left "
			"out",
			named->text, kind);
	if (!objective || yaml_is_null(objective)) {
		yaml_put(root, "objective", yaml_map(at));
		objective = yaml_find(root, "objective");
	}
	if (objective->type == YAML_MAP && !named)
		yaml_put(objective, "kind", yaml_text(kind, objective->at));
	return 0;
}

int studyfile_program(struct studyfile *sf, struct yaml *root, const struct catalog *cat,
	struct error *err)
{
	const struct yaml *path = yaml_find(root, "program");
	const struct yaml *command = yaml_find(root, "command");
	const struct yaml *kind;
	struct yaml *objective;

	if (path && read_path(path, &sf->program.path, err) < 0)
		return -1;
	if (command && read_command(&sf->program, command, err) < 0)
		return -1;
	if (cat->objective && impose_objective(sf, root, cat->objective, err) < 0)
		return -1;
	if (path || command)
		imply_objective(sf, root, cat);
	kind = objective_kind(root);
	if (kind && strcmp(kind->text, PROCESSES) && (path || command))
		studyfile_note_at(sf, path ? path->at : command->at,
			"program and command: for the objective " PROCESSES "; not used");
	objective = yaml_find(root, "objective");
	if (objective && objective->type == YAML_MAP) {
		join_list(objective, "metrics");
		join_list(objective, "prepare");
		join_list(objective, "launcher");
		yaml_flatten(objective, "resources");
		join_list(objective, "resources.devices");
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

bool studyfile_ends_itself(const struct studyfile *sf)
{
	const char *name = sf->objective.kind->name;

	return !strcmp(name, PROCESSES) || !strcmp(name, CLIENTS);
}

int studyfile_suit_program(struct studyfile *sf, struct error *err)
{
	struct choice *o = &sf->objective, *s = &sf->scheduler;

	if (!studyfile_ends_itself(sf))
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
