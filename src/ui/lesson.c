/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/lesson.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/yaml_file.h"
#include "ui/keys.h"
#include "ui/panes.h"
#include "ui/race_wall.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SAY_MOST 400 /* bytes: it is one or two short sentences */

static const struct knob event_row = {
	.name = "event", .type = KNOB_INT, .min = 1, .max = 1e15};
static const struct knob decision_row = {
	.name = "decision", .type = KNOB_INT, .min = 1, .max = 1e15};
static const struct knob time_row = {
	.name = "time", .type = KNOB_REAL, .min = 0, .max = 1e12};
static const struct knob trial_row = {
	.name = "trial", .type = KNOB_INT, .min = 0, .max = 4294967294.0};
static const struct knob epoch_row = {
	.name = "epoch", .type = KNOB_INT, .min = 1, .max = 1e9};
static const struct knob bracket_row = {
	.name = "bracket", .type = KNOB_INT, .min = 0, .max = 1e6};
static const struct knob rung_row = {
	.name = "rung", .type = KNOB_INT, .min = 0, .max = 1e6};

/* Values */

/* A text of its own; -1 when y is none. */
static int read_text(
	const char *key, const struct yaml *y, char **text, struct error *err)
{
	if (y->type != YAML_SCALAR || yaml_is_null(y) || !*y->text)
		return error_at(err, y->at, "%s cannot be %s; it must be text", key,
			yaml_describe(y));
	*text = xstrdup(y->text);
	return 0;
}

/* [A, B] */
static int read_pair(const char *key, const char *like, const struct yaml *y,
	const struct knob rows[2], double numbers[2], struct error *err)
{
	if (y->type != YAML_LIST || y->n != 2)
		return error_at(err, y->at, "%s cannot be %s; it must be %s", key,
			yaml_describe(y), like);
	for (int i = 0; i < 2; i++)
		if (section_number(&rows[i], y->items[i].node, &numbers[i], err) < 0)
			return -1;
	return 0;
}

static int read_rung(
	const char *key, const struct yaml *y, int *bracket, int *rung, struct error *err)
{
	const struct knob rows[2] = {bracket_row, rung_row};
	double numbers[2];

	if (read_pair(key, "[BRACKET, RUNG], as [0, 0]", y, rows, numbers, err) < 0)
		return -1;
	*bracket = (int)numbers[0];
	*rung = (int)numbers[1];
	return 0;
}

static int read_key(const struct yaml *y, uint32_t *key, struct error *err)
{
	*key = y->type == YAML_SCALAR ? key_find(y->text) : UI_NONE;
	if (*key == UI_NONE)
		return error_at(err, y->at,
			"%s%.40s%s is no key; keys are as e, 4, Enter, Up, F1, ^L",
			y->type == YAML_SCALAR ? "'" : "",
			y->type == YAML_SCALAR ? y->text : yaml_describe(y),
			y->type == YAML_SCALAR ? "'" : "");
	if (*key == ' ' || *key == UI_BACKSPACE)
		return error_at(err, y->at, "%s is the lesson's own key",
			*key == ' ' ? "Space" : "Backspace");
	return 0;
}

/* Conditions */

/* The kinds of conditions, each the only key of its map but for `column`. */
static int read_condition(const struct lesson *l, struct lesson_step *st, const char *key,
	const struct yaml *y, struct error *err)
{
	static const char *const kinds[] = {
		"event", "decision", "rung", "trial", "time", "end", "key", "column"};
	const struct knob trial[2] = {trial_row, epoch_row};
	const struct yaml_item *item = NULL;
	double n[2] = {0};
	size_t k;

	if (section_is_map(y, key, err) < 0 ||
		section_keys(y, key, kinds, COUNT(kinds), err) < 0)
		return -1;
	for (size_t i = 0; i < y->n; i++) {
		const struct yaml *v = y->items[i].node;

		if (strcmp(y->items[i].key, "column") != 0) {
			if (item)
				return error_at(err, y->items[i].at,
					"%s has '%s' already; one condition is taken",
					key, item->key);
			item = &y->items[i];
			continue;
		}
		for (k = 0; k < l->n_columns; k++)
			if (v->type == YAML_SCALAR && !strcmp(v->text, l->columns[k]))
				break;
		if (k == l->n_columns)
			return error_at(err, v->at, "%s",
				l->n_columns
					? "there is no such column; it must be one of `race`"
					: "there are no columns: the lesson is no race");
		st->column = k;
	}
	if (!item)
		return error_at(err, y->at,
			"%s: when? It must be one of event, decision, rung, trial, time, "
			"end, key",
			key);
	y = item->node;
	for (k = 0; strcmp(kinds[k], item->key) != 0;)
		k++;
	st->at = y->at;
	st->when = (enum lesson_when)(WHEN_EVENT + k);
	switch (st->when) {
	case WHEN_EVENT:
	case WHEN_DECISION:
		if (section_number(st->when == WHEN_EVENT ? &event_row : &decision_row, y,
			    n, err) < 0)
			return -1;
		st->number = (uint64_t)n[0];
		break;
	case WHEN_RUNG:
		return read_rung("rung", y, &st->bracket, &st->rung, err);
	case WHEN_TRIAL:
		if (read_pair("trial", "[TRIAL, EPOCH], as [12, 3]", y, trial, n, err) <
			0)
			return -1;
		st->number = (uint64_t)n[0];
		st->epoch = (int)n[1];
		break;
	case WHEN_TIME:
		return section_number(&time_row, y, &st->seconds, err);
	case WHEN_KEY:
		if (st->before)
			return error_at(err, item->at, "a key is pressed after a step");
		return read_key(y, &st->key, err);
	default:
		if (y->kind != YAML_BOOL || *y->core != 't')
			return error_at(err, y->at, "end must be true");
	}
	return 0;
}

