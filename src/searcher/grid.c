/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Grid search: every combination once, the last parameter changing fastest, and then it
 * has run dry. Trials that were enqueued take no point of the grid, so it counts its
 * proposals and not the ids.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "searcher/searcher.h"

struct grid {
	struct searcher base;
	const struct space *space;
	size_t points;	/* on an axis that has no countable values */
	size_t *counts; /* values on each axis */
	size_t *index;	/* of the next proposal, as a number with one digit an axis */
	bool dry;
};

static void grid_free(struct searcher *s)
{
	struct grid *g = (struct grid *)s;

	free(g->counts);
	free(g->index);
	free(g);
}

static struct searcher *grid_new(const struct searcher_setup *setup, struct error *err)
{
	const struct space *space = setup->space;
	struct grid *g = xcalloc(1, sizeof(*g));

	g->base.ops = setup->ops;
	g->space = space;
	g->points = (size_t)knobs_int(setup->knobs, "points");
	g->counts = xcalloc(space->n, sizeof(*g->counts));
	g->index = xcalloc(space->n, sizeof(*g->index));
	if (!space->n) {
		error_at(err, setup->knobs->at, "an empty grid: there are no parameters");
		goto fail;
	}
	for (size_t i = 0; i < space->n; i++) {
		const struct parameter *p = &space->params[i];

		g->counts[i] = domain_count(&p->domain);
		if (!g->counts[i])
			g->counts[i] = g->points;
		if (g->counts[i])
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

/* n points even in the distribution's measure, the ends included where there are any. */
static struct value even_point(const struct domain *d, size_t i, size_t n)
{
	double lo, hi;

	domain_support(d, &lo, &hi);
	if (n > 1 && isfinite(lo) && isfinite(hi))
		return domain_quantile(d, (double)i / (double)(n - 1));
	return domain_quantile(d, ((double)i + 0.5) / (double)n);
}

static bool grid_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct grid *g = (struct grid *)s;
	size_t i;

	(void)trial;
	(void)why;
	if (g->dry)
		return false;
	for (i = 0; i < g->space->n; i++) {
		const struct domain *d = &g->space->params[i].domain;

		config[i] = domain_count(d) ? domain_item(d, g->index[i])
					    : even_point(d, g->index[i], g->counts[i]);
	}
	for (i = g->space->n; i > 0; i--) {
		if (++g->index[i - 1] < g->counts[i - 1])
			return true;
		g->index[i - 1] = 0;
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
	{.name = NULL},
};

const struct searcher_ops searcher_grid = {
	.kind = {"grid", "every combination once, the last parameter fastest", rows},
	.finite = true,
	.create = grid_new,
	.free = grid_free,
	.propose = grid_propose,
};
