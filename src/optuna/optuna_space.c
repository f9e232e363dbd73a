/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "optuna/optuna_space.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/xalloc.h"

struct side { /* a parameter */
	const struct domain *domain;
	bool listed; /* Categorical */
	bool whole;  /* Int, not Float */
	bool log, open;
	double lo, hi;
	bool seen; /* lo and hi are of values that occur */
};

struct optuna_space {
	size_t n;
	struct side *sides;
};

static void set_ends(struct side *s)
{
	const struct domain *d = s->domain;

	domain_support(d, &s->lo, &s->hi);
	s->log = domain_is_log(d) && s->lo > 0;
	s->open = !isfinite(s->lo) || !isfinite(s->hi);
	if (s->open) {
		s->lo = domain_quantile(d, 0).number;
		s->hi = domain_quantile(d, 1).number;
	} else if (!s->log && s->lo == DBL_MIN) { /* beta's ends are never reached */
		s->lo = 0;
		s->hi = 1;
	}
}

struct optuna_space *optuna_space_new(const struct space *space)
{
	struct optuna_space *s = xcalloc(1, sizeof(*s));

	s->n = space->n;
	s->sides = xcalloc(space->n, sizeof(*s->sides));
	for (size_t i = 0; i < space->n; i++) {
		const struct domain *d = &space->params[i].domain;

		s->sides[i] = (struct side){.domain = d,
			.listed = !domain_is_numeric(d),
			.whole = domain_is_whole(d)};
		if (!s->sides[i].listed)
			set_ends(&s->sides[i]);
	}
	return s;
}

void optuna_space_free(struct optuna_space *s)
{
	if (!s)
		return;
	free(s->sides);
	free(s);
}

void optuna_space_see(struct optuna_space *s, const struct value *config)
{
	for (size_t i = 0; i < s->n; i++) {
		struct side *side = &s->sides[i];
		double v = config[i].number;

		if (!side->open || !isfinite(v) || config[i].kind == VALUE_NONE)
			continue;
		side->lo = side->seen ? fmin(side->lo, v) : v;
		side->hi = side->seen ? fmax(side->hi, v) : v;
		side->seen = true;
	}
}

static bool is_decimal(double v, int digits)
{
	char text[32];

	snprintf(text, sizeof(text), "%.*g", digits, v);
	return strtod(text, NULL) == v;
}

/* Optuna divides in decimals: what is not exact in them would lose its last value. */
static bool takes_step(const struct side *s, double lo, double hi)
{
	double q = s->domain->q;

	return q > 0 && !s->log && is_decimal(q, 12) && is_decimal(lo, 15) &&
	       is_decimal(hi, 15);
}

static void add_choices(const struct domain *d, struct strbuf *out)
{
	strbuf_adds(out,
		"{\"name\":\"CategoricalDistribution\",\"attributes\":{\"choices\":[");
	for (size_t i = 0; i < d->n_values; i++) {
		if (i)
			strbuf_addch(out, ',');
		if (d->values[i].kind == VALUE_JSON) /* Optuna warns of lists and maps */
			strbuf_add_json(out, d->values[i].text);
		else
			value_print_json(&d->values[i], out);
	}
	strbuf_adds(out, "]}}");
}

static void add_range(const struct side *s, double lo, double hi, struct strbuf *out)
{
	double q = s->domain->q;

	strbuf_addf(out,
		"{\"name\":\"%sDistribution\",\"attributes\":{\"log\":%s,\"step\":",
		s->whole ? "Int" : "Float", s->log ? "true" : "false");
	if (s->whole)
		strbuf_addf(out, "%.0f,\"low\":%.0f,\"high\":%.0f}}",
			q > 0 && !s->log ? q : 1, lo, hi);
	else {
		strbuf_add_number(out, takes_step(s, lo, hi) ? q : NO_NUMBER);
		strbuf_adds(out, ",\"low\":");
		strbuf_add_number(out, lo);
		strbuf_adds(out, ",\"high\":");
		strbuf_add_number(out, hi);
		strbuf_adds(out, "}}");
	}
}

static bool find_choice(const struct domain *d, struct value v, double *internal)
{
	for (size_t i = 0; i < d->n_values; i++) {
		if (value_equal(d->values[i], v)) {
			*internal = (double)i;
			return true;
		}
	}
	return false;
}

bool optuna_space_value(const struct optuna_space *s, size_t i, struct value v,
	double *internal, struct strbuf *distribution)
{
	const struct side *side = &s->sides[i];

	if (side->listed) {
		if (!find_choice(side->domain, v, internal))
			return false;
		add_choices(side->domain, distribution);
		return true;
	}
	if ((v.kind != VALUE_INT && v.kind != VALUE_REAL) || !isfinite(v.number) ||
		(side->log && v.number <= 0))
		return false;
	*internal = v.number;
	add_range(side, fmin(side->lo, v.number), fmax(side->hi, v.number), distribution);
	return true;
}
