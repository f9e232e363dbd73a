/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The space that recorded configurations span, and their place in it. */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/xalloc.h"
#include "objective/recording.h"

#define WHOLE_MAX 9007199254740992.0 /* 2^53 */
#define REAL_MAX 1e300		     /* as far as distributions go */
#define LOG_RATIO 100		     /* a range that spans so much is logarithmic */

/* What a column holds. */
struct content {
	bool numbers, whole;
	double lo, hi; /* of numbers */
};

static const char *cell(const struct recording *r, size_t config, size_t param)
{
	return r->cells[config * r->n_params + param];
}

static struct content look(const struct recording *r, size_t param)
{
	struct content c = {true, true, INFINITY, -INFINITY};

	for (size_t i = 0; i < r->n_configs && c.numbers; i++) {
		double v = 0;

		c.numbers = csv_cell(cell(r, i, param), &v) == CSV_NUMBER &&
			    fabs(v) <= REAL_MAX;
		c.whole = c.whole && v == floor(v) && fabs(v) <= WHOLE_MAX;
		c.lo = fmin(c.lo, v);
		c.hi = fmax(c.hi, v);
	}
	return c;
}

static struct value number(const struct content *c, double v)
{
	return (struct value){.kind = c->whole ? VALUE_INT : VALUE_REAL,
		.number = v + 0.0 /* never -0 */};
}

static void take_values(
	struct domain *d, const char *distribution, struct value *values, size_t n)
{
	domain_from_values(d, family_find(&distributions, distribution), values, NULL, n);
}

static void range_domain(struct domain *d, const struct content *c)
{
	bool log = c->lo > 0 && c->hi / c->lo >= LOG_RATIO;
	const struct kind *kind = family_find(
		&distributions, c->whole ? log ? "q_log_uniform_values" : "int_uniform"
				: log	 ? "log_uniform_values"
					 : "uniform");
	struct place at = {.file = "recording"};
	struct error err;
	struct knobs k;
	char text[64];
	int failed;

	knobs_init(&k, kind->knobs, at);
	failed = knobs_set(&k, kind->name, "min",
			 value_print(number(c, c->lo), true, text, sizeof(text)), at,
			 &err) ||
		 knobs_set(&k, kind->name, "max",
			 value_print(number(c, c->hi), true, text, sizeof(text)), at,
			 &err) ||
		 domain_from_knobs(d, kind, &k, &err);
	assert(!failed);
	knobs_release(&k);
}

static void number_column(const struct recording *r, size_t param,
	const struct content *c, struct domain *d, struct value **configs)
{
	for (size_t i = 0; i < r->n_configs; i++) {
		double v = 0;

		csv_cell(cell(r, i, param), &v);
		configs[i][param] = number(c, v);
	}
	if (c->lo < c->hi) {
		range_domain(d, c);
	} else {
		struct value *only = xcalloc(1, sizeof(*only));

		*only = number(c, c->lo);
		take_values(d, "constant", only, 1);
	}
}

static int by_text(const void *a, const void *b)
{
	const struct value *x = a, *y = b;

	return strcmp(x->text, y->text);
}

/* The different texts in order; a configuration's are the domain's own. */
static void text_column(
	const struct recording *r, size_t param, struct domain *d, struct value **configs)
{
	struct value *values = xcalloc(r->n_configs, sizeof(*values));
	size_t n = 0;

	for (size_t i = 0; i < r->n_configs; i++)
		values[i] = (struct value){.kind = VALUE_TEXT, .text = cell(r, i, param)};
	qsort(values, r->n_configs, sizeof(*values), by_text);
	for (size_t i = 0; i < r->n_configs; i++)
		if (!n || strcmp(values[n - 1].text, values[i].text))
			values[n++] = values[i];
	for (size_t i = 0; i < n; i++)
		values[i].text = xstrdup(values[i].text);
	for (size_t i = 0; i < r->n_configs; i++) {
		struct value key = {.kind = VALUE_TEXT, .text = cell(r, i, param)};

		configs[i][param] = *(const struct value *)bsearch(
			&key, values, n, sizeof(*values), by_text);
	}
	take_values(d, n == 1 ? "constant" : "categorical", values, n);
}

void recording_space(
	const struct recording *r, struct space *space, struct value **configs)
{
	*space = (struct space){.n = r->n_params};
	space->params = xcalloc(r->n_params, sizeof(*space->params));
	for (size_t p = 0; p < r->n_params; p++) {
		struct content c = look(r, p);

		space->params[p].name = xstrdup(r->params[p]);
		if (c.numbers)
			number_column(r, p, &c, &space->params[p].domain, configs);
		else
			text_column(r, p, &space->params[p].domain, configs);
	}
}
