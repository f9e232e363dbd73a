/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "space/domain.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"

#define WHOLE_MAX 9007199254740992.0 /* 2^53 */

/*
 * Values.
 */

static bool is_number(struct value v)
{
	return v.kind == VALUE_INT || v.kind == VALUE_REAL;
}

bool value_equal(struct value a, struct value b)
{
	if (is_number(a) && is_number(b))
		return a.number == b.number;
	if (value_has_text(a) && value_has_text(b)) /* a recording may have JSON as text */
		return !strcmp(a.text, b.text);
	if (a.kind != b.kind)
		return false;
	return value_is_nothing(a) || a.number == b.number;
}

static const char *print_exact(double number, char *out, size_t size)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_add_number(&sb, number);
	snprintf(out, size, "%s", sb.buf);
	strbuf_release(&sb);
	return out;
}

const char *value_print(struct value v, bool exact, char *out, size_t size)
{
	switch (v.kind) {
	case VALUE_NULL:
		snprintf(out, size, "null");
		break;
	case VALUE_NONE:
		snprintf(out, size, "-");
		break;
	case VALUE_INT:
		snprintf(out, size, "%.0f", v.number);
		break;
	case VALUE_REAL:
		if (exact && isfinite(v.number))
			return print_exact(v.number, out, size);
		snprintf(out, size, "%.6g", v.number);
		break;
	case VALUE_BOOL:
		snprintf(out, size, "%s", v.number != 0 ? "true" : "false");
		break;
	case VALUE_TEXT:
	case VALUE_JSON:
		return v.text;
	}
	return out;
}

/*
 * Rounding to multiples of q, half to even.
 */

/* k times q; 3 times 0.1 as 3 / 10, which is 0.3 and not 0.30000000000000004. */
static double multiple(double q, double k)
{
	double per_one = rint(1 / q);

	if (q < 1 && 1 / per_one == q)
		return k / per_one + 0.0;
	return k * q + 0.0; /* never -0 */
}

static double round_to(double q, double x)
{
	return isfinite(x) ? multiple(q, rint(x / q)) : x;
}

/*
 * Making and releasing.
 */

static double knob_or_0(const struct knobs *k, const char *name)
{
	return knob_find(k->rows, name) ? knobs_real(k, name) : 0;
}

static int check_ends(const struct domain *d, const struct knobs *k, struct error *err)
{
	const struct knob_value *min = knobs_get(k, "min"), *max = knobs_get(k, "max");
	const char *missing = min->set ? max->set ? NULL : "max" : "min";

	if (missing)
		return error_at(err, k->at, "%s needs min and max; %s is missing",
			domain_name(d), missing);
	if (d->min >= d->max)
		return error_at(err, min->at, "min %.60s must be below max %.60s",
			min->text, max->text);
	return 0;
}

int domain_from_knobs(struct domain *d, const struct kind *kind, const struct knobs *k,
	struct error *err)
{
	const struct distribution *dist = (const struct distribution *)kind;
	double far;

	assert(dist->shape);
	*d = (struct domain){
		.dist = dist,
		.min = knob_or_0(k, "min"),
		.max = knob_or_0(k, "max"),
		.mu = knob_or_0(k, "mu"),
		.sigma = knob_or_0(k, "sigma"),
		.a = knob_or_0(k, "a"),
		.b = knob_or_0(k, "b"),
		.q = knob_or_0(k, "q"),
	};
	if (knob_find(k->rows, "min") && check_ends(d, k, err))
		return -1;
	if (!dist->multiple)
		return 0;
	far = fmax(fabs(dist->shape->quantile(d, 0)), fabs(dist->shape->quantile(d, 1)));
	if (far / d->q > WHOLE_MAX)
		return error_at(err, knobs_get(k, "q")->at,
			"q is too small for numbers up to %g", far);
	return 0;
}

void domain_from_values(struct domain *d, const struct kind *kind, struct value *values,
	double *probabilities, size_t n)
{
	*d = (struct domain){
		.dist = (const struct distribution *)kind,
		.values = values,
		.probabilities = probabilities,
		.n_values = n,
	};
	assert(!d->dist->shape && n > 0);
}

void domain_copy(struct domain *dst, const struct domain *src)
{
	size_t n = src->n_values;

	*dst = *src;
	if (src->values)
		dst->values = xcalloc(n, sizeof(*dst->values));
	if (src->probabilities)
		dst->probabilities = xcalloc(n, sizeof(*dst->probabilities));
	for (size_t i = 0; i < n; i++) {
		dst->values[i] = src->values[i];
		if (value_has_text(src->values[i]))
			dst->values[i].text = xstrdup(src->values[i].text);
		if (src->probabilities)
			dst->probabilities[i] = src->probabilities[i];
	}
}

void domain_release(struct domain *d)
{
	for (size_t i = 0; i < d->n_values; i++)
		if (value_has_text(d->values[i]))
			free((char *)d->values[i].text);
	free(d->values);
	free(d->probabilities);
	*d = (struct domain){0};
}

/*
 * Quantiles and positions.
 */

static double whole_numbers(const struct domain *d)
{
	return d->max - d->min + 1;
}

