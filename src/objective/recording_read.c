/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a table in two steps: rows as they come, each checked by itself; then, in the
 * order of configuration and epoch, what they are together. Memory follows the file's
 * size, whatever numbers are in it.
 */
#include "config.h"

#include "objective/recording_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/knob.h"
#include "base/number.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "objective/recording_header.h"

#define ROWS_MAX 0x7fffffff

/* A parameter's value in a row. */
struct cell {
	size_t text; /* in the reader's texts */
	int line, col;
};

/* What a row is called by, and where that is written. */
struct key {
	uint32_t n;
	int line, col;
};

struct row {
	struct key config, epoch;
	uint32_t number; /* in the file, from 0 */
	uint32_t tuple;	 /* its parameters: cells[tuple][n_params] */
};

struct reader {
	struct recording *r;
	const char *path;
	struct csv *csv;
	struct column *columns;
	size_t width;
	struct place start; /* of the header */
	struct row *rows;
	double *values, *seconds; /* as recording has them, in the file's order */
	size_t n, n_cap, values_cap, seconds_cap;
	struct cell *cells;
	size_t n_tuples, cells_cap;
	struct strbuf texts;
};

static const struct knob config_row = {
	.name = "config", .type = KNOB_INT, .min = 0, .max = 4294967293.0};
static const struct knob epoch_row = {
	.name = "epoch", .type = KNOB_INT, .min = 1, .max = 1e9};
static const struct knob seconds_row = {
	.name = "seconds", .type = KNOB_REAL, .min = 0, .open_min = true, .max = 1e12};

/*
 * One row by itself.
 */

static int take_metric(const struct reader *rd, size_t i, const char *text, double *value,
	struct error *err)
{
	enum csv_cell kind = csv_cell(text, value);

	if (kind == CSV_TEXT)
		return error_at(err, csv_place(rd->csv, i),
			"%.60s cannot be '%.60s'; it must be a number, or nan or nothing "
			"where there is none",
			rd->r->metrics[rd->columns[i].index], text);
	if (kind != CSV_NUMBER)
		*value = NO_NUMBER;
	return 0;
}

static void take_param(struct reader *rd, size_t i, const char *text)
{
	struct place at = csv_place(rd->csv, i);
	size_t slot = rd->n_tuples * rd->r->n_params + rd->columns[i].index;

	rd->cells[slot] =
		(struct cell){.text = rd->texts.len, .line = at.line, .col = at.col};
	strbuf_add(&rd->texts, text, strlen(text) + 1);
}

static int take_key(struct key *k, const struct knob *row, const char *text,
	struct place at, struct error *err)
{
	double v;

	if (knob_parse(row, text, &v, at, err))
		return -1;
	*k = (struct key){.n = (uint32_t)v, .line = at.line, .col = at.col};
	return 0;
}

static int take_field(
	struct reader *rd, struct row *row, size_t i, char *text, struct error *err)
{
	struct place at = csv_place(rd->csv, i);
	const struct column *c = &rd->columns[i];
	int failed = 0;

	switch (c->role) {
	case COLUMN_CONFIG:
		failed = take_key(&row->config, &config_row, text, at, err);
		break;
	case COLUMN_EPOCH:
		failed = take_key(&row->epoch, &epoch_row, text, at, err);
		break;
	case COLUMN_SECONDS:
		failed = knob_parse(&seconds_row, text, &rd->seconds[rd->n], at, err);
		break;
	case COLUMN_METRIC:
		failed = take_metric(rd, i, text,
			&rd->values[rd->n * rd->r->n_metrics + c->index], err);
		break;
	case COLUMN_PARAM:
		take_param(rd, i, text);
		break;
	}
	return failed;
}

static const char *text_of(const struct reader *rd, size_t tuple, size_t param)
{
	return rd->texts.buf + rd->cells[tuple * rd->r->n_params + param].text;
}

/*
 * Keeps the parameters just read, unless they are those of the row before: most tables
 * have a configuration's rows together.
 */
