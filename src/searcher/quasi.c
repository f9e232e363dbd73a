/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quasi-random search: trial i takes point i of a sequence that fills the space more
 * evenly than independent draws do (Sobol 1967, Halton 1960; GSL's generators). All
 * points are shifted by one random vector modulo 1 (Cranley & Patterson 1976), so that
 * every seed gives another, equally even, set. Constants take no dimension.
 */
#include "config.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "searcher/searcher.h"

struct quasi {
	struct searcher base;
	const struct space *space;
	gsl_qrng *sequence;
	uint32_t next; /* the point that the sequence gives next */
	double *point; /* one number a dimension */
	double *shift;
	bool dry;
};

static void quasi_free(struct searcher *s)
{
	struct quasi *q = (struct quasi *)s;

	gsl_qrng_free(q->sequence);
	free(q->point);
	free(q->shift);
	free(q);
}

static void draw_shift(struct quasi *q, uint64_t seed, size_t dims)
{
	gsl_rng *rng = stream_new(seed, 0, STREAM_SHIFT, 0);

	for (size_t i = 0; i < dims; i++)
		q->shift[i] = gsl_rng_uniform(rng);
	gsl_rng_free(rng);
}

static struct searcher *quasi_new(
	const gsl_qrng_type *type, const struct searcher_setup *setup, struct error *err)
{
	size_t dims = space_free_dims(setup->space);
	struct quasi *q;

	if (dims > type->max_dimension) {
		error_at(err, setup->knobs->at,
			"%s has at most %u dimensions and there are %zu parameters to "
			"search; use random",
			setup->ops->kind.name, type->max_dimension, dims);
		return NULL;
	}
	dims = dims ? dims : 1;
	q = xcalloc(1, sizeof(*q));
	q->base.ops = setup->ops;
	q->space = setup->space;
	q->sequence = gsl_qrng_alloc(type, (unsigned)dims);
	if (!q->sequence)
		abort(); /* out of memory */
	q->point = xcalloc(dims, sizeof(*q->point));
	q->shift = xcalloc(dims, sizeof(*q->shift));
	if (knobs_bool(setup->knobs, "shift"))
		draw_shift(q, setup->seed, dims);
	return &q->base;
}

static bool quasi_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct quasi *q = (struct quasi *)s;
	size_t dim = 0;

	(void)why;
	while (!q->dry && q->next <= trial) {
		q->dry = gsl_qrng_get(q->sequence, q->point) != 0;
		q->next++;
	}
	if (q->dry)
		return false;
	for (size_t i = 0; i < q->space->n; i++) {
		const struct domain *d = &q->space->params[i].domain;
		double u = 0;

		if (!domain_is_constant(d)) {
			u = q->point[dim] + q->shift[dim];
			u -= floor(u);
			dim++;
		}
		config[i] = domain_quantile(d, u);
	}
	return true;
}

static struct searcher *sobol_new(const struct searcher_setup *setup, struct error *err)
{
	return quasi_new(gsl_qrng_sobol, setup, err);
}

static struct searcher *halton_new(const struct searcher_setup *setup, struct error *err)
{
	return quasi_new(gsl_qrng_halton, setup, err);
}

static const struct knob rows[] = {
	{.name = "shift",
		.type = KNOB_BOOL,
		.def = "true",
		.help = "shift the sequence by the seed; false gives the plain one"},
	{.name = NULL},
};

const struct searcher_ops searcher_sobol = {
	.kind = {"sobol", "an even filling of the space by Sobol's sequence", rows},
	.create = sobol_new,
	.free = quasi_free,
	.propose = quasi_propose,
};

const struct searcher_ops searcher_halton = {
	.kind = {"halton", "an even filling of the space by Halton's sequence", rows},
	.create = halton_new,
	.free = quasi_free,
	.propose = quasi_propose,
};
