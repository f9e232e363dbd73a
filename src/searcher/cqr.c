/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conformal quantile regression (Salinas, Golebiowski, Klein, Seeger & Archambeau 2023):
 * boosted trees predict quantiles of a trial's last value, corrected by results that they
 * have not seen. Each of many random candidates draws one quantile, which is Thompson
 * sampling, and the one with the least value there is proposed. It makes no assumption of
 * how values are distributed, so long as their spread may be a different one everywhere.
 *
 * A trial's value is the one at its highest level, whichever that is: that of a trial which
 * was not promoted is its last.
 */
#include "config.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "searcher/known.h"
#include "searcher/quantile_trees.h"
#include "searcher/rows.h"
#include "searcher/spread.h"
#include "searcher/standard.h"

#define TRIALS_MAX 1000 /* that the trees are fitted to, the newest */
#define REFIT_MIN 5	/* results after which they are fitted anew */
#define REFIT_MAX 25

struct cqr {
	struct searcher base;
	struct known known;
	struct rows rows;
	double random_fraction;
	size_t startup, samples;
	size_t n_results, n_fitted; /* results told; those when the trees were fitted */
	size_t columns;		    /* of the trees: a list of three or more has many */
	struct quantile_trees *trees;
	struct standard scale;
};

/* A point as the trees see it. */
static void encode(const struct cqr *c, const double *x, float *out)
{
	for (size_t d = 0; d < c->known.n_dims; d++) {
		const struct known_dim *dim = &c->known.dims[d];

		if (dim->n_items <= 2)
			*out++ = (float)x[d];
		else
			for (size_t i = 0; i < dim->n_items; i++)
				*out++ = (float)(x[d] == dim->items[i]);
	}
}

static size_t count_columns(const struct known *k)
{
	size_t n = 0;

	for (size_t d = 0; d < k->n_dims; d++)
		n += k->dims[d].n_items > 2 ? k->dims[d].n_items : 1;
	return n;
}

/* The newest trials with a result, in a random order, into trials[TRIALS_MAX]. */
static size_t choose_trials(const struct cqr *c, gsl_rng *rng, uint32_t *trials)
{
	size_t n = 0;

	for (size_t i = c->known.n_trials; i-- > 0 && n < TRIALS_MAX;)
		if (c->known.trials[i].level)
			trials[n++] = (uint32_t)i;
	gsl_ran_shuffle(rng, trials, n, sizeof(*trials));
	return n;
}

static void fit(struct cqr *c, gsl_rng *rng)
{
	uint32_t trials[TRIALS_MAX];
	size_t n = choose_trials(c, rng, trials);
	float *x = xcalloc(n * c->columns, sizeof(*x));
	double *y = xcalloc(2 * n, sizeof(*y)), *losses = y + n;

	for (size_t i = 0; i < n; i++) {
		encode(c, known_point(&c->known, trials[i]), x + i * c->columns);
		losses[i] = c->known.trials[trials[i]].loss;
	}
	standard_release(&c->scale);
	standard_init(&c->scale, losses, n);
	for (size_t i = 0; i < n; i++)
		y[i] = standard_of(&c->scale, losses[i]);
	quantile_trees_free(c->trees);
	c->trees = quantile_trees_new(x, n, c->columns, y);
	c->n_fitted = c->n_results;
	free(x);
	free(y);
}

static bool is_stale(const struct cqr *c)
{
	size_t after = c->n_fitted / 8;

	after = after < REFIT_MIN ? REFIT_MIN : after < REFIT_MAX ? after : REFIT_MAX;
	return !c->trees || c->n_results - c->n_fitted >= after;
}

/* m candidates into x (m × n_dims); of a table the places of rows that are left. */
static size_t draw_candidates(struct cqr *c, gsl_rng *rng, double *x, size_t *places)
{
	size_t dims = c->known.n_dims, m = c->samples;

	if (c->rows.n) {
		size_t left = c->rows.n_left, *all = xcalloc(left + 1, sizeof(*all));

		m = m < left ? m : left;
		for (size_t i = 0; i < left; i++)
			all[i] = i;
		gsl_ran_choose(rng, places, m, all, left, sizeof(*all));
		for (size_t i = 0; i < m; i++)
			memcpy(x + i * dims, rows_point(&c->rows, &c->known, places[i]),
				dims * sizeof(*x));
		free(all);
		return m;
	}
	for (size_t i = 0; i < m; i++) {
		for (size_t d = 0; d < dims; d++)
			x[i * dims + d] = gsl_rng_uniform(rng);
		spread_snap(&c->known, x + i * dims);
	}
	return m;
}

/* Which of m candidates has the least value of the quantile that it draws; m: failure. */
static size_t sample(
	struct cqr *c, gsl_rng *rng, const double *x, size_t m, double *least)
{
	float *codes = xcalloc(m * c->columns, sizeof(*codes));
	size_t *of = xcalloc(m + 1, sizeof(*of)), best = m;
	double *values = xcalloc(m + 1, sizeof(*values));
	unsigned char *drawn = xcalloc(m + 1, sizeof(*drawn));

