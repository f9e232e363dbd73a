/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/dataset.h"

#include "base/csv.h"
#include "base/knob.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Features are floats: what is too large for one is as good as infinite. */
static enum csv_cell read_cell(const char *field, double *v)
{
	enum csv_cell kind = csv_cell(field, v);

	return kind == CSV_NUMBER && fabs(*v) > (double)FLT_MAX ? CSV_NOT_FINITE : kind;
}

struct reader {
	struct dataset *d;
	const struct dataset_format *format;
	const char *path;
	struct csv *csv;
	size_t width;	/* fields a row */
	int width_line; /* the line that set it */
	size_t label;	/* the column of the target */
	size_t cap_x, cap_y;
};

static struct place here(const struct reader *r)
{
	return (struct place){.file = r->path, .line = csv_line(r->csv)};
}

/* What stands where there is no value: a row of data has it, not a header. */
static bool is_missing(const char *field)
{
	static const char *const marks[] = {
		"?", "NA", "N/A", "null", "NULL", "None", "-"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (!strcmp(field, marks[i]))
			return true;
	return !*field;
}

/* 0, 1, 2, ... are what a frame without names of its own calls its columns. */
static bool is_numbering(char **fields, size_t n)
{
	double v;

	for (size_t i = 0; i < n; i++)
		if (read_cell(fields[i], &v) == CSV_TEXT || v != (double)i)
			return false;
	return n > 2;
}

static bool is_header(const struct reader *r, char **fields, size_t n)
{
	double v;

	if (r->format->header != HEADER_AUTO)
		return r->format->header == HEADER_YES;
	if (strcmp(r->format->label, "first") && strcmp(r->format->label, "last"))
		return true; /* the label is named, so there are names */
	for (size_t i = 0; i < n; i++)
		if (read_cell(fields[i], &v) == CSV_TEXT && !is_missing(fields[i]))
			return true;
	return is_numbering(fields, n);
}

static int no_such_label(
	const struct reader *r, char **names, size_t n, struct error *err)
{
	const struct dataset_format *f = r->format;
	const char *nearest = suggest_nearest(f->label, (const char *const *)names, n);
	struct strbuf list;

	if (nearest)
		return error_at(err, f->label_at,
			"'%s' has no column '%.60s'; did you mean '%.60s'?", r->path,
			f->label, nearest);
	strbuf_init(&list);
	for (size_t i = 0; i < n && list.len < 300; i++)
		strbuf_addf(&list, "%s%.60s", i ? ", " : "", names[i]);
	error_at(err, f->label_at,
		"'%s' has no column '%.60s'; label is first, last or %s%s", r->path,
		f->label, list.buf, list.len < 300 ? "" : ", …");
	strbuf_release(&list);
	return -1;
}

/* From the first row, which is the header when `header`: the width and the target. */
static int find_columns(
	struct reader *r, char **fields, size_t n, bool header, struct error *err)
{
	const char *label = r->format->label;

	r->width = n;
	r->width_line = csv_line(r->csv);
	if (n < 2)
		return error_at(err, here(r),
			"1 field; a row is features and a label, with commas between");
	if (n - 1 > FEATURES_MAX)
		return error_at(err, here(r), "%zu fields; at most %zu are allowed", n,
			FEATURES_MAX);
	r->d->features = n - 1;
	r->label = 0;
	if (!strcmp(label, "first"))
		return 0;
	r->label = n - 1;
	if (!strcmp(label, "last"))
		return 0;
	if (!header)
		return error_at(err, r->format->label_at,
			"label '%.60s' needs a header, and '%s' has none; "
			"label is first or last",
			label, r->path);
	for (r->label = 0; r->label < n; r->label++)
		if (!strcmp(fields[r->label], label))
			return 0;
	return no_such_label(r, fields, n, err);
}

static int bad_cell(const struct reader *r, size_t i, const char *text,
	enum csv_cell kind, struct error *err)
{
	if (kind == CSV_EMPTY)
		return error_at(err, here(r),
			"field %zu is empty; every field must be a number", i + 1);
	return error_at(err, here(r), "field %zu: '%.60s' is not a %snumber", i + 1, text,
		kind == CSV_NOT_FINITE ? "finite " : "");
}

static int take_label(struct reader *r, const char *text, struct error *err)
{
	struct dataset *d = r->d;
	double v = -1;
	enum csv_cell kind = read_cell(text, &v);

	if (r->format->classes) {
		if (kind != CSV_NUMBER || v < 0 || v >= CLASSES_MAX || v != floor(v))
			return error_at(err, here(r),
				"label '%.60s' is not a class; "
				"classes are whole numbers from 0 to %d",
				text, CLASSES_MAX - 1);
		if (v >= d->classes)
			d->classes = (int)v + 1;
	} else if (kind != CSV_NUMBER) {
		return bad_cell(r, r->label, text, kind, err);
	}
	d->y[d->rows] = (float)v;
	return 0;
}

static int take_row(struct reader *r, char **fields, size_t n, struct error *err)
{
	struct dataset *d = r->d;
	float *x;

	if (n != r->width)
		return error_at(err, here(r), "%zu field%s where line %d has %zu", n,
			n == 1 ? "" : "s", r->width_line, r->width);
	if (d->rows == ROWS_MAX)
		return error_at(err, here(r), "more than %zu rows", ROWS_MAX);
	ARRAY_ROOM(d->x, (d->rows + 1) * d->features, r->cap_x);
	ARRAY_ROOM(d->y, d->rows, r->cap_y);
	x = d->x + d->rows * d->features;
	for (size_t i = 0; i < n; i++) {
		double v;
		enum csv_cell kind;

		if (i == r->label)
			continue;
		kind = read_cell(fields[i], &v);
		if (kind != CSV_NUMBER)
			return bad_cell(r, i, fields[i], kind, err);
		*x++ = (float)v;
	}
	if (take_label(r, fields[r->label], err))
		return -1;
	d->rows++;
	return 0;
}

static int read_rows(struct reader *r, struct error *err)
{
	size_t limit = r->format->limit, n;
	char **fields;
	int got = csv_row(r->csv, &fields, &n, err);
	bool header = got > 0 && is_header(r, fields, n);

	if (got == 0)
		return error_at(
			err, (struct place){.file = r->path}, "the file is empty");
	if (got < 0 || find_columns(r, fields, n, header, err))
		return -1;
	if (header)
		got = csv_row(r->csv, &fields, &n, err);
	while (got > 0) {
		if (take_row(r, fields, n, err))
			return -1;
		if (limit && r->d->rows == limit)
			return 0;
		got = csv_row(r->csv, &fields, &n, err);
	}
	if (got == 0 && !r->d->rows)
		return error_at(
			err, (struct place){.file = r->path}, "no rows after the header");
	return got;
}

int dataset_read_csv(struct dataset *d, const char *path,
	const struct dataset_format *format, struct error *err)
{
	struct reader r = {.d = d, .format = format, .path = path};
	int status;

	*d = (struct dataset){0};
	r.csv = csv_open(path, err);
	if (!r.csv)
		return -1;
	status = read_rows(&r, err);
	csv_close(r.csv);
	d->train = d->rows;
	if (status)
		dataset_release(d);
	return status;
}
