/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/keymap.h"

#include <stdio.h>
#include <string.h>

#include "base/knob.h"
#include "base/strbuf.h"
#include "ui/panes.h"

#define NAMED(key, NAME, name) [ACT_FOCUS + (key)] = "pane-" #key,

static const char *const names[ACTIONS] = {
	[ACT_PAUSE] = "pause",
	[ACT_STEP] = "step",
	[ACT_STEP_BACK] = "step-back",
	[ACT_CLIMB_NEXT] = "climb-next",
	[ACT_CLIMB_BACK] = "climb-back",
	[ACT_OLDEST] = "oldest",
	[ACT_NEWEST] = "newest",
	[ACT_LIVE] = "live",
	[ACT_FREEZE] = "freeze",
	[ACT_SEARCH] = "search",
	[ACT_MATCH] = "match",
	[ACT_MATCH_BACK] = "match-back",
	[ACT_SLOWER] = "slower",
	[ACT_FASTER] = "faster",
	[ACT_MORE_WORKERS] = "more-workers",
	[ACT_FEWER_WORKERS] = "fewer-workers",
	PANES_WITH_KEYS(NAMED)[ACT_FOCUS_NEXT] = "pane-next",
	[ACT_FOCUS_LAST] = "pane-back",
	[ACT_ZOOM] = "zoom",
	[ACT_UP] = "up",
	[ACT_DOWN] = "down",
	[ACT_LEFT] = "left",
	[ACT_RIGHT] = "right",
	[ACT_PAGE_UP] = "page-up",
	[ACT_PAGE_DOWN] = "page-down",
	[ACT_FIRST] = "first",
	[ACT_LAST] = "last",
	[ACT_INSPECT] = "inspect",
	[ACT_BACK] = "back",
	[ACT_SORT] = "sort",
	[ACT_INVERT] = "invert",
	[ACT_FILTER] = "filter",
	[ACT_COLUMNS] = "columns",
	[ACT_FOLLOW] = "follow",
	[ACT_TOGGLE] = "toggle",
	[ACT_LOG_Y] = "log-y",
	[ACT_CURVES_X] = "x-axis",
	[ACT_SMOOTH] = "smooth",
	[ACT_METRIC] = "metric",
	[ACT_CROSS] = "crosshair",
	[ACT_ZOOM_IN] = "zoom-in",
	[ACT_ZOOM_OUT] = "zoom-out",
	[ACT_ZOOM_ALL] = "zoom-all",
	[ACT_COPY] = "copy",
	[ACT_BRUSH] = "brush",
	[ACT_UNBRUSH] = "unbrush",
	[ACT_GLYPHS] = "glyphs",
	[ACT_HELP] = "help",
	[ACT_REDRAW] = "redraw",
	[ACT_SUSPEND] = "suspend",
	[ACT_QUIT] = "quit",
	[ACT_YES] = "yes",
	[ACT_NO] = "no",
	[ACT_COMMAND] = "command",
	[ACT_ENQUEUE] = "enqueue",
	[ACT_KILL] = "kill",
	[ACT_PROMOTE] = "promote",
	[ACT_TRAIN_ON] = "train-on",
	[ACT_SWITCH] = "switch",
	[ACT_EXPLAIN] = "explain",
	[ACT_AUDIT] = "audit",
	[ACT_GHOSTS] = "ghosts",
	[ACT_LOG] = "log",
	[ACT_LESSON_NEXT] = "lesson-next",
	[ACT_LESSON_BACK] = "lesson-back",
	[ACT_MARK] = "mark",
	[ACT_ANSWER] = "answer",
	[ACT_NO_ANSWER] = "no-answer",
	[ACT_ERASE_BACK] = "erase-back",
	[ACT_ERASE_HERE] = "erase-here",
	[ACT_ERASE_WORD] = "erase-word",
	[ACT_ERASE_START] = "erase-start",
	[ACT_ERASE_REST] = "erase-rest",
};

enum action action_find(const char *name)
{
	for (int a = 1; a < ACTIONS; a++)
		if (names[a] && strcmp(names[a], name) == 0)
			return (enum action)a;
	return ACT_NONE;
}

const char *action_name(enum action a)
{
	return names[a];
}

static int unknown_action(const char *name, struct place at, struct error *err)
{
	const char *known[ACTIONS];
	size_t n = 0;

	for (int a = 1; a < ACTIONS; a++)
		if (names[a])
			known[n++] = names[a];
	return unknown_name(err, at, "action", name, "keys", known, n);
}

