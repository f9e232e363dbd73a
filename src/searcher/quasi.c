/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quasi-random search: trial i takes point i of a sequence that fills the space more
 * evenly than independent draws do (Sobol 1967, Halton 1960). The seed scrambles its
 * digits (scrambled.h), so that every seed gives another, equally even, set. The plain
 * sequences are GSL's; they can also be shifted by one random vector modulo 1 (Cranley &
 * Patterson 1976), which leaves dimensions alike that were. Constants take no dimension.
 */
#include "config.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "searcher/scrambled.h"
#include "searcher/searcher.h"

struct quasi {
	struct searcher base;
	const struct space *space;
	struct scrambled_sobol *sobol; /* at most one of these three is there */
	struct scrambled_halton *halton;
	gsl_qrng *plain;
	uint32_t next; /* the point that `plain` gives next */
	double *point; /* one number a dimension */
	double *shift; /* of `plain` */
	bool dry;
};

static void quasi_free(struct searcher *s)
{
	struct quasi *q = (struct quasi *)s;

	scrambled_sobol_free(q->sobol);
	scrambled_halton_free(q->halton);
	gsl_qrng_free(q->plain);
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

static bool is_scrambled(const struct knobs *k)
{
	return knobs_bool(k, "shift") && knobs_is(k, "scramble", "digits");
}

/* most: dimensions that there are; 0: no limit. */
static struct quasi *quasi_new(
	const struct searcher_setup *setup, size_t most, struct error *err)
{
	size_t dims = space_free_dims(setup->space);
	struct quasi *q;

	if (most && dims > most) {
		error_at(err, setup->knobs->at,
			"%s has at most %zu dimensions and there are %zu parameters to "
			"search; use random",
			setup->ops->kind.name, most, dims);
		return NULL;
	}
	q = xcalloc(1, sizeof(*q));
	q->base.ops = setup->ops;
	q->space = setup->space;
	q->point = xcalloc(dims + 1, sizeof(*q->point));
	q->shift = xcalloc(dims + 1, sizeof(*q->shift));
	return q;
}

static struct searcher *plain_new(
	const gsl_qrng_type *type, const struct searcher_setup *setup, struct error *err)
{
	struct quasi *q = quasi_new(setup, type->max_dimension, err);
	size_t dims = space_free_dims(setup->space);

	if (!q)
		return NULL;
	dims = dims ? dims : 1;
	q->plain = gsl_qrng_alloc(type, (unsigned)dims);
	if (!q->plain)
		abort(); /* out of memory */
	if (knobs_bool(setup->knobs, "shift"))
		draw_shift(q, setup->seed, dims);
	return &q->base;
}

/* Point `trial` of GSL's, which begin after the origin; false: there are no more. */
static bool plain_point(struct quasi *q, uint32_t trial)
{
	while (!q->dry && q->next <= trial) {
		q->dry = gsl_qrng_get(q->plain, q->point) != 0;
		q->next++;
	}
	return !q->dry;
}

static bool quasi_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct quasi *q = (struct quasi *)s;
	size_t dim = 0;

	(void)why;
	if (q->sobol)
		scrambled_sobol_point(q->sobol, trial, q->point);
	else if (q->halton)
		scrambled_halton_point(q->halton, trial, q->point);
	else if (!plain_point(q, trial))
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
	struct quasi *q;

	if (!is_scrambled(setup->knobs))
		return plain_new(gsl_qrng_sobol, setup, err);
	q = quasi_new(setup, 0, err);
	q->sobol = scrambled_sobol_new(setup->seed, space_free_dims(setup->space));
	return &q->base;
}

static struct searcher *halton_new(const struct searcher_setup *setup, struct error *err)
{
	struct quasi *q;

	if (!is_scrambled(setup->knobs))
		return plain_new(gsl_qrng_halton, setup, err);
	q = quasi_new(setup, SCRAMBLED_HALTON_DIMS, err);
	if (!q)
		return NULL;
	q->halton = scrambled_halton_new(setup->seed, space_free_dims(setup->space));
	return &q->base;
}

static const struct knob rows[] = {
	{.name = "shift",
		.type = KNOB_BOOL,
		.def = "true",
		.help = "another sequence for every seed; false gives the plain one"},
	{.name = "scramble",
		.type = KNOB_CHOICE,
		.choices = "digits shift",
		.def = "digits",
		.before = "shift",
		.help = "by the seed: the digits, or only a shift modulo 1"},
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