static uint32_t keep_tuple(struct reader *rd, uint32_t config, size_t texts_before)
{
	size_t last = rd->n_tuples - 1, p = 0;

	if (!rd->n || rd->rows[rd->n - 1].config.n != config)
		return (uint32_t)rd->n_tuples++;
	while (p < rd->r->n_params &&
		!strcmp(text_of(rd, last, p), text_of(rd, rd->n_tuples, p)))
		p++;
	if (p < rd->r->n_params)
		return (uint32_t)rd->n_tuples++;
	rd->texts.len = texts_before;
	return (uint32_t)last;
}

static int take_row(struct reader *rd, char **fields, size_t n, struct error *err)
{
	struct recording *r = rd->r;
	size_t texts_before = rd->texts.len;
	struct row row = {.number = (uint32_t)rd->n};

	if (n != rd->width)
		return error_at(err,
			csv_place(rd->csv, n < rd->width ? n - 1 : rd->width),
			"%zu field%s in this row; every row must have %zu, as the header "
			"has",
			n, n == 1 ? "" : "s", rd->width);
	if (rd->n == ROWS_MAX)
		return error_at(err, csv_place(rd->csv, 0),
			"too many rows; at most %d are allowed", ROWS_MAX);
	ARRAY_ROOM(rd->rows, rd->n, rd->n_cap);
	ARRAY_ROOM(rd->values, (rd->n + 1) * r->n_metrics, rd->values_cap);
	ARRAY_ROOM(rd->seconds, rd->n, rd->seconds_cap);
	ARRAY_ROOM(rd->cells, (rd->n_tuples + 1) * r->n_params, rd->cells_cap);
	rd->seconds[rd->n] = 1;
	for (size_t i = 0; i < n; i++)
		if (take_field(rd, &row, i, recording_trim(fields[i]), err))
			return -1;
	row.tuple = keep_tuple(rd, row.config.n, texts_before);
	rd->rows[rd->n++] = row;
	return 0;
}

static int read_rows(
	struct reader *rd, const struct recording_choice *choice, struct error *err)
{
	char **fields;
	size_t n;
	int got = csv_row(rd->csv, &fields, &n, err);

	if (got == 0)
		return error_at(err, (struct place){rd->path, 1, 1},
			"the file is empty; a table has a header and a row an epoch");
	if (got < 0)
		return -1;
	rd->start = csv_place(rd->csv, 0);
	rd->width = n;
	rd->columns = recording_header(rd->r, rd->csv, fields, n, choice, err);
	if (!rd->columns)
		return -1;
	while ((got = csv_row(rd->csv, &fields, &n, err)) > 0)
		if (take_row(rd, fields, n, err))
			return -1;
	if (got == 0 && !rd->n)
		return error_at(err, rd->start,
			"no rows after the header; there must be one an epoch");
	return got;
}

/*
 * All rows together.
 */

static int by_config_and_epoch(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->config.n != y->config.n)
		return x->config.n < y->config.n ? -1 : 1;
	if (x->epoch.n != y->epoch.n)
		return x->epoch.n < y->epoch.n ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

static void sort_rows(struct reader *rd)
{
	for (size_t i = 1; i < rd->n; i++) {
		if (by_config_and_epoch(&rd->rows[i - 1], &rd->rows[i]) > 0) {
			qsort(rd->rows, rd->n, sizeof(*rd->rows), by_config_and_epoch);
			return;
		}
	}
}

static int missing_config(const struct reader *rd, const struct row *row,
	uint32_t missing, struct error *err)
{
	struct place at = {rd->path, row->config.line, row->config.col};

	return error_at(err, at,
		"config is %u here and never %u; it must be 0, 1, 2, … without gaps",
		row->config.n, missing);
}