/* The next of the keys, which commas part; a comma alone is a key. */
static size_t next_key(const char *text, char *out, size_t size)
{
	size_t n = *text == ',' ? 1 : strcspn(text, ",");

	snprintf(out, size, "%.*s", (int)n, text);
	return n + (n > 0 && text[n] == ',' && text[n + 1]);
}

int keymap_bind(struct keymap *m, const char *action, const char *keys, struct place at,
	struct error *err)
{
	enum action a = action_find(action);
	struct binding b = {.set = true, .at = at};
	size_t n = 0;
	char name[32];

	if (a == ACT_NONE)
		return unknown_action(action, at, err);
	if (strcmp(keys, "none") != 0 && !*keys)
		return error_at(
			err, at, "keys.%s: which key? 'none' is for none", action);
	while (strcmp(keys, "none") != 0 && *keys) {
		keys += next_key(keys, name, sizeof(name));
		if (n == 4)
			return error_at(
				err, at, "keys.%s: four keys are the most", action);
		b.keys[n] = key_find(name);
		if (b.keys[n++] == UI_NONE)
			return error_at(err, at,
				"keys.%s: '%s' is no key; keys are a character, ^L, "
				"Space, PgUp, F5, ...",
				action, name);
	}
	m->of[a] = b;
	return 0;
}

/* Whether the row is the one of its action that can have other keys. */
static bool is_first(const struct key_row *r)
{
	for (const struct key_row *q = key_rows; q < r; q++)
		if (q->action == r->action)
			return false;
	return true;
}

static const uint32_t *keys_of(const struct keymap *m, const struct key_row *r)
{
	return m && m->of[r->action].set && is_first(r) ? m->of[r->action].keys : r->keys;
}

static bool has_key(const uint32_t *keys, uint32_t key)
{
	for (size_t k = 0; k < 4 && keys[k]; k++)
		if (keys[k] == key)
			return true;
	return false;
}

static int conflict(const struct keymap *m, const struct key_row *a,
	const struct key_row *b, uint32_t key, struct error *err)
{
	const struct key_row *from = m->of[a->action].set ? a : b;
	const struct key_row *to = from == a ? b : a;
	char name[32];

	return error_at(err, m->of[from->action].at, "keys.%s: %s is '%s' already",
		names[from->action], key_spell(key, name, sizeof(name)),
		names[to->action]);
}

int keymap_check(const struct keymap *m, struct error *err)
{
	for (size_t i = 0; i < n_key_rows; i++)
		for (size_t j = 0; j < i; j++) {
			const struct key_row *a = &key_rows[i], *b = &key_rows[j];
			const uint32_t *keys = keys_of(m, a);

			if (a->action == b->action || !(a->contexts & b->contexts))
				continue;
			for (size_t k = 0; k < 4 && keys[k]; k++)
				if (has_key(keys_of(m, b), keys[k]))
					return conflict(m, a, b, keys[k], err);
		}
	return 0;
}

enum action keymap_action(const struct keymap *m, uint32_t key, enum context in)
{
	if (key == UI_NONE)
		return ACT_NONE;
	for (size_t i = 0; i < n_key_rows; i++)
		if ((key_rows[i].contexts & in) && has_key(keys_of(m, &key_rows[i]), key))
			return key_rows[i].action;
	return ACT_NONE;
}

/* The rows that r tells of: itself, and those after it that have no help. */
static size_t group_of(const struct key_row *r)
{
	size_t n = 1;

	while (r + n < key_rows + n_key_rows && !r[n].help &&
		(r[n].contexts & r->contexts & (IN_PANES | IN_OVERLAY)))
		n++;
	return n;
}

const char *keymap_label(
	const struct keymap *m, const struct key_row *r, char *out, size_t size)
{
	size_t n = group_of(r);
	bool changed = false;
	struct strbuf sb = STRBUF_INIT;
	char name[32];

	for (size_t i = 0; i < n; i++)
		changed |= keys_of(m, &r[i]) != r[i].keys;
	if (!changed)
		return r->label;
	for (size_t i = 0; i < n; i++)
		if (keys_of(m, &r[i])[0])
			strbuf_addf(&sb, "%s%s", sb.len ? " " : "",
				key_spell(keys_of(m, &r[i])[0], name, sizeof(name)));
	snprintf(out, size, "%s", sb.len ? sb.buf : "-");
	strbuf_release(&sb);
	return out;
}
