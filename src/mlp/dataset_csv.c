/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/knob.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "mlp/dataset.h"
#include "mlp/labels.h"

/* So few rows may each be of a class of its own. */
#define FEW_ROWS 20

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
	size_t first;	/* column that is read; 1 after one of row names */
	size_t label;	/* the column of the target */
	size_t cap_x, cap_y;
	bool doubtful; /* the first row may be a header by its label alone */
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

static bool is_word(const char *field)
{
	double v;

	return read_cell(field, &v) == CSV_TEXT && !is_missing(field);
}

/* 0, 1, 2, ... are what a frame without names of its own calls its columns. */
static bool is_numbering(char **fields, size_t n)
{
	size_t first = !*fields[0]; /* the index has no name */
	double v;

	for (size_t i = first; i < n; i++)
		if (read_cell(fields[i], &v) == CSV_TEXT || v != (double)(i - first))
			return false;
	return n - first > 2;
}

static bool label_is_named(const struct reader *r)
{
	return strcmp(r->format->label, "first") && strcmp(r->format->label, "last");
}

/* Whether the row after the first has a word for a label, at 0 or at its end. */
static int second_has_word(const struct reader *r, struct error *err)
{
	struct csv *csv = csv_open(r->path, err);
	bool first = !strcmp(r->format->label, "first");
	char **fields;
	size_t n;
	int got = csv ? csv_row(csv, &fields, &n, err) : -1;

	if (got > 0)
		got = csv_row(csv, &fields, &n, err);
	if (got > 0)
		got = is_word(fields[first ? 0 : n - 1]);
	csv_close(csv);
	return got;
}

/*
 * Whether the first row is a header: words among the features are names. A word for a
 * label alone may be a class; then it is a name where the next row has a number, and
 * doubtful otherwise. -1: the file cannot be read.
 */
static int is_header(struct reader *r, char **fields, size_t n, struct error *err)
{
	size_t first = !strcmp(r->format->label, "first");
	size_t label = first ? 0 : n - 1;
	int word;

	if (r->format->header != HEADER_AUTO)
		return r->format->header == HEADER_YES;
	if (label_is_named(r))
		return true;
	for (size_t i = 0; i < n; i++)
		if (i != label && is_word(fields[i]))
			return true;
	if (!is_word(fields[label]))
		return is_numbering(fields, n);
	if (n < 2 || !r->format->classes || is_numbering(fields + first, n - 1))
		return true;
	word = second_has_word(r, err);
	r->doubtful = word > 0;
	return word < 0 ? -1 : !word;
}

/* Blanks around a name are no part of it. The field has none. */
static bool is_name(const char *field, const char *name)
{
	size_t len;

	name += strspn(name, " \t");
	len = strlen(name);
	while (len && strchr(" \t", name[len - 1]))
		len--;
	return strlen(field) == len && !memcmp(field, name, len);
}

static void strip(char **field)
{
	size_t len;

	*field += strspn(*field, " \t");
	len = strlen(*field);
	while (len && strchr(" \t", (*field)[len - 1]))
		(*field)[--len] = '\0';
}

/* What stands between the fields of a text that has no commas there. */
static const char *no_comma(const char *text)
{
	return strchr(text, ';') ? ", not ';'" : strchr(text, '\t') ? ", not tabs" : "";
}

static int no_such_label(
	const struct reader *r, char **names, size_t n, struct error *err)
{
	const struct dataset_format *f = r->format;
	const char *nearest = suggest_nearest(f->label, (const char *const *)names, n);
	struct strbuf list = STRBUF_INIT;

	if (nearest)
		return error_at(err, f->label_at,
			"'%s' has no column '%.60s'; did you mean '%.60s'?", r->path,
			f->label, nearest);
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
	r->label = strcmp(label, "first") ? n - 1 : 0;
	if (label_is_named(r) && header)
		for (r->label = 0; r->label < n; r->label++)
			if (is_name(fields[r->label], label))
				break;
	r->first = header && !*fields[0] && r->label;
	r->d->row_names = r->first;
	if (n < 2 + r->first)
		return error_at(err, here(r),
			"1 field; a row is features and a label, with commas between%s",
			no_comma(fields[0]));
	if (n - 1 > FEATURES_MAX)
		return error_at(err, here(r), "%zu fields; at most %zu are allowed", n,
			FEATURES_MAX);
	r->d->features = n - 1 - r->first;
	if (label_is_named(r) && !header)
		return error_at(err, r->format->label_at,
			"label '%.60s' needs a header, and '%s' has none; "
			"label is first or last",
			label, r->path);
	return r->label < n ? 0 : no_such_label(r, fields, n, err);
}

