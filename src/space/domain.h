/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Domains: what values a parameter may take and how they are distributed. The names
 * and their meaning are those of a W&B sweep file. Every distribution is drawn by its
 * quantile function, so pseudo-random and quasi-random points go the same way.
 */
#ifndef SPACE_DOMAIN_H
#define SPACE_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/knob.h"
#include "space/distribution.h"

/*
 * VALUE_JSON is what a program alone can make something of: a list, a map, a number that
 * no double holds. VALUE_NONE is no value: the parameter does not apply (space.h).
 */
enum value_kind {
	VALUE_NULL,
	VALUE_INT,
	VALUE_REAL,
	VALUE_BOOL,
	VALUE_TEXT,
	VALUE_JSON,
	VALUE_NONE,
};

/* One value of a configuration. Plain data; text is borrowed from the domain. */
struct value {
	enum value_kind kind;
	double number;	  /* INT, REAL; BOOL: 0 or 1 */
	/* TEXT; JSON: its text, with Python's blanks, Infinity and NaN: [64, 1.0] */
	const char *text;
};

struct domain {
	const struct distribution *dist;
	double min,
		max; /* as written: exponents for log_uniform, the values for others */
	double mu, sigma; /* normal, log_normal */
	double a, b;	  /* beta */
	double q; /* q_ forms: a multiple of q, rounded half to even as W&B does */
	struct value *values;  /* categorical, constant; texts owned */
	double *probabilities; /* categorical: n_values, sum 1; NULL: equal */
	size_t n_values;
};

/*
 * A numeric domain of `kind`, one of the distributions, from its knobs. -1 with the place
 * of the knob at fault.
 */
int domain_from_knobs(struct domain *d, const struct kind *kind, const struct knobs *k,
	struct error *err);
/*
 * A domain of n values, `constant` or `categorical`; takes values, their texts and
 * probabilities (NULL: equal ones).
 */
void domain_from_values(struct domain *d, const struct kind *kind, struct value *values,
	double *probabilities, size_t n);
/* dst is initialised as a copy. */
void domain_copy(struct domain *dst, const struct domain *src);
void domain_release(struct domain *d);

/*
 * The quantile: u in [0, 1) to a value. Pure. At 0 and 1 it is the end of the support, or
 * some eight sigma out when there is none.
 */
struct value domain_quantile(const struct domain *d, double u);
/*
 * The inverse, for axes and distances: where in [0, 1] the value lies in the
 * distribution's own measure. Where values are discrete: the middle of the value's
 * share. NaN when the domain has no such value, VALUE_NONE among them.
 */
double domain_position(const struct domain *d, struct value v);
/* Whether it can draw v. Of a continuous range: whether v lies in it. */
bool domain_has(const struct domain *d, struct value v);
/*
 * The domain's own value that v is: a number that it can draw, but for the last digits, or
 * one of its list that is equal or printed the same. False: it has none.
 */
bool domain_own(const struct domain *d, struct value v, struct value *own);
bool domain_is_constant(const struct domain *d);
/* Whether it is a range of numbers each of which is as good as never drawn. */
bool domain_is_continuous(const struct domain *d);
/* Whether its values are drawn by a formula, not from a list. */
bool domain_is_numeric(const struct domain *d);
/* Whether it is numeric and every value it takes is a whole number. */
bool domain_is_whole(const struct domain *d);
/* Whether equal steps are equal factors, so that an axis should be logarithmic. */
bool domain_is_log(const struct domain *d);
/*
 * The smallest and largest value it can take; infinite where there is no end. Numeric
 * ones only. Ends that are never reached (0 of log_normal) are a little inside.
 */
void domain_support(const struct domain *d, double *lo, double *hi);
/*
 * The number of different values, or 0 when uncountable. A grid takes them in order:
 * domain_item(d, i) for i < domain_count(d).
 */
size_t domain_count(const struct domain *d);
struct value domain_item(const struct domain *d, size_t i);
const char *domain_name(const struct domain *d); /* "log_uniform_values" */

static inline bool value_has_text(struct value v)
{
	return v.kind == VALUE_TEXT || v.kind == VALUE_JSON;
}

/* Whether there is nothing to compare or to draw: null, or no value. */
static inline bool value_is_nothing(struct value v)
{
	return v.kind == VALUE_NULL || v.kind == VALUE_NONE;
}

bool value_equal(struct value a, struct value b);
/*
 * As text: 6 significant digits at most for reals unless `exact`, which gives the
 * shortest text that reads back the same; "-" for no value. Returns out (64 bytes are
 * enough), or the text itself of a value that is one.
 */
const char *value_print(struct value v, bool exact, char *out, size_t size);

#endif
