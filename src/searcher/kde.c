/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BOHB's searcher (Falkner, Klein & Hutter 2018; HpBandSter is its reference). Two kernel
 * density estimators, one of the good results at a level and one of the others, say where
 * good ones are more likely than others: draws from around the good ones compete, and the
 * one with the largest ratio l/g of the densities is proposed. The level is the highest
 * with enough results, so what is learned at low levels gives way to what is at high ones.
 * A share of the trials is drawn at random, always: without it a model under asynchronous
 * promotion sees ever more of the same.
 *
 * A diverged or failed trial is among the worst at its level. It is never a good one.
 *
 * HpBandSter takes a category's number for a coordinate when it sets the bandwidth. Here
 * any two categories are 1 apart, which is the same for two of them, and depends on no
 * order for more; and what a category keeps is never less likely than another.
 *
 * What is predicted is the median of the level's results, each weighted by its kernel at
 * the point, and half of what lies between their 16th and 84th percentile. It is not used.
 */
#include "config.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/simd.h"
#include "base/stream.h"
#include "base/xalloc.h"
#include "searcher/known.h"
#include "searcher/parzen.h"
#include "searcher/rows.h"

#define LANES 8
#define FLOOR (-73.682722973919) /* log 1e-32: densities below are as good as none */

struct kde {
	struct searcher base;
	struct known known;
	struct rows rows; /* that are left, where there are candidates */
	double random_fraction, top, factor, bandwidth_min;
	size_t samples;
	struct parzen good, bad;
	double *good_width, *bad_width; /* bandwidth a dimension */
	struct result *results;		/* of the model's level, best first; n of them */
	size_t n, cap;
	double *x, *best; /* points */
	double *weights;  /* of the results at a point, cap */
	float *terms;
	size_t cap_terms;
};

static void kde_free(struct searcher *s)
{
	struct kde *m = (struct kde *)s;

	known_release(&m->known);
	rows_release(&m->rows);
	parzen_release(&m->good);
	parzen_release(&m->bad);
	free(m->good_width);
	free(m->bad_width);
	free(m->results);
	free(m->x);
	free(m->best);
	free(m->weights);
	free(m->terms);
	free(m);
}

static struct searcher *kde_new(const struct searcher_setup *setup, struct error *err)
{
	struct kde *m = xcalloc(1, sizeof(*m));
	size_t d;

	(void)err;
	m->base.ops = setup->ops;
	m->random_fraction = knobs_real(setup->knobs, "random_fraction");
	m->top = knobs_real(setup->knobs, "top");
	m->samples = (size_t)knobs_int(setup->knobs, "samples");
	m->factor = knobs_real(setup->knobs, "bandwidth_factor");
	m->bandwidth_min = knobs_real(setup->knobs, "min_bandwidth");
	known_init(&m->known, setup);
	rows_init(&m->rows, &m->known, setup);
	d = m->known.n_dims;
	parzen_init(&m->good, m->known.dims, d);
	parzen_init(&m->bad, m->known.dims, d);
	m->good_width = xcalloc(d + 1, sizeof(*m->good_width));
	m->bad_width = xcalloc(d + 1, sizeof(*m->bad_width));
	m->x = xcalloc(d + 1, sizeof(*m->x));
	m->best = xcalloc(d + 1, sizeof(*m->best));
	return &m->base;
}

static void kde_report(struct searcher *s, const struct trial_progress *p)
{
	known_report(&((struct kde *)s)->known, p);
}

/* The model */

/* The highest level with enough results, and good ones among them; or NULL. */
static const struct known_level *find_level(const struct kde *m)
{
	const struct known *k = &m->known;
	size_t d = k->n_dims;

	for (size_t i = k->n_levels; d && i-- > 0;)
		if (ranking_size(&k->levels[i].ranking) >= d + 2 &&
			k->levels[i].n_finite >= d + 1)
			return &k->levels[i];
	return NULL;
}

SIMD static float share_of(const float *x, size_t n, float item)
{
	size_t same = 0;

	for (size_t i = 0; i < n; i++)
		same += x[i] == item;
	return (float)same / (float)n;
}

/* Of places that are 1 apart where they differ: a share Σ p² of all pairs is the same. */
static double category_deviation(const float *x, size_t n, const struct known_dim *dim)
{
	double same = 0;

	for (size_t c = 0; c < dim->n_items; c++) {
		double share = (double)share_of(x, n, (float)dim->items[c]);

		same += share * share;
	}
	return sqrt(fmax(0, (1 - same) / 2));
}