static int bad_cell(const struct reader *r, size_t i, const char *text,
	enum csv_cell kind, struct error *err)
{
	const char *hint = no_comma(text);

	if (kind == CSV_EMPTY)
		return error_at(err, here(r),
			"field %zu is empty; every field must be a number", i + 1);
	if (*hint)
		return error_at(err, here(r),
			"field %zu: '%.60s' is not a number; "
			"fields have commas between%s",
			i + 1, text, hint);
	return error_at(err, here(r), "field %zu: '%.60s' is not a %snumber", i + 1, text,
		kind == CSV_NOT_FINITE ? "finite " : "");
}

static int take_class(struct reader *r, const char *text, struct error *err)
{
	struct dataset *d = r->d;
	size_t number;

	if (!labels_allow(text))
		return error_at(err, here(r),
			"label '%.60s' is not a class; "
			"classes are words or whole numbers%s",
			text,
			csv_cell(text, &(double){0}) == CSV_NUMBER
				? ", and task: regression takes values"
				: "");
	if (r->format->labels) {
		int class = labels_class_of(r->format->labels, text, CLASSES_MAX);

		if (class < 0)
			return error_at(err, here(r),
				"label '%.60s' is not a class of the rows to train on",
				text);
		d->y[d->rows] = (float)class;
		if (d->classes <= class)
			d->classes = class + 1;
		return 0;
	}
	number = labels_add(d->labels, text);
	if (number == CLASSES_MAX)
		return error_at(err, here(r),
			"more than %d different labels; is it a column of classes?",
			CLASSES_MAX);
	d->y[d->rows] = (float)number; /* until number_classes() */
	return 0;
}

static int take_label(struct reader *r, const char *text, struct error *err)
{
	double v;
	enum csv_cell kind;

	if (r->format->classes)
		return take_class(r, text, err);
	kind = read_cell(text, &v);
	if (kind != CSV_NUMBER)
		return bad_cell(r, r->label, text, kind, err);
	r->d->y[r->d->rows] = (float)v;
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
	for (size_t i = r->first; i < n; i++) {
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

/* What the first row says of the others, and whether it is no row itself. */
static int read_first(
	struct reader *r, char **fields, size_t n, bool *header, struct error *err)
{
	int is;

	for (size_t i = 0; i < n; i++) {
		if (strchr(fields[i], '\r'))
			return error_at(err, here(r),
				"its lines end in CR alone; LF or CR LF ends a line");
		strip(&fields[i]);
	}
	is = is_header(r, fields, n, err);
	*header = is > 0;
	return is < 0 ? -1 : find_columns(r, fields, n, is, err);
}

static int read_rows(struct reader *r, struct error *err)
{
	size_t limit = r->format->limit, n;
	char **fields;
	int got = csv_row(r->csv, &fields, &n, err);
	bool header = false;

	if (got == 0)
		return error_at(
			err, (struct place){.file = r->path}, "the file is empty");
	if (got < 0 || read_first(r, fields, n, &header, err))
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

/* All labels have been seen: the targets become their classes. */
static int number_classes(struct reader *r, struct error *err)
{
	struct place at = {.file = r->path, .line = r->width_line};
	struct dataset *d = r->d;
	size_t n = labels_count(d->labels);

	if (r->doubtful && n < d->rows && labels_times(d->labels, 0) == 1)
		return error_at(err, at,
			"the first row's label is that of no other row; "
			"header: yes or no says whether it is a header");
	if (n == d->rows && n > FEW_ROWS)
		return error_at(err, at,
			"every row has a label of its own; is it a column of classes?");
	d->classes = labels_number(d->labels, CLASSES_MAX);
	for (size_t i = 0; i < d->rows; i++)
		d->y[i] = (float)labels_class(d->labels, (size_t)d->y[i]);
	return 0;
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
	if (format->classes && !format->labels)
		d->labels = labels_new();
	status = read_rows(&r, err);
	if (!status && d->labels)
		status = number_classes(&r, err);
	csv_close(r.csv);
	d->train = d->rows;
	if (status)
		dataset_release(d);
	return status;
}
