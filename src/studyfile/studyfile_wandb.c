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
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"

#define BEFORE "sobol" /* which was in their place before there was a model */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Of the map scheduler: those of an engine, then those of Launch. */
static const char *const scheduler_keys[] = {"engine", "source", "optimizer",
	"search_space", "job", "num_workers", "resource", "resource_args", "docker_image",
	"settings"};
#define ENGINE_KEYS 4
static const struct knob engine_row = {
	.name = "engine", .type = KNOB_CHOICE, .choices = "optuna ax wandb"};

static void add_note(
	struct studyfile *sf, struct place at, const char *fmt, va_list ap)
{
	struct error line;
	char text[sizeof(line.text)];

	if (!at.file)
		at.file = sf->path;
	vsnprintf(text, sizeof(text), fmt, ap);
	error_at(&line, at, "%s", text);
	sf->notes = xreallocarray(sf->notes, sf->n_notes + 1, sizeof(*sf->notes));
	sf->notes[sf->n_notes++] = xstrdup(line.text);
}

void studyfile_note(struct studyfile *sf, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_note(sf, (struct place){.file = sf->path}, fmt, ap);
	va_end(ap);
}

void studyfile_note_at(struct studyfile *sf, struct place at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_note(sf, at, fmt, ap);
	va_end(ap);
}

static bool is_before(struct place a, struct place b)
{
	return a.line < b.line || (a.line == b.line && a.col < b.col);
}

/*
 * Takes those of the keys that are there out of the map: "project, entity", or "", and
 * the place of the one that is written first.
 */
static struct place take_keys(
	struct yaml *map, const char *const *keys, size_t n, struct strbuf *taken)
{
	struct place first = {0};

	for (size_t i = 0; i < n; i++) {
		const struct yaml_item *item = yaml_item(map, keys[i]);

		if (!item)
			continue;
		if (!first.file || is_before(item->at, first))
			first = item->at;
		strbuf_addf(taken, "%s%s", taken->len ? ", " : "", keys[i]);
		yaml_free(yaml_take(map, keys[i]));
	}
	return first;
}

/* Takes them out with one line, in which `why` follows their names. */
static void drop_keys(struct studyfile *sf, struct yaml *map, const char *const *keys,
	size_t n, const char *why)
{
	struct strbuf taken = STRBUF_INIT;
	struct place at = take_keys(map, keys, n, &taken);

	if (taken.len)
		studyfile_note_at(sf, at, "%s%s; not used", taken.buf, why);
	strbuf_release(&taken);
}

/* In the order of the table. */
static void drop_server_keys(struct studyfile *sf, struct yaml *root)
{
	static const char *const keys[] = {"project", "entity", "controller", "settings",
		"apiVersion", "kind", "description", "job", "image_uri", "launch",
		"resource", "resource_args", "queue"};

	drop_keys(sf, root, keys, COUNT(keys), ": for a server");
}

/*
 * The scheduler map of W&B (config/cfg.py), which says what hands out configurations.
 */

static bool has_any(const struct yaml *map, const char *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (yaml_find(map, keys[i]))
			return true;
	return false;
}

/* What hands out configurations; *optuna: whether it is Optuna. */
static int read_engine(const struct yaml *scheduler, bool *optuna, struct error *err)
{
	const struct yaml *y = yaml_find(scheduler, "engine");
	double number;

	if (!y)
		return error_at(err, scheduler->at,
			"engine is missing in scheduler; it must be one of: optuna, ax, "
			"wandb");
	if (section_number(&engine_row, y, &number, err))
		return -1;
	*optuna = number == 0;
	return 0;
}

/* A function in Python draws the parameters, which no file lists then. */
static int check_search_space(
	const struct yaml *root, const struct yaml *scheduler, struct error *err)
{
	const struct yaml_item *space = yaml_item(scheduler, "search_space");

	if (!space || yaml_find(root, "parameters"))
		return 0;
	return error_at(err, space->at,
		"parameters is missing, and search_space of scheduler is a function that "
		"cannot be asked here; write them as in parameters: {lr: {min: 0.0001, "
		"max: 0.1}}");
}

/* Takes it out of the document. *optuna: set when its engine is Optuna. */
static int take_scheduler(
	struct studyfile *sf, struct yaml *root, bool *optuna, struct error *err)
{
	struct yaml *y = yaml_find(root, "scheduler");
	struct strbuf taken = STRBUF_INIT;
	struct place at;