SIMD static double deviation(const float *x, size_t n)
{
	double sums[LANES] = {0}, squares[LANES] = {0}, sum = 0, square = 0;
	size_t i;

	for (i = 0; i + LANES <= n; i += LANES)
		for (size_t k = 0; k < LANES; k++) {
			double v = (double)x[i + k] - 0.5;

			sums[k] += v;
			squares[k] += v * v;
		}
	for (; i < n; i++) {
		sums[0] += (double)x[i] - 0.5;
		squares[0] += ((double)x[i] - 0.5) * ((double)x[i] - 0.5);
	}
	for (size_t k = 0; k < LANES; k++) {
		sum += sums[k];
		square += squares[k];
	}
	square = square / (double)n - sum / (double)n * (sum / (double)n);
	return square > 0 ? __builtin_sqrt(square) : 0;
}

/*
 * Where the parameter had no value: another trial's, or any (HpBandSter's
 * impute_conditional_data).
 */
static void impute(float *x, size_t n, const struct known_dim *dim, gsl_rng *rng)
{
	size_t missing = 0;

	for (size_t i = 0; i < n; i++)
		missing += isnan(x[i]) != 0;
	for (size_t i = 0; missing && i < n; i++) {
		size_t at = n;

		if (!isnan(x[i]))
			continue;
		if (missing < n)
			at = gsl_rng_uniform_int(rng, n);
		while (at < n && isnan(x[at]))
			at = (at + 1) % n;
		if (at < n)
			x[i] = x[at];
		else if (dim->n_items)
			x[i] = (float)dim->items[gsl_rng_uniform_int(rng, dim->n_items)];
		else
			x[i] = (float)gsl_rng_uniform(rng);
	}
}

static double width_of(
	const struct kde *m, const float *x, size_t n, const struct known_dim *dim)
{
	double sigma = dim->n_items ? category_deviation(x, n, dim) : deviation(x, n);
	double width =
		1.06 * sigma * pow((double)n, -1.0 / (4 + (double)m->known.n_dims));
	double most = dim->n_items ? 1 - 1 / (double)dim->n_items : (double)INFINITY;

	return fmin(fmax(width, m->bandwidth_min), most);
}

/* The logarithm of what normalises the dimension's kernels of this width. */
static double set_width(struct parzen *p, size_t d, double width)
{
	size_t n_items = p->dims[d].n_items;

	if (n_items) {
		p->dims[d].same = (float)elementary_log(1 - width);
		p->dims[d].other = (float)elementary_log(
			width / (double)(n_items > 1 ? n_items - 1 : 1));
		return 0;
	}
	for (size_t i = 0; i < p->n; i++)
		p->scales[d * p->stride + i] = (float)(1 / width);
	return elementary_log(width * sqrt(2 * M_PI));
}

/* The estimator of n results, with its bandwidths. */
static void fit(struct kde *m, struct parzen *p, double *widths,
	const struct result *results, size_t n, gsl_rng *rng)
{
	double log_weight = -elementary_log((double)n);

	parzen_resize(p, n);
	for (size_t i = 0; i < n; i++) {
		const double *x = known_point(&m->known, results[i].trial);

		for (size_t d = 0; d < p->n_dims; d++)
			p->centres[d * p->stride + i] = (float)x[d];
	}
	for (size_t d = 0; d < p->n_dims; d++) {
		const struct known_dim *dim = &m->known.dims[d];
		float *x = p->centres + d * p->stride;

		impute(x, n, dim, rng);
		widths[d] = width_of(m, x, n, dim);
		log_weight -= set_width(p, d, widths[d]);
	}
	for (size_t i = 0; i < n; i++)
		p->log_weights[i] = (float)log_weight;
}

static size_t part(const struct kde *m, double share)
{
	size_t n = (size_t)(share * (double)m->n + 1e-9), least = m->known.n_dims + 1;

	return n > least ? n : least;
}

static void fit_both(struct kde *m, const struct known_level *level, gsl_rng *rng)
{
	size_t size = ranking_size(&level->ranking), n_good, n_bad;

	if (size > m->cap) {
		m->cap = size * 3 / 2;
		m->results = xreallocarray(m->results, m->cap, sizeof(*m->results));
		m->weights = xreallocarray(m->weights, m->cap, sizeof(*m->weights));
	}
	m->n = known_results(level, 1, size, m->results);
	n_good = part(m, m->top);
	n_good = n_good < level->n_finite ? n_good : level->n_finite;
	n_bad = part(m, 1 - m->top);
	fit(m, &m->good, m->good_width, m->results, n_good, rng);
	fit(m, &m->bad, m->bad_width, m->results + m->n - n_bad, n_bad, rng);
}

/* Draws */

static double draw_category(
	gsl_rng *rng, double centre, double width, const struct known_dim *dim)
{
	size_t at;

	if (gsl_rng_uniform(rng) < 1 - width || dim->n_items < 2)
		return centre;
	at = gsl_rng_uniform_int(rng, dim->n_items - 1);
	/* the last takes the place of the one that it is not to be */
	return dim->items[at] == centre ? dim->items[dim->n_items - 1] : dim->items[at];
}