/* What a step has */

static int read_light(struct lesson *l, struct lesson_step *st, const struct yaml *y,
	struct error *err)
{
#define LIGHT_NAME(key, NAME, name) #name,
	static const char *const panes[] = {PANES_ALL(LIGHT_NAME)};
#undef LIGHT_NAME
	const char *names[RACE_MOST + 3];
	size_t n = 0;

	if (y->type != YAML_SCALAR)
		return error_at(err, y->at, "light cannot be %s; it must be a pane's name",
			yaml_describe(y));
	for (int p = 0; !l->n_columns && p < PANES; p++)
		if (p != PANE_FOOTER && !strcmp(panes[p], y->text)) {
			st->light = p;
			return 0;
		}
	if (!l->n_columns)
		return unknown_name(
			err, y->at, "pane", y->text, "light", panes, PANE_FOOTER);
	for (size_t i = 0; i < l->n_columns; i++)
		names[n++] = l->columns[i];
	names[n++] = "best";
	names[n++] = "clock";
	names[n++] = "header";
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], y->text)) {
			st->light = race_wall_pane(i, l->n_columns);
			return 0;
		}
	return unknown_name(err, y->at, "pane of a race", y->text, "light", names, n);
}

static int read_keys(struct lesson_step *st, const struct yaml *y, struct error *err)
{
	if (y->type == YAML_MAP)
		return error_at(err, y->at, "keys cannot be a map; it must be a key or a "
					    "list of keys");
	if (y->type == YAML_SCALAR) {
		st->n_keys = 1;
		return read_key(y, &st->keys[0], err);
	}
	for (size_t i = 0; i < y->n; i++) {
		if (st->n_keys == LESSON_KEYS)
			return error_at(err, y->items[i].node->at,
				"too many keys; a step has %d at most", LESSON_KEYS);
		if (read_key(y->items[i].node, &st->keys[st->n_keys++], err) < 0)
			return -1;
	}
	return 0;
}

/* climb, stop, or {rung: [0, 0]} */
static int read_ask(const struct lesson *l, struct lesson_step *st, const struct yaml *y,
	struct error *err)
{
	static const char *const keys[] = {"rung"};

	st->asks = true;
	if (l->n_columns)
		return error_at(err, y->at, "nothing can be asked in a race");
	if (y->type == YAML_SCALAR && !strcmp(y->text, "climb")) {
		st->ask = GUESS_CLIMB;
		return 0;
	}
	if (y->type == YAML_SCALAR && !strcmp(y->text, "stop")) {
		st->ask = GUESS_STOP;
		return 0;
	}
	if (y->type != YAML_MAP || !y->n)
		return error_at(err, y->at,
			"ask cannot be %s; it must be climb, stop, or {rung: [BRACKET, "
			"RUNG]}",
			yaml_describe(y));
	if (section_keys(y, "ask", keys, COUNT(keys), err) < 0)
		return -1;
	st->ask = GUESS_RUNG;
	return read_rung(
		"rung", y->items[0].node, &st->ask_bracket, &st->ask_rung, err);
}

static int read_say(struct lesson_step *st, const struct yaml *y, struct error *err)
{
	if (read_text("say", y, &st->say, err) < 0)
		return -1;
	if (strlen(st->say) > SAY_MOST)
		return error_at(err, y->at,
			"say has %zu bytes; it may have %d: one or two short sentences",
			strlen(st->say), SAY_MOST);
	for (char *c = st->say; *c; c++)
		*c = isspace((unsigned char)*c) ? ' ' : *c;
	return 0;
}

static int read_step(struct lesson *l, const struct yaml *y, struct error *err)
{
	static const char *const keys[] = {
		"after", "before", "say", "light", "keys", "ask"};
	struct lesson_step *st = &l->steps[l->n_steps++];
	int rc;

	*st = (struct lesson_step){.at = y->at, .light = -1};
	if (section_is_map(y, "a step", err) < 0 ||
		section_keys(y, "a step", keys, COUNT(keys), err) < 0)
		return -1;
	for (size_t i = 0; i < y->n; i++) {
		const char *key = y->items[i].key;
		const struct yaml *v = y->items[i].node;

		if (!strcmp(key, "say")) {
			rc = read_say(st, v, err);
		} else if (!strcmp(key, "light")) {
			rc = read_light(l, st, v, err);
		} else if (!strcmp(key, "keys")) {
			rc = read_keys(st, v, err);
		} else if (!strcmp(key, "ask")) {
			rc = read_ask(l, st, v, err);
		} else if (st->when != WHEN_ON) {
			rc = error_at(err, y->items[i].at,
				"a step has one moment: after or before");
		} else {
			st->before = !strcmp(key, "before");
			rc = read_condition(l, st, key, v, err);
		}
		if (rc < 0)
			return -1;
	}
	if (!st->say)
		return error_at(err, y->at, "the step says nothing; 'say' is missing");
	if (st->when == WHEN_KEY && l->n_steps == 1)
		return error_at(
			err, st->at, "the first step cannot wait for a key; who says so?");
	return 0;
}