	if (!y || y->type != YAML_MAP || yaml_find(y, "name") ||
		!has_any(y, scheduler_keys, COUNT(scheduler_keys)))
		return 0;
	if (section_keys(y, "scheduler", scheduler_keys, COUNT(scheduler_keys), err))
		return -1;
	if (has_any(y, scheduler_keys, ENGINE_KEYS) &&
		(read_engine(y, optuna, err) || check_search_space(root, y, err)))
		return -1;
	at = take_keys(y, scheduler_keys, COUNT(scheduler_keys), &taken);
	studyfile_note_at(sf, at,
		"scheduler: with %s it is one of W&B's, which hands out configurations; "
		"not used",
		taken.buf);
	strbuf_release(&taken);
	yaml_free(yaml_take(root, "scheduler"));
	return 0;
}

/*
 * The metric.
 */

/* The name in an item of metrics, or NULL. */
static const char *metric_name(const struct yaml *y)
{
	const struct yaml *name = y->type == YAML_MAP ? yaml_find(y, "name") : y;

	return name && name->type == YAML_SCALAR && !yaml_is_null(name) ? name->text
									: NULL;
}

/* Of several metrics the first decides. */
static int choose_metric(struct studyfile *sf, struct yaml *root, struct error *err)
{
	const struct yaml_item *item = yaml_item(root, "metrics");
	struct yaml *list;

	if (!item)
		return 0;
	list = item->node;
	if (list->type != YAML_LIST || !list->n)
		return error_at(err, list->at,
			"metrics cannot be %s; it must be a list of metrics, of which the "
			"first decides",
			list->type == YAML_LIST ? "empty" : yaml_describe(list));
	for (size_t i = 0; i < list->n; i++) {
		const struct yaml *y = list->items[i].node;

		if (!metric_name(y))
			return error_at(err, y->at,
				"a metric needs a name, as in {name: val_error, goal: "
				"minimize}");
	}
	if (yaml_find(root, "metric")) {
		studyfile_note_at(sf, item->at, "metrics: metric decides; not used");
	} else {
		studyfile_note_at(sf, item->at,
			"metrics: the first of them, %s, decides; others are not used",
			metric_name(list->items[0].node));
		yaml_put(root, "metric", list->items[0].node);
		list->items[0].node = yaml_map(list->at);
	}
	yaml_free(yaml_take(root, "metrics"));
	return 0;
}

/* What goes with a model of theirs, or has another name here. */
static void drop_metric_keys(struct studyfile *sf, struct yaml *root)
{
	static const char *const imputes[] = {"impute", "impute_while_running"};
	static const char *const thresholds[] = {"threshold"};
	static const char *const constraints[] = {"metric_constraints"};
	struct yaml *metric = yaml_find(root, "metric");

	if (metric && metric->type == YAML_MAP) {
		drop_keys(sf, metric, imputes, COUNT(imputes),
			" of metric: here a trial that fails counts as the worst");
		drop_keys(sf, metric, thresholds, COUNT(thresholds),
			" of metric: for several metrics");
	}
	drop_keys(sf, root, constraints, COUNT(constraints),
		": here the key is constraints, a list of {metric, min, max}");
}

/*
 * The method.
 */

/* The scalar that names the searcher, or NULL. */
static struct yaml *method_name(const struct yaml *root)
{
	struct yaml *y = yaml_find(root, "method");

	if (y && y->type == YAML_MAP)
		y = yaml_find(y, "name");
	return y && y->type == YAML_SCALAR ? y : NULL;
}

/*
 * Their bayes has a Gaussian process, and so has the engine ax; the sampler that Optuna
 * takes when none is named is TPE. Whatever else custom may be, it learns.
 */
static const char *searcher_for(const char *method, bool optuna)
{
	bool custom = !strcasecmp(method, "custom");

	if (custom && optuna)
		return "tpe";
	return custom || !strcasecmp(method, "bayes") || !strcasecmp(method, "ax") ? "gp"
										   : NULL;
}

static void replace_method(struct studyfile *sf, const struct yaml *root, bool optuna)
{
	struct yaml *name = method_name(root);
	const char *searcher = name ? searcher_for(name->text, optuna) : NULL;

	if (!searcher)
		return;
	studyfile_note_at(sf, name->at, "method %s: the searcher %s in its place",
		name->text, searcher);
	sf->searcher_before = BEFORE;
	free(name->text);
	name->text = xstrdup(searcher);
	yaml_resolve(name, "!");
}

int studyfile_wandb(struct studyfile *sf, struct yaml *root, struct error *err)
{
	bool optuna = false;

	drop_server_keys(sf, root);
	if (take_scheduler(sf, root, &optuna, err) || choose_metric(sf, root, err))
		return -1;
	drop_metric_keys(sf, root);
	replace_method(sf, root, optuna);
	return 0;
}