	*least = (double)INFINITY;
	for (size_t i = 0; i < m; i++)
		drawn[i] = (unsigned char)gsl_rng_uniform_int(rng, QUANTILES);
	for (size_t k = 0; k < QUANTILES; k++) {
		size_t n = 0;

		for (size_t i = 0; i < m; i++)
			if (drawn[i] == k) {
				encode(c, x + i * c->known.n_dims,
					codes + n * c->columns);
				of[n++] = i;
			}
		if (quantile_trees_predict(c->trees, k, codes, n, values) < 0)
			n = 0;
		for (size_t i = 0; i < n; i++)
			if (values[i] < *least) {
				*least = values[i];
				best = of[i];
			}
	}
	free(codes);
	free(of);
	free(values);
	free(drawn);
	return best;
}

static void explain(struct cqr *c, const double *x, double least, struct proposal *why)
{
	float code[c->columns];
	double q[QUANTILES] = {0};

	encode(c, x, code);
	for (size_t k = 0; k < QUANTILES; k++)
		quantile_trees_predict(c->trees, k, code, 1, &q[k]);
	why->origin = ORIGIN_MODEL;
	why->predicted =
		known_value(&c->known, standard_loss(&c->scale, q[QUANTILES / 2]));
	/* as many deviations lie between the outer two as of a normal distribution */
	why->spread = fabs(standard_loss(&c->scale, q[QUANTILES - 1]) -
			      standard_loss(&c->scale, q[0])) /
		      (2 * gsl_cdf_ugaussian_Pinv((double)QUANTILES / (QUANTILES + 1)));
	why->acquisition = -least;
	known_nearest(&c->known, x, why->nearest);
}

/* The configuration at a candidate; where nothing applies, any value does. */
static void take(struct cqr *c, const double *x, struct value *config)
{
	double u[c->known.n_dims];

	for (size_t d = 0; d < c->known.n_dims; d++)
		u[d] = isnan(x[d]) ? 0.5 : x[d];
	known_config(&c->known, u, config);
}

static bool propose_modelled(
	struct cqr *c, uint32_t trial, struct value *config, struct proposal *why)
{
	gsl_rng *rng = stream_new(c->known.seed, trial, STREAM_MODEL, 1);
	size_t dims = c->known.n_dims, best = 0, m = 0;
	double *x = xcalloc(c->samples * dims, sizeof(*x)), least;
	size_t *places = xcalloc(c->samples, sizeof(*places));

	if (is_stale(c))
		fit(c, rng);
	if (c->trees) {
		m = draw_candidates(c, rng, x, places);
		best = sample(c, rng, x, m, &least);
	}
	if (best < m) {
		explain(c, x + best * dims, least, why);
		if (c->rows.n)
			rows_take(&c->rows, &c->known, places[best], config, why);
		else
			take(c, x + best * dims, config);
	}
	free(x);
	free(places);
	gsl_rng_free(rng);
	return best < m;
}

static bool cqr_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct cqr *c = (struct cqr *)s;
	double u = stream_uniform(c->known.seed, trial, STREAM_MODEL, 0);

	if (c->n_results >= c->startup && u >= c->random_fraction && c->known.n_dims &&
		propose_modelled(c, trial, config, why))
		return true;
	return rows_random(&c->rows, &c->known, trial, config, why);
}

static void cqr_report(struct searcher *s, const struct trial_progress *p)
{
	struct cqr *c = (struct cqr *)s;

	c->n_results += known_report(&c->known, p);
}

static struct searcher *cqr_new(const struct searcher_setup *setup, struct error *err)
{
	struct cqr *c;

	if (!quantile_trees_exist()) {
		error_at(err, setup->knobs->at,
			"cqr needs XGBoost, which this rungtop was built without; gp and "
			"kde need nothing more");
		return NULL;
	}
	c = xcalloc(1, sizeof(*c));
	c->base.ops = setup->ops;
	c->random_fraction = knobs_real(setup->knobs, "random_fraction");
	c->startup = (size_t)knobs_int(setup->knobs, "startup");
	c->samples = (size_t)knobs_int(setup->knobs, "samples");
	known_init(&c->known, setup);
	rows_init(&c->rows, &c->known, setup);
	c->columns = count_columns(&c->known);
	return &c->base;
}

static void cqr_free(struct searcher *s)
{
	struct cqr *c = (struct cqr *)s;

	quantile_trees_free(c->trees);
	standard_release(&c->scale);
	rows_release(&c->rows);
	known_release(&c->known);
	free(c);
}

static const struct knob rows[] = {
	{.name = "random_fraction",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.def = "0",
		.help = "share of the trials that are drawn at random"},
	{.name = "startup",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e6,
		.def = "10",
		.help = "trials with a result before the model is asked"},
	{.name = "samples",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e6,
		.def = "2000",
		.help = "draws that compete for a trial"},
	{.name = NULL},
};

const struct searcher_ops searcher_cqr = {
	.kind = {"cqr", "quantiles by boosted trees, corrected; where built with XGBoost",
		rows},
	.create = cqr_new,
	.free = cqr_free,
	.propose = cqr_propose,
	.report = cqr_report,
};