/* The lesson */

static int read_steps(struct lesson *l, const struct yaml *y, struct error *err)
{
	if (y->type != YAML_LIST || !y->n)
		return error_at(err, y->at, "steps cannot be %s; it must be a list of steps",
			y->type == YAML_LIST ? "an empty list" : yaml_describe(y));
	l->steps = xcalloc(y->n, sizeof(*l->steps));
	for (size_t i = 0; i < y->n; i++)
		if (read_step(l, y->items[i].node, err) < 0)
			return -1;
	return 0;
}

static int read_race(struct lesson *l, const struct yaml *y, struct error *err)
{
	if (y->type != YAML_LIST || y->n < RACE_LEAST || y->n > RACE_MOST)
		return error_at(err, y->at,
			"race must be a list of %d to %d schedulers, as [asha, hyperband "
			"eta=4]",
			RACE_LEAST, RACE_MOST);
	for (size_t i = 0; i < y->n; i++) {
		if (read_text("a column of the race", y->items[i].node,
			    &l->columns[l->n_columns], err) < 0)
			return -1;
		l->columns_at[l->n_columns++] = y->items[i].node->at;
	}
	return 0;
}

/* {KEY: VALUE}, as --set KEY=VALUE */
static int read_set(struct lesson *l, const struct yaml *y, struct error *err)
{
	if (section_is_map(y, "set", err) < 0)
		return -1;
	l->set = xcalloc(y->n, sizeof(*l->set));
	for (size_t i = 0; i < y->n; i++) {
		struct strbuf text = STRBUF_INIT;

		if (y->items[i].node->type != YAML_SCALAR)
			return error_at(err, y->items[i].node->at,
				"set: %s cannot be %s; it must be one value",
				y->items[i].key, yaml_describe(y->items[i].node));
		strbuf_addf(&text, "%s=%s", y->items[i].key, y->items[i].node->text);
		l->set[l->n_set++] = strbuf_detach(&text);
	}
	return 0;
}

static int read_root(struct lesson *l, const struct yaml *root, struct error *err)
{
	static const char *const keys[] = {"title", "study", "set", "race", "steps"};
	const struct yaml *y, *found[COUNT(keys)];

	if (section_is_map(root, "a lesson", err) < 0 ||
		section_keys(root, "a lesson", keys, COUNT(keys), err) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(keys); i++) {
		found[i] = yaml_find(root, keys[i]);
		if (!found[i] && i != 2 && i != 3)
			return error_at(err, root->at, "'%s' is missing", keys[i]);
	}
	y = found[1];
	l->study_at = y->at;
	if (y->type != YAML_MAP && read_text("study", y, &l->study, err) < 0)
		return -1;
	if (read_text("title", found[0], &l->title, err) < 0 ||
		(found[2] && read_set(l, found[2], err) < 0) ||
		(found[3] && read_race(l, found[3], err) < 0))
		return -1;
	return read_steps(l, found[4], err);
}

int lesson_number(const char *file, char **name)
{
	const char *slash = strrchr(file, '/'), *at = slash ? slash + 1 : file;
	const char *dash = at + strspn(at, "0123456789"), *dot = strrchr(at, '.');
	bool numbered = dash > at && dash < at + 4 && *dash == '-' && dash[1];
	const char *begin = numbered ? dash + 1 : at;

	*name = xstrndup(begin, dot && dot > begin ? (size_t)(dot - begin)
						  : strlen(begin));
	return numbered ? atoi(at) : 0;
}

int lesson_read(struct lesson *l, const char *path, struct error *err)
{
	struct yaml *root;
	int rc;

	*l = (struct lesson){.path = xstrdup(path)};
	l->number = lesson_number(path, &l->name);
	root = yaml_read(l->path, NULL, err);
	if (!root)
		return -1;
	rc = read_root(l, root, err);
	yaml_free(root);
	return rc;
}

void lesson_release(struct lesson *l)
{
	for (size_t i = 0; i < l->n_steps; i++)
		free(l->steps[i].say);
	for (size_t i = 0; i < l->n_columns; i++)
		free(l->columns[i]);
	for (size_t i = 0; i < l->n_set; i++)
		free(l->set[i]);
	free(l->steps);
	free(l->set);
	free(l->title);
	free(l->study);
	free(l->name);
	free(l->path);
	*l = (struct lesson){0};
}
