/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One parameter of a study file: the domain that its keys describe, checked against what
 * the objective takes.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"

/*
 * Lists of values.
 */

/* 64 is text where the row wants text, and "64" a number elsewhere. */
static struct value row_value(const struct knob *row, const struct yaml *y, double number)
{
	struct value v = {.number = number};

	switch (row->type) {
	case KNOB_INT:
		v.kind = VALUE_INT;
		break;
	case KNOB_REAL:
		v.kind = y->kind == YAML_INT ? VALUE_INT : VALUE_REAL;
		break;
	case KNOB_BOOL:
		v.kind = VALUE_BOOL;
		break;
	case KNOB_CHOICE:
	case KNOB_LIST:
	case KNOB_TEXT:
	case KNOB_SHAPE:
		v = (struct value){.kind = VALUE_TEXT, .text = xstrdup(y->text)};
		break;
	}
	return v;
}

/* The text of a value becomes the caller's. */
static int read_value(const struct domain_reader *r, const struct yaml *y,
	struct value *v, struct error *err)
{
	double number;

	if (!r->row) {
		*v = section_value(y);
		return 0;
	}
	if (section_number(r->row, y, &number, err))
		return -1;
	*v = row_value(r->row, y, number);
	return 0;
}

/* probabilities: n numbers that sum to 1, as they are written. NULL with err. */
static double *read_probabilities(const struct yaml *y, size_t n, struct error *err)
{
	static const struct knob row = {
		.name = "a probability", .type = KNOB_REAL, .min = 0, .max = 1};
	double *p, sum = 0;

	if (y->type != YAML_LIST || y->n != n) {
		error_at(err, y->at,
			"probabilities must be a list of %zu numbers, one a value", n);
		return NULL;
	}
	p = xcalloc(n, sizeof(*p));
	for (size_t i = 0; i < n; i++) {
		const struct yaml *item = y->items[i].node;

		if (section_number(&row, item, &p[i], err))
			goto fail;
		sum += p[i];
	}
	if (fabs(sum - 1) > 1.001e-5) { /* as near as numpy.isclose() wants it */
		error_at(err, y->at, "probabilities sum to %g; they must sum to 1", sum);
		goto fail;
	}
	return p;
fail:
	free(p);
	return NULL;
}

static int read_list(
	const struct domain_reader *r, const struct kind *kind, struct error *err)
{
	const struct yaml *list = yaml_find(r->spec, "values");
	const struct yaml *shares = yaml_find(r->spec, "probabilities");
	double *probabilities = NULL;
	struct value *values;
	size_t n = 0;

	if (!list)
		return error_at(err, r->p->at, "%s needs values", kind->name);
	if (list->type != YAML_LIST)
		return error_at(err, list->at, "values cannot be %s; it must be a list",
			yaml_describe(list));
	if (!list->n)
		return error_at(
			err, list->at, "values is empty; there must be at least one");
	if (!shares && !strcmp(kind->name, "categorical_w_probabilities"))
		return error_at(err, r->p->at, "%s needs probabilities", kind->name);
	values = xcalloc(list->n, sizeof(*values));
	while (n < list->n && !read_value(r, list->items[n].node, &values[n], err))
		n++;
	if (n == list->n && shares)
		probabilities = read_probabilities(shares, n, err);
	if (n < list->n || (shares && !probabilities)) {
		for (size_t i = 0; i < n; i++)
			if (value_has_text(values[i]))
				free((char *)values[i].text);
		free(values);
		return -1;
	}
	domain_from_values(&r->p->domain, kind, values, probabilities, n);
	return 0;
}

static int read_constant(
	const struct domain_reader *r, const struct kind *kind, struct error *err)
{
	const struct yaml *y = yaml_find(r->spec, "value");
	struct value v, *values;

	if (!y)
		return error_at(err, r->p->at, "%s needs a value", kind->name);
	if (read_value(r, y, &v, err))
		return -1;
	values = xcalloc(1, sizeof(*values));
	values[0] = v;
	domain_from_values(&r->p->domain, kind, values, NULL, 1);
	return 0;
}

/*
 * Numeric distributions.
 */

/* Where to point at when an end of the support is wrong: to the key that wrote it. */
static struct place end_place(const struct domain_reader *r, const char *key, double end)
{
	const struct domain *d = &r->p->domain;
	const struct yaml *y = yaml_find(r->spec, key);
	double written = strcmp(key, "min") ? d->max : d->min;

	return y && fabs(end - written) <= d->q ? y->at : r->p->at;
}

/*
 * Whether the objective takes all that the domain can give: from its quantile of 0 to
 * that of 1, which are finite even where the support is not.
 */