/* row should have been `epoch` of its configuration. */
static int wrong_epoch(
	const struct reader *rd, const struct row *row, uint32_t epoch, struct error *err)
{
	struct place at = {rd->path, row->epoch.line, row->epoch.col};

	if (row->epoch.n < epoch)
		return error_at(err, at,
			"configuration %u has epoch %u already on line %d; each must "
			"occur once",
			row->config.n, row->epoch.n, row[-1].epoch.line);
	return error_at(err, at,
		"configuration %u has epoch %u and no epoch %u; it must have 1, 2, 3, … "
		"without gaps",
		row->config.n, row->epoch.n, epoch);
}

/* 0.10 and 0.1 are the same. */
static bool is_same(const char *a, const char *b)
{
	double x, y;

	return !strcmp(a, b) ||
	       (csv_cell(a, &x) == CSV_NUMBER && csv_cell(b, &y) == CSV_NUMBER && x == y);
}

/* The parameters of a row must be those of its configuration's first. */
static int check_params(const struct reader *rd, const struct row *first,
	const struct row *row, struct error *err)
{
	size_t n = first->tuple == row->tuple ? 0 : rd->r->n_params;

	for (size_t p = 0; p < n; p++) {
		const char *want = text_of(rd, first->tuple, p);
		const char *got = text_of(rd, row->tuple, p);
		const struct cell *c = &rd->cells[row->tuple * n + p];

		if (!is_same(want, got))
			return error_at(err, (struct place){rd->path, c->line, c->col},
				"%.60s is '%.60s' here and '%.60s' on line %d; it must "
				"be the same in all epochs of configuration %u",
				rd->r->params[p], got, want,
				rd->cells[first->tuple * n + p].line, row->config.n);
	}
	return 0;
}

static int check_order(struct reader *rd, struct error *err)
{
	const struct row *first = NULL; /* of the configuration */
	uint32_t configs = 0;

	for (size_t i = 0; i < rd->n; i++) {
		const struct row *row = &rd->rows[i];

		if (!first || row->config.n != first->config.n) {
			if (row->config.n != configs)
				return missing_config(rd, row, configs, err);
			configs++;
			first = row;
		}
		if (row->epoch.n != (uint32_t)(row - first) + 1)
			return wrong_epoch(rd, row, (uint32_t)(row - first) + 1, err);
		if (check_params(rd, first, row, err))
			return -1;
	}
	rd->r->n_configs = configs;
	return 0;
}

/* Everything is in order: puts it where it belongs. */
static void fill(struct reader *rd)
{
	struct recording *r = rd->r;
	size_t m = r->n_metrics, p = r->n_params;

	r->first = xcalloc(r->n_configs + 1, sizeof(*r->first));
	r->values = xcalloc(rd->n * m, sizeof(*r->values));
	r->seconds = xcalloc(rd->n, sizeof(*r->seconds));
	r->cells = xcalloc(r->n_configs * p, sizeof(*r->cells));
	for (size_t i = 0; i < rd->n; i++) {
		const struct row *row = &rd->rows[i];

		memcpy(r->values + i * m, rd->values + row->number * m,
			m * sizeof(*r->values));
		r->seconds[i] = rd->seconds[row->number];
		r->first[row->config.n + 1] = i + 1;
		for (size_t k = 0; k < p && row->epoch.n == 1; k++)
			r->cells[row->config.n * p + k] = text_of(rd, row->tuple, k);
	}
	r->texts = strbuf_detach(&rd->texts);
}

int recording_read(struct recording *r, const char *path,
	const struct recording_choice *choice, struct error *err)
{
	struct reader rd = {.r = r, .path = path};
	int failed;

	*r = (struct recording){0};
	rd.csv = csv_open(path, err);
	if (!rd.csv)
		return -1;
	strbuf_init(&rd.texts);
	failed = read_rows(&rd, choice, err);
	if (!failed) {
		sort_rows(&rd);
		failed = check_order(&rd, err);
	}
	if (failed)
		recording_release(r);
	else
		fill(&rd);
	csv_close(rd.csv);
	strbuf_release(&rd.texts);
	free(rd.columns);
	free(rd.rows);
	free(rd.values);
	free(rd.seconds);
	free(rd.cells);
	return failed ? -1 : 0;
}