static double share(const struct domain *d, size_t i)
{
	return d->probabilities ? d->probabilities[i] : 1.0 / (double)d->n_values;
}

static size_t pick(const struct domain *d, double u)
{
	double sum = 0;
	size_t last = 0;

	for (size_t i = 0; i < d->n_values; i++) {
		if (share(d, i) <= 0)
			continue;
		last = i;
		sum += share(d, i);
		if (u < sum)
			return i;
	}
	return last; /* the shares' sum is a little below 1 */
}

static struct value number_value(const struct domain *d, double x)
{
	return (struct value){
		.kind = domain_is_whole(d) ? VALUE_INT : VALUE_REAL, .number = x};
}

/* The number that it can draw next to x. */
static double nearest(const struct domain *d, double x)
{
	if (d->dist->whole)
		return rint(x);
	return d->dist->multiple ? round_to(d->q, x) : x;
}

struct value domain_quantile(const struct domain *d, double u)
{
	double lo, hi, x;

	u = u > 0 ? u < 1 ? u : 1 : 0;
	if (!d->dist->shape)
		return d->values[pick(d, u)];
	if (d->dist->whole)
		return number_value(
			d, fmin(d->min + floor(u * whole_numbers(d)), d->max));
	d->dist->shape->support(d, &lo, &hi);
	if (u == 0 && isfinite(lo)) /* the ends as they were written */
		x = lo;
	else if (u == 1 && isfinite(hi))
		x = hi;
	else
		x = d->dist->shape->quantile(d, u);
	return number_value(d, nearest(d, x));
}

double domain_position(const struct domain *d, struct value v)
{
	double before = 0;

	if (d->dist->shape) {
		const struct shape *s = d->dist->shape;

		if (!is_number(v))
			return NAN;
		if (d->dist->whole)
			return fmin(
				fmax((v.number - d->min + 0.5) / whole_numbers(d), 0), 1);
		if (d->dist->multiple)
			return (s->cdf(d, v.number - d->q / 2) +
				       s->cdf(d, v.number + d->q / 2)) /
			       2;
		return s->cdf(d, v.number);
	}
	for (size_t i = 0; i < d->n_values; i++) {
		if (value_equal(d->values[i], v))
			return before + share(d, i) / 2;
		before += share(d, i);
	}
	return NAN;
}

static bool own_item(const struct domain *d, struct value v, struct value *own)
{
	char text[64], other[64];

	for (size_t i = 0; i < d->n_values; i++) {
		if (!value_equal(d->values[i], v) &&
			strcmp(value_print(d->values[i], true, text, sizeof(text)),
				value_print(v, true, other, sizeof(other))))
			continue;
		*own = d->values[i];
		return true;
	}
	return false;
}

bool domain_own(const struct domain *d, struct value v, struct value *own)
{
	double lo, hi;

	if (!d->dist->shape)
		return own_item(d, v, own);
	if (!is_number(v))
		return false;
	domain_support(d, &lo, &hi);
	*own = number_value(d, nearest(d, v.number));
	return fabs(own->number - v.number) <= 1e-9 * fabs(v.number) &&
	       own->number >= lo && own->number <= hi;
}

/*
 * What a domain is like.
 */

bool domain_has(const struct domain *d, struct value v)
{
	double lo, hi;

	if (!d->dist->shape)
		return !isnan(domain_position(d, v));
	domain_support(d, &lo, &hi);
	return is_number(v) && v.number >= lo && v.number <= hi &&
	       v.number == nearest(d, v.number);
}

bool domain_is_continuous(const struct domain *d)
{
	return d->dist->shape && !d->dist->whole && !d->dist->multiple;
}

bool domain_is_constant(const struct domain *d)
{
	return !d->dist->shape && d->n_values == 1;
}

bool domain_is_numeric(const struct domain *d)
{
	return d->dist->shape;
}

bool domain_is_whole(const struct domain *d)
{
	return d->dist->whole || (d->dist->multiple && d->q == floor(d->q));
}

bool domain_is_log(const struct domain *d)
{
	return d->dist->shape && d->dist->shape->log;
}

void domain_support(const struct domain *d, double *lo, double *hi)
{
	assert(d->dist->shape);
	d->dist->shape->support(d, lo, hi);
	if (d->dist->multiple) {
		*lo = round_to(d->q, *lo);
		*hi = round_to(d->q, *hi);
	}
}

size_t domain_count(const struct domain *d)
{
	double lo, hi;

	if (!d->dist->shape)
		return d->n_values;
	if (d->dist->whole)
		return (size_t)whole_numbers(d);
	domain_support(d, &lo, &hi);
	if (!d->dist->multiple || !isfinite(lo) || !isfinite(hi))
		return 0;
	return (size_t)(rint(hi / d->q) - rint(lo / d->q)) + 1;
}

struct value domain_item(const struct domain *d, size_t i)
{
	double lo, hi;

	assert(i < domain_count(d));
	if (!d->dist->shape)
		return d->values[i];
	if (d->dist->whole)
		return number_value(d, d->min + (double)i);
	domain_support(d, &lo, &hi);
	return number_value(d, multiple(d->q, rint(lo / d->q) + (double)i));
}

const char *domain_name(const struct domain *d)
{
	return d->dist->kind.name;
}
