/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/script.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/keys.h"

struct script {
	const char *path;
	struct script_step *steps;
	size_t n, cap, at;
};

static void add_key(struct script_step *st, uint32_t key)
{
	st->keys = xreallocarray(st->keys, st->n_keys + 1, sizeof(*st->keys));
	st->keys[st->n_keys++] = key;
}

/* What may come after a verb; each fills the step, or says what is wrong. */

static const char *read_keys(struct script_step *st, char *rest)
{
	char *save = NULL;

	for (char *w = strtok_r(rest, " \t", &save); w; w = strtok_r(NULL, " \t", &save)) {
		uint32_t key = key_find(w);

		if (key == UI_NONE) {
			st->text = xstrdup(w);
			return "there is no such key";
		}
		add_key(st, key);
	}
	return st->n_keys ? NULL : "which key?";
}

static const char *read_typed(struct script_step *st, char *rest)
{
	uint32_t cp;

	for (const char *s = rest; *s;) {
		s += utf8_decode(s, &cp);
		add_key(st, cp);
	}
	return st->n_keys ? NULL : "which text?";
}

static const char *read_event(struct script_step *st, char *rest)
{
	char *end;

	st->event = strtoull(rest, &end, 10);
	return isdigit((unsigned char)*rest) && !*end ? NULL : "which event?";
}

static const char *read_text(struct script_step *st, char *rest)
{
	st->text = xstrdup(rest);
	return *rest ? NULL : "which text?";
}

static const char *read_nothing(struct script_step *st, char *rest)
{
	(void)st;
	return *rest ? "nothing may follow" : NULL;
}

static const struct {
	const char *words;
	enum script_verb verb;
	const char *(*read)(struct script_step *st, char *rest);
} verbs[] = {
	{"key", SCRIPT_KEYS, read_keys},
	{"type", SCRIPT_KEYS, read_typed},
	{"wait text", SCRIPT_WAIT_TEXT, read_text},
	{"wait gone", SCRIPT_WAIT_GONE, read_text},
	{"wait event", SCRIPT_WAIT_EVENT, read_event},
	{"wait pause", SCRIPT_WAIT_PAUSE, read_nothing},
	{"wait end", SCRIPT_WAIT_END, read_nothing},
	{"wait quit", SCRIPT_WAIT_QUIT, read_nothing},
	{"save-screen", SCRIPT_SAVE, read_text},
	{"quit", SCRIPT_QUIT, read_nothing},
};

#define N_VERBS (sizeof(verbs) / sizeof(*verbs))

static int read_line(struct script *s, char *line, int number, struct error *err)
{
	struct place at = {s->path, number, 0};

	for (size_t i = 0; i < N_VERBS; i++) {
		size_t n = strlen(verbs[i].words);
		struct script_step *st;
		const char *wrong;

		if (strncmp(line, verbs[i].words, n) != 0 || (line[n] && line[n] != ' '))
			continue;
		ARRAY_ROOM(s->steps, s->n, s->cap);
		st = &s->steps[s->n++];
		*st = (struct script_step){.verb = verbs[i].verb, .line = number};
		wrong = verbs[i].read(st, line + n + (line[n] == ' '));
		if (!wrong)
			return 0;
		return error_at(err, at, "%s%s%.40s: %s", verbs[i].words,
			st->text && *st->text ? " " : "", st->text ? st->text : "", wrong);
	}
	return error_at(err, at,
		"'%.60s' is no step; there are key, type, wait text, wait gone, "
		"wait event, wait pause, wait end, wait quit, save-screen and quit",
		line);
}

static int read_lines(struct script *s, FILE *f, struct error *err)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = 0;

	for (int number = 1; !rc && (n = getline(&line, &cap, f)) >= 0; number++) {
		while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		if (*line && *line != '#')
			rc = read_line(s, line, number, err);
	}
	free(line);
	return rc;
}

struct script *script_read(const char *path, struct error *err)
{
	FILE *f = fopen(path, "re");
	struct script *s;

	if (!f) {
		error_usage(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	s = xcalloc(1, sizeof(*s));
	s->path = path;
	if (read_lines(s, f, err) < 0) {
		script_free(s);
		s = NULL;
	}
	fclose(f);
	return s;
}

void script_free(struct script *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++) {
		free(s->steps[i].text);
		free(s->steps[i].keys);
	}
	free(s->steps);
	free(s);
}

const struct script_step *script_now(const struct script *s)
{
	return s && s->at < s->n ? &s->steps[s->at] : NULL;
}

void script_advance(struct script *s)
{
	s->at++;
}

int script_wrong(const struct script *s, const char *what, struct error *err)
{
	return error_at(
		err, (struct place){s->path, s->steps[s->at].line, 0}, "%s", what);
}

static bool has_text(const struct grid *g, const char *text)
{
	struct strbuf row = STRBUF_INIT;
	bool has = false;

	for (int y = 0; y < g->rows && !has; y++) {
		strbuf_reset(&row);
		grid_row_text(g, y, &row);
		has = strstr(row.buf, text) != NULL;
	}
	strbuf_release(&row);
	return has;
}

bool script_has_come(const struct script_step *st, const struct script_sight *sight)
{
	switch (st->verb) {
	case SCRIPT_WAIT_TEXT:
		return has_text(sight->grid, st->text);
	case SCRIPT_WAIT_GONE:
		return !has_text(sight->grid, st->text);
	case SCRIPT_WAIT_EVENT:
		return sight->seq >= st->event;
	case SCRIPT_WAIT_PAUSE:
		return sight->paused;
	case SCRIPT_WAIT_END:
		return sight->ended;
	default:
		return false;
	}
}
