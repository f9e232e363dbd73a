/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/recording_header.h"

#include <stdlib.h>
#include <string.h>

#include "base/knob.h"
#include "base/xalloc.h"
#include "objective/objective.h"

#define COLUMNS_MAX 1000

struct header {
	const struct csv *csv;
	char **names;
	size_t n;
	struct column *columns;
	struct recording *r;
};

char *recording_trim(char *field)
{
	size_t len;

	field += strspn(field, " \t");
	len = strlen(field);
	while (len && strchr(" \t", field[len - 1]))
		len--;
	field[len] = '\0';
	return field;
}

/* The column called name, or n. */
static size_t find(const struct header *h, const char *name)
{
	size_t i = 0;

	while (i < h->n && strcmp(h->names[i], name))
		i++;
	return i;
}

static int check_names(const struct header *h, struct error *err)
{
	for (size_t i = 0; i < h->n; i++) {
		size_t same = find(h, h->names[i]);

		if (!*h->names[i])
			return error_at(err, csv_place(h->csv, i),
				"column %zu has no name; every column must have one",
				i + 1);
		if (same < i)
			return error_at(err, csv_place(h->csv, i),
				"column %zu is called '%.60s', as column %zu is; names "
				"must differ",
				i + 1, h->names[i], same + 1);
	}
	return 0;
}

static int take_role(struct header *h, const char *name, enum column_role role)
{
	size_t i = find(h, name);

	if (i == h->n)
		return -1;
	h->columns[i].role = role;
	return 0;
}

/* The columns without which a row says nothing. */
static int find_keys(struct header *h, struct error *err)
{
	static const char *const names[] = {"config", "epoch"};
	static const enum column_role roles[] = {COLUMN_CONFIG, COLUMN_EPOCH};

	for (size_t i = 0; i < 2; i++)
		if (take_role(h, names[i], roles[i]) < 0)
			return error_at(err, csv_place(h->csv, 0),
				"there is no column '%s'; a table has config, epoch, "
				"metrics, and may have seconds and parameters",
				names[i]);
	take_role(h, "seconds", COLUMN_SECONDS);
	return 0;
}

static void add_metric(struct header *h, size_t i)
{
	struct recording *r = h->r;

	h->columns[i] = (struct column){COLUMN_METRIC, r->n_metrics};
	r->metrics[r->n_metrics++] = xstrdup(h->names[i]);
}

/* The columns that may be metrics, for the message. */
static int unknown_metric(
	const struct header *h, const char *name, struct place at, struct error *err)
{
	const char **names = xcalloc(h->n, sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		if (h->columns[i].role == COLUMN_PARAM)
			names[n++] = h->names[i];
	unknown_name(err, at, "column", name, "the table", names, n);
	free(names);
	return -1;
}

static int named_metric(
	struct header *h, const char *name, struct place at, struct error *err)
{
	size_t i = find(h, name);

	if (i < h->n && h->columns[i].role == COLUMN_METRIC)
		return error_at(
			err, at, "metrics has '%.60s' twice; each may occur once", name);
	if (i == h->n || h->columns[i].role != COLUMN_PARAM)
		return unknown_metric(h, name, at, err);
	if (h->r->n_metrics == METRICS_MAX)
		return error_at(err, at,
			"metrics has more than %d names; at most %d are "
			"allowed",
			METRICS_MAX, METRICS_MAX);
	add_metric(h, i);
	return 0;
}

static int named_metrics(
	struct header *h, const char *metrics, struct place at, struct error *err)
{
	char *list = xstrdup(metrics), *save = NULL;
	int failed = 0;

	for (char *w = strtok_r(list, " \t,", &save); w && !failed;
		w = strtok_r(NULL, " \t,", &save))
		failed = named_metric(h, w, at, err);
	free(list);
	if (!failed && !h->r->n_metrics)
		return error_at(err, at, "metrics is empty; it must name columns");
	return failed;
}

static int known_metrics(struct header *h, struct error *err)
{
	char list[] = RECORDING_METRICS, *save = NULL;

	for (char *w = strtok_r(list, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		size_t i = find(h, w);

		if (i < h->n)
			add_metric(h, i);
	}
	if (!h->r->n_metrics)
		return error_at(err, csv_place(h->csv, 0),
			"no column is a metric; known are %s, others are to be named "
			"by metrics",
			RECORDING_METRICS);
	return 0;
}

/* Those of constraints are metrics without being named as such. */
static int limited_metrics(
	struct header *h, const struct constraint *list, size_t n, struct error *err)
{
	int failed = 0;

	for (size_t i = 0; !failed && i < n; i++) {
		size_t at = find(h, list[i].metric);

		if (at == h->n || h->columns[at].role != COLUMN_METRIC)
			failed = named_metric(h, list[i].metric, list[i].at, err);
	}
	return failed;
}

static void take_params(struct header *h)
{
	struct recording *r = h->r;

	r->params = xcalloc(h->n, sizeof(*r->params));
	for (size_t i = 0; i < h->n; i++) {
		if (h->columns[i].role != COLUMN_PARAM)
			continue;
		h->columns[i].index = r->n_params;
		r->params[r->n_params++] = xstrdup(h->names[i]);
	}
}

struct column *recording_header(struct recording *r, const struct csv *csv, char **fields,
	size_t n, const struct recording_choice *choice, struct error *err)
{
	struct header h = {.csv = csv, .names = fields, .n = n, .r = r};

	if (n > COLUMNS_MAX) {
		error_at(err, csv_place(csv, COLUMNS_MAX),
			"%zu columns; at most %d are allowed", n, COLUMNS_MAX);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		fields[i] = recording_trim(fields[i]);
	h.columns = xcalloc(n, sizeof(*h.columns));
	r->metrics = xcalloc(METRICS_MAX, sizeof(*r->metrics));
	if (check_names(&h, err) || find_keys(&h, err) ||
		(choice->metrics ? named_metrics(
					   &h, choice->metrics, choice->metrics_at, err)
				 : known_metrics(&h, err)) ||
		limited_metrics(&h, choice->constraints, choice->n_constraints, err)) {
		free(h.columns);
		return NULL;
	}
	take_params(&h);
	return h.columns;
}
