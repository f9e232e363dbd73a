/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Grid search: every combination once, the last parameter changing fastest, and then it
 * has run dry. Trials that were enqueued take no point of the grid, so it counts its
 * proposals and not the ids. A parameter that depends on others is gone through after
 * them, and only where it applies.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "searcher/searcher.h"
#include "space/shapes.h"

struct axis {
	const struct domain *domain;
	struct value *values; /* of a list: n; texts are the domain's. NULL: a formula */
	size_t n;
	size_t index; /* of the next proposal, as a digit */
};

struct grid {
	struct searcher base;
	const struct space *space;
	bool wandb;
	struct axis *axes; /* one a parameter */
	bool dry;
};

static void grid_free(struct searcher *s)
{
	struct grid *g = (struct grid *)s;

	for (size_t i = 0; i < g->space->n; i++)
		free(g->axes[i].values);
	free(g->axes);
	free(g);
}

/* As W&B's grid tells values apart: 1 and 1.0 are the same, 1, true and "1" are not. */
static bool is_same(struct value a, struct value b)
{
	return value_equal(a, b) && value_has_text(a) == value_has_text(b) &&
	       (!value_has_text(a) || a.kind == b.kind);
}

/* Of equal values the first has the place, and the last is taken. */
static void list_values(struct axis *a, bool wandb)
{
	const struct domain *d = a->domain;

	a->values = xcalloc(d->n_values, sizeof(*a->values));
	for (size_t i = 0; i < d->n_values; i++) {
		size_t k = 0;

		while (wandb && k < a->n && !is_same(a->values[k], d->values[i]))
			k++;
		if (!wandb || k == a->n)
			k = a->n++;
		a->values[k] = d->values[i];
	}
}

/* W&B makes these with NumPy's arange(min, max, q). */
static bool is_arange(const struct grid *g, const struct domain *d)
{
	return g->wandb && d->dist->multiple && d->dist->shape == &shape_uniform;
}

/* False: they cannot be counted, and points are not given. */
static bool set_axis(const struct grid *g, struct axis *a, size_t points)
{
	const struct domain *d = a->domain;

	if (!domain_is_numeric(d))
		list_values(a, g->wandb);
	else if (is_arange(g, d))
		a->n = (size_t)ceil((d->max - d->min) / d->q);
	else
		a->n = domain_count(d) ? domain_count(d) : points;
	return a->n > 0;
}

static struct searcher *grid_new(const struct searcher_setup *setup, struct error *err)
{
	const struct space *space = setup->space;
	struct grid *g = xcalloc(1, sizeof(*g));
	size_t points = (size_t)knobs_int(setup->knobs, "points");

	g->base.ops = setup->ops;
	g->space = space;
	g->wandb = knobs_is(setup->knobs, "values", "wandb");
	g->axes = xcalloc(space->n + 1, sizeof(*g->axes));
	if (!space->n) {
		error_at(err, setup->knobs->at, "an empty grid: there are no parameters");
		goto fail;
	}
	for (size_t i = 0; i < space->n; i++) {
		const struct parameter *p = &space->params[i];

		g->axes[i].domain = &p->domain;
		if (set_axis(g, &g->axes[i], points))
			continue;
		error_at(err, p->at,
			"%s has no countable values (%s), which a grid needs; give "
			"values, or "
			"method: {name: grid, points: 5}",
			p->name, domain_name(&p->domain));
		goto fail;
	}
	return &g->base;
fail:
	grid_free(&g->base);
	return NULL;
}

/* min + i × q; as multiples of q, which are exact in decimals, where min is one. */
static struct value arange_item(const struct domain *d, size_t i)
{
	struct value v = {.kind = VALUE_REAL, .number = d->min + (double)i * d->q};
	double lo, hi;

	domain_support(d, &lo, &hi);
	return lo == d->min ? domain_item(d, i) : v;
}

/* n points even in the distribution's measure, the ends included where there are any. */
static struct value even_point(const struct domain *d, size_t i, size_t n)
{
	double lo, hi;

	domain_support(d, &lo, &hi);
	if (n > 1 && isfinite(lo) && isfinite(hi))
		return domain_quantile(d, (double)i / (double)(n - 1));
	return domain_quantile(d, ((double)i + 0.5) / (double)n);
}

static struct value axis_value(const struct grid *g, const struct axis *a)
{
	if (a->values)
		return a->values[a->index];
	if (is_arange(g, a->domain))
		return arange_item(a->domain, a->index);
	return domain_count(a->domain) ? domain_item(a->domain, a->index)
				       : even_point(a->domain, a->index, a->n);
}

static bool grid_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct grid *g = (struct grid *)s;
	const struct space *space = g->space;

	(void)trial;
	(void)why;
	if (g->dry)
		return false;
	for (size_t i = 0; i < space->n; i++)
		config[i] = axis_value(g, &g->axes[i]);
	space_settle(space, config);
	for (size_t k = space->n; k-- > 0;) {
		size_t i = space->order ? space->order[k] : k;
		struct axis *a = &g->axes[i];

		if (++a->index < (config[i].kind == VALUE_NONE ? 1 : a->n))
			return true;
		a->index = 0;
	}
	g->dry = true;
	return true;
}

static const struct knob rows[] = {
	{.name = "points",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e6,
		.help = "values to take of a parameter that is a continuous range"},
	{.name = "values",
		.type = KNOB_CHOICE,
		.choices = "wandb all",
		.def = "wandb",
		.before = "all",
		.help = "wandb: equal ones once, q_uniform without its max; all: all"},
	{.name = NULL},
};

const struct searcher_ops searcher_grid = {
	.kind = {"grid", "every combination once, the last parameter fastest", rows},
	.finite = true,
	.create = grid_new,
	.free = grid_free,
	.propose = grid_propose,
};
