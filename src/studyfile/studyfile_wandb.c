/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sweep files of W&B: what their published schema (wandb/sweeps, config/schema.json)
 * has and this program has not. A file that was written for W&B is to run as it is; what
 * is not honoured becomes a note, a line that names the key, so that nothing is dropped
 * in silence.
 */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/studyfile_parts.h"

#define QUASI_RANDOM "sobol"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void studyfile_note(struct studyfile *sf, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	sf->notes = xreallocarray(sf->notes, sf->n_notes + 1, sizeof(*sf->notes));
	sf->notes[sf->n_notes++] = xstrdup(line);
}

/* Takes those of the keys that are there out of the map; "project, entity", or "". */
static void take_keys(
	struct yaml *map, const char *const *keys, size_t n, struct strbuf *taken)
{
	for (size_t i = 0; i < n; i++) {
		struct yaml *y = yaml_take(map, keys[i]);

		if (y)
			strbuf_addf(taken, "%s%s", taken->len ? ", " : "", keys[i]);
		yaml_free(y);
	}
}

/* In the order of the table. */
static void drop_server_keys(struct studyfile *sf, struct yaml *root)
{
	static const char *const keys[] = {"project", "entity", "controller", "settings",
		"apiVersion", "kind", "description", "job", "image_uri", "launch",
		"resource", "resource_args", "queue"};
	struct strbuf taken = STRBUF_INIT;

	take_keys(root, keys, COUNT(keys), &taken);
	if (taken.len)
		studyfile_note(sf, "%s: for a server; not used", taken.buf);
	strbuf_release(&taken);
}

/* A scheduler of theirs is a program that hands out configurations. */
static void drop_scheduler(struct studyfile *sf, struct yaml *root)
{
	static const char *const keys[] = {"engine", "source", "optimizer",
		"search_space", "job", "num_workers", "resource", "resource_args",
		"docker_image", "settings"};
	const struct yaml *y = yaml_find(root, "scheduler");

	if (!y || y->type != YAML_MAP || yaml_find(y, "name"))
		return;
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (!yaml_find(y, keys[i]))
			continue;
		studyfile_note(sf,
			"scheduler: with '%s' it is one of W&B's, which hands "
			"out configurations; not used",
			keys[i]);
		yaml_free(yaml_take(root, "scheduler"));
		return;
	}
}

/* Of several metrics the first decides. */
static void choose_metric(struct studyfile *sf, struct yaml *root)
{
	struct yaml *list = yaml_find(root, "metrics");
	const struct yaml *name;

	if (!list || list->type != YAML_LIST || !list->n)
		return;
	if (yaml_find(root, "metric")) {
		studyfile_note(sf, "metrics: metric decides; not used");
	} else {
		name = yaml_find(list->items[0].node, "name");
		studyfile_note(sf,
			"metrics: the first of them, %s, decides; others are "
			"not used",
			name && name->text ? name->text : "whatever it is");
		yaml_put(root, "metric", list->items[0].node);
		list->items[0].node = yaml_map(list->at);
	}
	yaml_free(yaml_take(root, "metrics"));
}

static void drop_impute(struct studyfile *sf, const struct yaml *root)
{
	static const char *const keys[] = {"impute", "impute_while_running"};
	struct yaml *metric = yaml_find(root, "metric");
	struct strbuf taken = STRBUF_INIT;

	if (!metric || metric->type != YAML_MAP)
		return;
	take_keys(metric, keys, COUNT(keys), &taken);
	if (taken.len)
		studyfile_note(sf, "%s of metric: for bayes; not used", taken.buf);
	strbuf_release(&taken);
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
	static const char *const methods[][2] = {
		{"bayes", "there is no model-based searcher"},
		{"custom", "there is no custom searcher"}};
	struct yaml *name = method_name(root);

	for (size_t i = 0; name && i < COUNT(methods); i++) {
		if (strcasecmp(name->text, methods[i][0]) ||
			family_find(cat->searchers, methods[i][0]) ||
			!family_find(cat->searchers, QUASI_RANDOM))
			continue;
		studyfile_note(sf,
			"method %s: %s; quasi-random points (" QUASI_RANDOM
			") in its place",
			methods[i][0], methods[i][1]);
		free(name->text);
		name->text = xstrdup(QUASI_RANDOM);
		yaml_resolve(name, "!");
	}
}

void studyfile_wandb(struct studyfile *sf, struct yaml *root, const struct catalog *cat)
{
	drop_server_keys(sf, root);
	drop_scheduler(sf, root);
	choose_metric(sf, root);
	drop_impute(sf, root);
	replace_method(sf, root, cat);
}