static int check_support(const struct domain_reader *r, struct error *err)
{
	const struct domain *d = &r->p->domain;
	char allowed[512];

	if (!r->row)
		return 0;
	knob_allowed(r->row, allowed, sizeof(allowed));
	if (r->row->type != KNOB_INT && r->row->type != KNOB_REAL &&
		r->row->type != KNOB_SHAPE)
		return error_at(err, r->p->at,
			"%s cannot be drawn from %s; it must be %s", r->p->name,
			domain_name(d), allowed);
	if (r->row->type != KNOB_REAL && !domain_is_whole(d))
		return error_at(err, r->p->at,
			"%s cannot be drawn from %s, which gives fractions; it must be "
			"%s (int_uniform, or a q_ form)",
			r->p->name, domain_name(d), allowed);
	for (int i = 0; i < 2; i++) {
		double end = domain_quantile(d, i).number;
		bool fits = r->row->type == KNOB_SHAPE ? end >= 1 && end <= 1e6
						       : knob_in_range(r->row, end);

		if (!fits)
			return error_at(err, end_place(r, i ? "max" : "min", end),
				"%s can become %g; it must be %s", r->p->name, end,
				allowed);
	}
	return 0;
}

static int read_numeric(
	const struct domain_reader *r, const struct kind *kind, struct error *err)
{
	struct knobs k;
	int failed = 0;

	knobs_init(&k, kind->knobs, r->p->at);
	for (size_t i = 0; !failed && i < r->spec->n; i++)
		if (strcmp(r->spec->items[i].key, "distribution"))
			failed = section_knob(&k, kind->name, &r->spec->items[i], err);
	if (!failed)
		failed = domain_from_knobs(&r->p->domain, kind, &k, err);
	if (!failed)
		failed = check_support(r, err);
	knobs_release(&k);
	return failed;
}

/*
 * Which distribution, and one parameter after the other.
 */

static int check_keys(const struct domain_reader *r, struct error *err)
{
	static const char *const known[] = {"distribution", "value", "values",
		"probabilities", "min", "max", "mu", "sigma", "a", "b", "q", "prior",
		"confidence", "when"};

	return section_keys(
		r->spec, r->p->name, known, sizeof(known) / sizeof(known[0]), err);
}

static bool is_whole(const struct yaml *y)
{
	return !y || (y->type == YAML_SCALAR && y->kind == YAML_INT);
}

/* Older recordings say so of what was given as a list of one value. */
static bool is_list_of_one(const struct yaml *spec, const char *name)
{
	return !strcmp(name, "categorical") && yaml_find(spec, "value") &&
	       !yaml_find(spec, "values");
}

/* The distribution that the keys imply when none is named. */
static const char *implied(const struct yaml *spec)
{
	const struct yaml *min = yaml_find(spec, "min"), *max = yaml_find(spec, "max");

	if (yaml_find(spec, "value"))
		return "constant";
	if (yaml_find(spec, "values"))
		return "categorical";
	if (!min && !max)
		return NULL;
	return is_whole(min) && is_whole(max) ? "int_uniform" : "uniform";
}

static const struct kind *find_distribution(
	const struct domain_reader *r, struct error *err)
{
	const struct yaml *y = yaml_find(r->spec, "distribution");
	const char *name = y ? y->text : implied(r->spec);
	const struct kind *kind;

	if (!y && !name) {
		error_at(err, r->p->at,
			"%s has no values; give it a value, values, min and max, or a "
			"distribution",
			r->p->name);
		return NULL;
	}
	if (y && (y->type != YAML_SCALAR || yaml_is_null(y))) {
		error_at(err, y->at, "distribution cannot be %s; it must be a name",
			yaml_describe(y));
		return NULL;
	}
	if (is_list_of_one(r->spec, name))
		name = "constant";
	kind = family_find(&distributions, name);
	if (!kind)
		unknown_kind(err, y->at, name, &distributions);
	return kind;
}

/* A list of values has no knobs to set: only look at the keys. */
static int check_list_keys(
	const struct domain_reader *r, const struct kind *kind, struct error *err)
{
	struct knobs k;
	int failed = 0;

	knobs_init(&k, kind->knobs, r->p->at);
	for (size_t i = 0; !failed && i < r->spec->n; i++) {
		const struct yaml_item *item = &r->spec->items[i];

		if (strcmp(item->key, "distribution") && !knob_find(k.rows, item->key))
			failed = section_knob(&k, kind->name, item, err);
	}
	knobs_release(&k);
	return failed;
}

int studyfile_domain(const struct domain_reader *r, struct error *err)
{
	const struct kind *kind;

	if (r->spec->type != YAML_MAP)
		return error_at(err, r->spec->at,
			"%s cannot be %s; it must be a map, as in {value: 0.1} or {min: "
			"1, "
			"max: 8}",
			r->p->name, yaml_describe(r->spec));
	if (check_keys(r, err))
		return -1;
	kind = find_distribution(r, err);
	if (!kind)
		return -1;
	if (knob_find(kind->knobs, "value"))
		return check_list_keys(r, kind, err) || read_constant(r, kind, err) ? -1
										    : 0;
	if (knob_find(kind->knobs, "values"))
		return check_list_keys(r, kind, err) || read_list(r, kind, err) ? -1 : 0;
	return read_numeric(r, kind, err);
}
