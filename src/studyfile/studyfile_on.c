/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `on:`, commands that are run when something happens:
 *
 *   on: {incumbent: [notify-send, better], finish: [./tell.sh], seconds: 10}
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"

static const struct knob on_rows[] = {
	{.name = "seconds",
		.type = KNOB_REAL,
		.min = 0,
		.open_min = true,
		.max = 86400,
		.def = "30"},
	{.name = "every", .type = KNOB_REAL, .min = 0, .max = 1e6, .def = "10"},
	{.name = NULL},
};

#define N_ROWS (sizeof(on_rows) / sizeof(*on_rows) - 1)

static bool is_none(const struct yaml *y)
{
	return yaml_is_null(y) || (y->type == YAML_SCALAR && !strcmp(y->text, "none"));
}

static int read_word(
	struct hook *h, const char *name, const struct yaml *y, struct error *err)
{
	if (y->type != YAML_SCALAR)
		return error_at(err, y->at,
			"a word of on.%s cannot be %s; it must be text", name,
			yaml_describe(y));
	h->words[h->n++] = (struct program_word){xstrdup(y->text), y->at};
	return 0;
}

/* A list of words, or one word. */
static int read_hook(
	struct hook *h, const char *name, const struct yaml *y, struct error *err)
{
	if (is_none(y))
		return 0;
	if (y->type == YAML_MAP || (y->type == YAML_LIST && !y->n))
		return error_at(err, y->at,
			"on.%s cannot be %s; it must be a list of words, as in "
			"[notify-send, done]",
			name, y->n ? yaml_describe(y) : "empty");
	if (y->type == YAML_SCALAR && y->text[strcspn(y->text, " \t\n")])
		return error_at(err, y->at,
			"on.%s: '%.60s' has blanks, and no shell splits it; it must be "
			"a list of words, as in [notify-send, done]",
			name, y->text);
	h->words = xcalloc(y->type == YAML_LIST ? y->n : 1, sizeof(*h->words));
	if (y->type == YAML_SCALAR)
		return read_word(h, name, y, err);
	for (size_t i = 0; i < y->n; i++)
		if (read_word(h, name, y->items[i].node, err) < 0)
			return -1;
	return 0;
}

static int read_all(
	struct studyfile *sf, struct knobs *k, const struct yaml *y, struct error *err)
{
	for (size_t i = 0; i < y->n; i++) {
		const struct yaml_item *item = &y->items[i];
		int rc = 0;

		if (knob_find(on_rows, item->key))
			rc = section_knob(k, "on", item, err);
		for (int a = 0; !rc && a < ALERTS; a++)
			if (!strcmp(item->key, alert_names[a]))
				rc = read_hook(&sf->on.hooks[a], alert_names[a],
					item->node, err);
		if (rc < 0)
			return -1;
	}
	return 0;
}

int studyfile_on(struct studyfile *sf, const struct yaml *y, struct error *err)
{
	const char *known[ALERTS + N_ROWS];
	struct knobs k;
	size_t n = 0;
	int rc;

	if (!y || is_none(y))
		return 0;
	for (; n < ALERTS; n++)
		known[n] = alert_names[n];
	for (size_t i = 0; i < N_ROWS; i++)
		known[n++] = on_rows[i].name;
	if (section_is_map(y, "on", err) || section_keys(y, "on", known, n, err))
		return -1;
	knobs_init(&k, on_rows, y->at);
	rc = read_all(sf, &k, y, err);
	sf->on.seconds = knobs_real(&k, "seconds");
	sf->on.every = knobs_real(&k, "every");
	knobs_release(&k);
	return rc;
}

void studyfile_on_release(struct studyfile *sf)
{
	for (int a = 0; a < ALERTS; a++) {
		for (size_t i = 0; i < sf->on.hooks[a].n; i++)
			free(sf->on.hooks[a].words[i].text);
		free(sf->on.hooks[a].words);
	}
}