/* Near one of the good points. */
static void draw(const struct kde *m, gsl_rng *rng, double *x)
{
	size_t i = gsl_rng_uniform_int(rng, m->good.n);

	for (size_t d = 0; d < m->good.n_dims; d++) {
		const struct known_dim *dim = &m->known.dims[d];
		double centre = (double)m->good.centres[d * m->good.stride + i];

		if (dim->n_items)
			x[d] = draw_category(rng, centre, m->good_width[d], dim);
		else
			x[d] = parzen_draw(rng, centre, m->factor * m->good_width[d]);
	}
}

/* The logarithm of l/g; below `least` it may be anything that is. */
static double ratio(const struct kde *m, const double *x, double least)
{
	double l = fmax(parzen_log(&m->good, x), FLOOR);

	return l - fmax(parzen_log_within(&m->bad, x, l - least), FLOOR);
}

/* Into m->best, where rows are left the place of one; returns log l/g. */
static double choose(struct kde *m, gsl_rng *rng, size_t *row)
{
	size_t d = m->known.n_dims;
	double most = -(double)INFINITY;

	for (size_t i = 0; i < m->samples; i++) {
		size_t at = 0;
		double r;

		draw(m, rng, m->x);
		if (m->rows.n)
			at = rows_move_to_nearest(&m->rows, &m->known, m->x);
		r = ratio(m, m->x, most);
		if (r <= most)
			continue;
		most = r;
		*row = at;
		memcpy(m->best, m->x, d * sizeof(*m->x));
	}
	return most;
}

/* Prediction */

/* The logarithm of each result's weight at m->best, into m->weights. */
static void weigh(struct kde *m)
{
	size_t room = m->good.stride + m->bad.stride, first_bad = m->n - m->bad.n;
	double log_good = elementary_log((double)m->good.n);
	double log_bad = elementary_log((double)m->bad.n);
	float *bad;

	if (room > m->cap_terms) {
		m->cap_terms = room * 3 / 2;
		m->terms = xreallocarray(m->terms, m->cap_terms, sizeof(*m->terms));
	}
	bad = m->terms + m->good.stride;
	parzen_terms(&m->good, m->best, m->terms);
	parzen_terms(&m->bad, m->best, bad);
	for (size_t i = 0; i < m->n; i++)
		m->weights[i] = i < m->good.n ? (double)m->terms[i] + log_good
					      : (double)bad[i - first_bad] + log_bad;
}

static void propose_by_model(struct kde *m, const struct known_level *level, gsl_rng *rng,
	struct value *config, struct proposal *why)
{
	size_t row = 0;

	fit_both(m, level, rng);
	why->origin = ORIGIN_MODEL;
	why->acquisition = elementary_exp(choose(m, rng, &row));
	weigh(m);
	known_predict(&m->known, level, m->results, m->n, m->weights, why);
	known_nearest(&m->known, m->best, why->nearest);
	if (m->rows.n)
		rows_take(&m->rows, &m->known, row, config, why);
	else
		known_config(&m->known, m->best, config);
}

static bool kde_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct kde *m = (struct kde *)s;
	const struct known_level *level = find_level(m);
	bool by_model = level && (!m->rows.n || m->rows.n_left);
	gsl_rng *rng = stream_new(m->known.seed, trial, STREAM_MODEL, 0);
	bool any = true;

	if (by_model && gsl_rng_uniform(rng) >= m->random_fraction)
		propose_by_model(m, level, rng, config, why);
	else
		any = rows_random(&m->rows, &m->known, trial, config, why);
	gsl_rng_free(rng);
	return any;
}

static const struct knob rows[] = {
	{.name = "random_fraction",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.def = "0.333",
		.help = "share of the trials that are drawn at random"},
	{.name = "top",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.open_min = true,
		.open_max = true,
		.def = "0.15",
		.help = "share of the results that are good ones"},
	{.name = "samples",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e6,
		.def = "64",
		.help = "draws that compete for a trial"},
	{.name = "bandwidth_factor",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1000,
		.open_min = true,
		.def = "3",
		.help = "draws lie so many times as wide around a good result as its "
			"kernel"},
	{.name = "min_bandwidth",
		.type = KNOB_REAL,
		.min = 1e-4,
		.max = 1,
		.def = "0.001",
		.help = "least width of a kernel, as a share of a parameter's range"},
	{.name = NULL},
};

const struct searcher_ops searcher_kde = {
	.kind = {"kde", "densities of good and bad results, as BOHB has them", rows},
	.create = kde_new,
	.free = kde_free,
	.propose = kde_propose,
	.report = kde_report,
};
