/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random search: every trial an independent draw from the space. Hard to beat when only a
 * few of the parameters matter (Bergstra & Bengio 2012).
 */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "searcher/searcher.h"

struct random {
	struct searcher base;
	const struct space *space;
	uint64_t seed;
	double *u; /* space->n */
};

static struct searcher *random_new(const struct searcher_setup *setup, struct error *err)
{
	struct random *r = xcalloc(1, sizeof(*r));

	(void)err;
	r->base.ops = setup->ops;
	r->space = setup->space;
	r->seed = setup->seed;
	r->u = xcalloc(setup->space->n, sizeof(*r->u));
	return &r->base;
}

static void random_free(struct searcher *s)
{
	struct random *r = (struct random *)s;

	free(r->u);
	free(r);
}

static bool random_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct random *r = (struct random *)s;

	(void)why;
	space_random_point(r->space, r->seed, trial, r->u);
	for (size_t i = 0; i < r->space->n; i++)
		config[i] = domain_quantile(&r->space->params[i].domain, r->u[i]);
	return true;
}

static const struct knob rows[] = {{.name = NULL}};

const struct searcher_ops searcher_random = {
	.kind = {"random", "every trial an independent draw", rows},
	.create = random_new,
	.free = random_free,
	.propose = random_propose,
};
