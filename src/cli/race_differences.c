/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/race_differences.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "studyfile/studyfile_keys.h"

/* The scheduler with all its knobs, as its study was told of it at first: "asha eta=3". */
static void set_scheduler(struct studyfile_keys *k, const char *spec)
{
	char *text = xstrdup(spec), *rest = NULL, *word = strtok_r(text, " ", &rest);
	char path[64];

	if (word)
		studyfile_keys_set(k, "scheduler.name", word);
	while ((word = strtok_r(NULL, " ", &rest))) {
		char *equals = strchr(word, '=');

		if (!equals)
			continue;
		*equals = '\0';
		snprintf(path, sizeof(path), "scheduler.%s", word);
		studyfile_keys_set(k, path, equals + 1);
	}
	free(text);
}

/* What the events tell whatever the file says, the options given included; it comes first. */
static void set_told(struct studyfile_keys *k, const struct race_entry *e)
{
	const struct journal *j = race_entry_journal(e);
	bool scheduler = false, workers = false;
	char number[32];

	for (uint64_t seq = 1; seq <= journal_length(j) && !(scheduler && workers);
		seq++) {
		const struct event *at = journal_at(j, seq);

		if (at->kind == EVENT_SCHEDULER && !scheduler) {
			set_scheduler(k, at->scheduler.spec);
			scheduler = true;
		} else if (at->kind == EVENT_CONTROL &&
			   at->control.action == CONTROL_WORKERS && !workers) {
			snprintf(number, sizeof(number), "%.0f", at->control.number);
			studyfile_keys_set(k, "workers", number);
			workers = true;
		}
	}
	snprintf(number, sizeof(number), "%" PRIu64, e->study.info->seed);
	studyfile_keys_set(k, "seed", number);
}

/* Then what the study file has beside that; lines of --events have none in them. */
static void read_keys(struct studyfile_keys *k, const struct race_entry *e)
{
	struct studyfile_keys file = {0};
	struct stored_origin origin;
	struct error ignored;

	set_told(k, e);
	if (store_origin_of(e->path, &origin, &ignored) < 0)
		return;
	studyfile_keys_read(&file, origin.text, (const char *const *)origin.overrides,
		origin.n_overrides, &ignored);
	stored_origin_release(&origin);
	studyfile_keys_drop(&file, "scheduler");
	studyfile_keys_drop(&file, "workers");
	studyfile_keys_drop(&file, "seed");
	for (size_t i = 0; i < file.n; i++)
		studyfile_keys_set(k, file.items[i].path, file.items[i].value);
	studyfile_keys_release(&file);
}

static bool is_known(const struct race_differences *d, const char *key)
{
	for (size_t i = 0; i < d->n; i++)
		if (!strcmp(d->items[i].key, key))
			return true;
	return false;
}

/* Adds the key if the columns differ in it. */
static void compare(
	struct race_differences *d, const struct studyfile_keys *keys, const char *key)
{
	const char *values[RACE_MOST];
	bool same = true;

	for (size_t i = 0; i < d->columns; i++) {
		values[i] = studyfile_keys_get(&keys[i], key);
		same &= values[i] && values[0] ? !strcmp(values[i], values[0])
					       : values[i] == values[0];
	}
	if (same || is_known(d, key))
		return;
	ARRAY_ROOM(d->items, d->n, d->cap);
	d->items[d->n] = (struct race_difference){.key = xstrdup(key)};
	for (size_t i = 0; i < d->columns; i++)
		d->items[d->n].values[i] = values[i] ? xstrdup(values[i]) : NULL;
	d->n++;
}

void race_differ(struct race_differences *d, const struct race_entry *entries, size_t n)
{
	struct studyfile_keys keys[RACE_MOST] = {{0}};

	*d = (struct race_differences){.columns = n};
	for (size_t i = 0; i < n; i++)
		read_keys(&keys[i], &entries[i]);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < keys[i].n; k++)
			compare(d, keys, keys[i].items[k].path);
	for (size_t i = 0; i < n; i++)
		studyfile_keys_release(&keys[i]);
}

void race_differences_release(struct race_differences *d)
{
	for (size_t k = 0; k < d->n; k++) {
		free(d->items[k].key);
		for (size_t i = 0; i < d->columns; i++)
			free(d->items[k].values[i]);
	}
	free(d->items);
	*d = (struct race_differences){0};
}

static bool has_all(const struct race_differences *d, const struct race_difference *x)
{
	for (size_t i = 0; i < d->columns; i++)
		if (!x->values[i])
			return false;
	return true;
}

void race_difference_words(
	const struct race_differences *d, size_t column, struct strbuf *out)
{
	for (size_t k = 0; k < d->n; k++) {
		const struct race_difference *x = &d->items[k];
		const char *dot = strrchr(x->key, '.');
		const char *name = dot && strcmp(dot, ".name") ? dot + 1 : x->key;

		if (!has_all(d, x))
			continue;
		if (!strcmp(name, "scheduler.name") || !strcmp(name, "method.name"))
			strbuf_addf(out, "%s%s", out->len ? ", " : "", x->values[column]);
		else
			strbuf_addf(out, "%s%s %s", out->len ? ", " : "", name,
				x->values[column]);
	}
}

void race_differences_rows(const struct race_differences *d, struct race_rows *out)
{
	for (size_t k = 0; k < d->n; k++)
		race_rows_texts(out, d->items[k].key,
			(const char *const *)d->items[k].values, d->columns);
}
