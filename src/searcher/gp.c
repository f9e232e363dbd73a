/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bayesian optimisation with a Gaussian process over configuration and level, log r: what
 * is learnt of a configuration at a low level says something of it at the top, as far as
 * the levels agree, and how far they do is one more length scale. The configuration with
 * the greatest expected improvement at the top is proposed.
 *
 * Always some of the trials are random ones. Under a rule that promotes asynchronously
 * each configuration of a greedy model would beat the old ones of its rung and climb; the
 * epochs would go into ever the same corner.
 *
 * Some results after one another share a fit, and the candidates that come with it, since
 * both are costly. What comes after the fit is appended to the process, as are the trials
 * that still train, which are believed to turn out as predicted (the kriging believer), so
 * that the next trial looks elsewhere.
 */
#include "config.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/blas.h"
#include "base/stream.h"
#include "base/xalloc.h"
#include "searcher/acquisition.h"
#include "searcher/cholesky.h"
#include "searcher/gaussian_process.h"
#include "searcher/known.h"
#include "searcher/rows.h"
#include "searcher/spread.h"
#include "searcher/standard.h"

#define POINTS_MAX 200 /* results that a fit takes */
#define REFIT_MIN 10   /* results after which it is fitted anew */
#define REFIT_MAX 25
#define ITERATIONS 30 /* of a fit; of one that begins where the last one ended: */
#define ITERATIONS_ON 4
#define CANDIDATES 400 /* spread over the space */
#define CENTRES 8      /* good trials that have more of them around */
#define NEIGHBOURS 12  /* each */
#define ROWS_MAX 2000  /* of a table, drawn from those that are left */
#define NEAR 0.1       /* a deviation of theirs, in widths of the space */
#define SEARCHES 2     /* climbs from the best candidates */
#define STEPS 5
#define INCUMBENT_LEVELS 4
#define INCUMBENTS 3 /* at each of these */

#define NOWHERE -0.5

/* A result in the process. */
struct sight {
	uint32_t trial;
	int level;
	double loss;
};

struct gp {
	struct searcher base;
	struct known known;
	struct rows rows;
	double random_fraction;
	size_t startup; /* trials with a result that the model waits for */
	int max_epoch; /* of the study; what the levels are taken against: */
	int top;
	struct gaussian_process process;
	struct sight *sights; /* n_sights: process.n of the fit, and those after it */
	size_t n_sights, cap_sights;
	struct gp_points candidates;
	size_t *candidate_rows; /* which row each is, of a table */
	char warning[192];	/* "": none yet */
};

static size_t model_dims(const struct gp *g)
{
	return g->known.n_dims + 1;
}

/*
 * A configuration and a level as the process has them: a parameter that does not apply is
 * outside the cube, as far away as its middle from an end.
 */
static void model_point(const struct gp *g, const double *x, int level, double *out)
{
	size_t n = g->known.n_dims;

	for (size_t i = 0; i < n; i++)
		out[i] = isnan(x[i]) ? NOWHERE : x[i];
	out[n] = g->top > 1 ? log(level) / log(g->top) : 1;
}

/* The other way round: where nothing applies, any value does. */
static void cube_point(const struct gp *g, const double *x, double *out)
{
	for (size_t i = 0; i < g->known.n_dims; i++)
		out[i] = x[i] == NOWHERE ? 0.5 : x[i];
}

/* What the fit is made to ------------------------------------------------------------ */

static void add_sight(struct gp *g, uint32_t trial, int level, double loss)
{
	ARRAY_ROOM(g->sights, g->n_sights, g->cap_sights);
	g->sights[g->n_sights++] = (struct sight){trial, level, loss};
}

/*
 * The level's best half of `room` results, and the newest of the others. A model of the
 * best alone would not know what is bad.
 */
static void sample_level(struct gp *g, const struct known_level *l, size_t room)
{
	struct result *best = xcalloc(room + 1, sizeof(*best));
	size_t n = known_results(l, 1, (room + 1) / 2, best);

	for (size_t i = 0; i < n; i++)
		add_sight(g, best[i].trial, l->epoch, best[i].value);
	for (size_t t = l->n_losses; t-- > 0 && n < room;) {
		struct result r = {(uint32_t)t, known_loss(l, (uint32_t)t)};

		if (isnan(r.value) || !result_before(best[(room + 1) / 2 - 1], r, false))
			continue;
		add_sight(g, r.trial, l->epoch, r.value);
		n++;
	}
	free(best);
}

/* The results of the top levels first, each level's best first where it has room. */
static void choose_sights(struct gp *g)
{
	g->n_sights = 0;
	for (size_t i = g->known.n_levels; i-- > 0 && g->n_sights < POINTS_MAX;) {
		const struct known_level *l = &g->known.levels[i];

		sample_level(g, l, POINTS_MAX - g->n_sights);
	}
}

/* x[n_sights] and the standardised losses y[n_sights] */
static void model_sights(const struct gp *g, double *x, struct standard *scale, double *y)
{
	double *losses = xcalloc(g->n_sights + 1, sizeof(*losses));

	for (size_t i = 0; i < g->n_sights; i++) {
		const struct sight *s = &g->sights[i];

		losses[i] = s->loss;
		model_point(g, known_point(&g->known, s->trial), s->level,
			x + i * model_dims(g));
	}
	standard_init(scale, losses, g->n_sights);
	for (size_t i = 0; i < g->n_sights; i++)
		y[i] = standard_of(scale, losses[i]);
	free(losses);
}

/* Candidates ------------------------------------------------------------------------- */

/* The trials that are first among the sights, each once; how many there are. */
static size_t find_centres(const struct gp *g, uint32_t centres[CENTRES])
{
	size_t n = 0;

	for (size_t i = 0; i < g->n_sights && n < CENTRES; i++) {
		size_t k = 0;

		while (k < n && centres[k] != g->sights[i].trial)
			k++;
		if (k == n)
			centres[n++] = g->sights[i].trial;
	}
	return n;
}

/* Into x, n_dims numbers each; how many there are. */
static size_t spread_candidates(struct gp *g, gsl_rng *rng, double *x)
{
	uint32_t centres[CENTRES];
	size_t n = find_centres(g, centres), dims = g->known.n_dims;

	spread_evenly(&g->known, rng, CANDIDATES, x);
	for (size_t i = 0; i < n; i++)
		spread_around(&g->known, rng, known_point(&g->known, centres[i]), NEAR,
			NEIGHBOURS, x + (CANDIDATES + i * NEIGHBOURS) * dims);
	return CANDIDATES + n * NEIGHBOURS;
}

/* The same of rows that are left. */
static size_t draw_rows(struct gp *g, gsl_rng *rng, double *x)
{
	size_t n = g->rows.n_left, most = n < ROWS_MAX ? n : ROWS_MAX;

	gsl_ran_choose(rng, g->candidate_rows, most, g->rows.left, n, sizeof(size_t));
	for (size_t i = 0; i < most; i++)
		memcpy(x + i * g->known.n_dims,
			g->rows.points + g->candidate_rows[i] * g->known.n_dims,
			g->known.n_dims * sizeof(*x));
	return most;
}

static void make_candidates(struct gp *g, uint32_t trial)
{
	size_t most = g->rows.n ? ROWS_MAX : CANDIDATES + CENTRES * NEIGHBOURS, n;
	double *x = xcalloc(most * model_dims(g), sizeof(*x));
	double *points = xcalloc(most * model_dims(g), sizeof(*points));
	gsl_rng *rng = stream_new(g->known.seed, trial, STREAM_MODEL, 1);

	n = g->rows.n ? draw_rows(g, rng, x) : spread_candidates(g, rng, x);
	for (size_t i = 0; i < n; i++)
		model_point(
			g, x + i * g->known.n_dims, g->top, points + i * model_dims(g));
	gp_points_release(&g->candidates);
	gp_points_init(&g->candidates, &g->process, points, n);
	gsl_rng_free(rng);
	free(points);
	free(x);
}

/* The model -------------------------------------------------------------------------- */

static bool is_stale(const struct gp *g)
{
	size_t n = g->process.n, after = n / 8;

	after = after < REFIT_MIN ? REFIT_MIN : after < REFIT_MAX ? after : REFIT_MAX;
	return !n || g->n_sights - n >= after;
}

static int fit(struct gp *g, uint32_t trial)
{
	const struct known *k = &g->known;
	bool begun = g->process.n > 0;
	struct standard scale;
	double *x, *y;
	int status;

	g->top = k->levels[k->n_levels - 1].epoch;
	if (g->max_epoch > g->top)
		g->top = g->max_epoch;
	choose_sights(g);
	x = xcalloc(g->n_sights * model_dims(g), sizeof(*x));
	y = xcalloc(g->n_sights, sizeof(*y));
	model_sights(g, x, &scale, y);
	status = gaussian_process_fit(
		&g->process, x, y, g->n_sights, begun ? ITERATIONS_ON : ITERATIONS);
	standard_release(&scale);
	free(x);
	free(y);
	if (status == 0)
		make_candidates(g, trial);
	return status;
}

/* What came after the fit, and the trials that train. */
static int update(struct gp *g, struct standard *scale)
{
	const struct known *k = &g->known;
	size_t n = g->n_sights, fitted = g->process.n, dims = model_dims(g);
	double *x = xcalloc((n + k->n_pending) * dims, sizeof(*x));
	double *y = xcalloc(n, sizeof(*y));
	int status;

	model_sights(g, x, scale, y);
	for (size_t i = 0; i < k->n_pending; i++) {
		const struct known_trial *t = &k->trials[k->pending[i]];

		model_point(g, known_point(k, k->pending[i]),
			t->until < g->top ? t->until : g->top, x + (n + i) * dims);
	}
	status = gaussian_process_append(
		&g->process, x + fitted * dims, n - fitted + k->n_pending);
	if (status == 0)
		gaussian_process_tell(&g->process, y, n);
	free(x);
	free(y);
	return status;
}

/* The least mean at the top of the trials that are best where they came to. */
static double incumbent(const struct gp *g)
{
	const struct known *k = &g->known;
	double *x = xcalloc(model_dims(g), sizeof(*x)), least = (double)INFINITY;
	double *work = xcalloc(2 * (g->process.n + g->process.m), sizeof(*work));

	for (size_t l = k->n_levels; l-- > 0 && k->n_levels - l <= INCUMBENT_LEVELS;) {
		struct result best[INCUMBENTS];
		size_t n = known_results(&k->levels[l], 1, INCUMBENTS, best);

		for (size_t i = 0; i < n; i++) {
			double mean, variance;

			model_point(g, known_point(k, best[i].trial), g->top, x);
			gaussian_process_predict(
				&g->process, x, &mean, &variance, NULL, NULL, work);
			least = fmin(least, mean);
		}
	}
	free(x);
	free(work);
	return least;
}

/* The choice ------------------------------------------------------------------------- */

static bool is_same(const struct gp *g, const double *x, uint32_t trial)
{
	const double *point = known_point(&g->known, trial);
	size_t i = 0;

	while (i < g->known.n_dims && x[i] == (isnan(point[i]) ? NOWHERE : point[i]))
		i++;
	return i == g->known.n_dims;
}

/* Whether a trial has the configuration at x already. */
static bool is_tried(const struct gp *g, const double *x)
{
	for (uint32_t i = 0; i < g->known.n_trials; i++)
		if (g->known.trials[i].told && is_same(g, x, i))
			return true;
	return false;
}

/* The index of a row among those that are left, or n_left. */
static size_t find_left(const struct rows *r, size_t row)
{
	size_t i = 0;

	while (i < r->n_left && r->left[i] != row)
		i++;
	return i;
}

static bool is_free(const struct gp *g, size_t candidate)
{
	if (g->rows.n)
		return find_left(&g->rows, g->candidate_rows[candidate]) < g->rows.n_left;
	return !is_tried(g, g->candidates.x + candidate * model_dims(g));
}

/* Candidates in the order of their acquisition, the largest first, into order[m]. */
static void rank_candidates(const struct gp *g, double best, size_t *order)
{
	size_t m = g->candidates.m;
	double *mean = xcalloc(m, sizeof(*mean)),
	       *variance = xcalloc(m, sizeof(*variance));
	double *less = xcalloc(m, sizeof(*less));

	gp_points_predict(&g->candidates, &g->process, mean, variance);
	for (size_t i = 0; i < m; i++)
		less[i] = -acquisition_of(mean[i], variance[i], best);
	gsl_sort_index(order, less, 1, m);
	free(mean);
	free(variance);
	free(less);
}

/* From the candidate on uphill, into x; the acquisition there. */
static double climb(struct gp *g, size_t candidate, double best, double *x)
{
	size_t n = g->known.n_dims;
	const double *from = g->candidates.x + candidate * model_dims(g);
	double begun, ended, top[n + 1];

	memcpy(x, from, model_dims(g) * sizeof(*x));
	begun = acquisition_at(&g->process, best, x);
	acquisition_climb(&g->process, best, STEPS, x);
	cube_point(g, x, top);
	spread_snap(&g->known, top);
	model_point(g, top, g->top, x);
	ended = acquisition_at(&g->process, best, x);
	if (ended > begun && !is_tried(g, x))
		return ended;
	memcpy(x, from, model_dims(g) * sizeof(*x));
	return begun;
}

/* The best of all into x, as a point of the process; false: all there are were tried. */
static bool choose(struct gp *g, double best, double *x, size_t *row)
{
	size_t m = g->candidates.m, *order = xcalloc(m + 1, sizeof(*order)), found = 0;
	double most = -(double)INFINITY, *at = xcalloc(model_dims(g), sizeof(*at));

	rank_candidates(g, best, order);
	for (size_t i = 0; i < m && found < (g->rows.n ? 1 : SEARCHES); i++) {
		double a;

		if (!is_free(g, order[i]))
			continue;
		if (g->rows.n) {
			*row = g->candidate_rows[order[i]];
			memcpy(x, g->candidates.x + order[i] * model_dims(g),
				model_dims(g) * sizeof(*x));
		} else if ((a = climb(g, order[i], best, at)) > most || !found) {
			most = a;
			memcpy(x, at, model_dims(g) * sizeof(*x));
		}
		found++;
	}
	free(order);
	free(at);
	return found > 0;
}

static void explain(struct gp *g, const struct standard *scale, double best,
	const double *x, struct proposal *why)
{
	double mean, variance, deviation;
	double *work = xcalloc(2 * (g->process.n + g->process.m), sizeof(*work));

	gaussian_process_predict(&g->process, x, &mean, &variance, NULL, NULL, work);
	free(work);
	why->origin = ORIGIN_MODEL;
	why->level = g->top;
	why->predicted = known_value(&g->known, standard_loss(scale, mean));
	deviation = sqrt(fmax(variance, 0) + gaussian_process_noise(&g->process));
	why->spread = (standard_loss(scale, mean + deviation) -
			      standard_loss(scale, mean - deviation)) /
		      2;
	why->acquisition = acquisition_of(mean, variance, best);
}

/* The first time that the covariances' matrix is not what a factor can be made of. */
static void watch_factor(struct gp *g, int status)
{
	if (*g->warning)
		return;
	if (status < 0)
		snprintf(g->warning, sizeof(g->warning),
			"gp: a trial was drawn at random instead; its matrix of "
			"covariances could not be factorised");
	else if (g->process.jitter > CHOLESKY_JITTER_SMALL)
		snprintf(g->warning, sizeof(g->warning),
			"gp: its predictions are less exact, by added noise of %g; "
			"without it on the diagonal its matrix of covariances could not "
			"be factorised",
			g->process.jitter);
}

/* By the model; false: it has nothing to say. */
static bool propose_modelled(
	struct gp *g, uint32_t trial, struct value *config, struct proposal *why)
{
	double *x = xcalloc(model_dims(g), sizeof(*x)), best;
	double *u = xcalloc(model_dims(g), sizeof(*u));
	struct standard scale = {0};
	size_t row = 0;
	bool found = false;
	int status = is_stale(g) ? fit(g, trial) : 0;

	if (status == 0)
		status = update(g, &scale);
	watch_factor(g, status);
	if (status == 0) {
		best = incumbent(g);
		found = choose(g, best, x, &row);
	}
	if (found) {
		explain(g, &scale, best, x, why);
		cube_point(g, x, u);
		known_config(&g->known, u, config);
		if (g->rows.n)
			rows_take(&g->rows, &g->known, find_left(&g->rows, row), config,
				why);
		spread_snap(&g->known, u);
		known_nearest(&g->known, u, why->nearest);
	}
	standard_release(&scale);
	free(x);
	free(u);
	return found;
}

static bool gp_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct gp *g = (struct gp *)s;
	double u = stream_uniform(g->known.seed, trial, STREAM_MODEL, 0);

	if (g->known.n_with_result >= g->startup && u >= g->random_fraction &&
		g->known.n_dims && propose_modelled(g, trial, config, why))
		return true;
	return rows_random(&g->rows, &g->known, trial, config, why);
}

static void gp_report(struct searcher *s, const struct trial_progress *p)
{
	struct gp *g = (struct gp *)s;

	if (known_report(&g->known, p)) {
		const struct known_trial *t = &g->known.trials[p->trial];

		add_sight(g, p->trial, t->level, t->loss);
	}
}

static const char *gp_warning(const struct searcher *s)
{
	const struct gp *g = (const struct gp *)s;

	return *g->warning ? g->warning : NULL;
}

static struct searcher *gp_new(const struct searcher_setup *setup, struct error *err)
{
	struct gp *g = xcalloc(1, sizeof(*g));
	bool *is_category;

	(void)err;
	blas_single_thread();
	g->base.ops = setup->ops;
	g->max_epoch = setup->max_epoch;
	g->random_fraction = knobs_real(setup->knobs, "random_fraction");
	g->startup = (size_t)knobs_int(setup->knobs, "startup");
	known_init(&g->known, setup);
	rows_init(&g->rows, &g->known, setup);
	g->candidate_rows = xcalloc(ROWS_MAX, sizeof(*g->candidate_rows));
	is_category = xcalloc(model_dims(g), sizeof(*is_category));
	for (size_t i = 0; i < g->known.n_dims; i++)
		is_category[i] = g->known.dims[i].n_items > 0;
	gaussian_process_init(&g->process, model_dims(g), is_category);
	free(is_category);
	return &g->base;
}

static void gp_free(struct searcher *s)
{
	struct gp *g = (struct gp *)s;

	gp_points_release(&g->candidates);
	gaussian_process_release(&g->process);
	rows_release(&g->rows);
	known_release(&g->known);
	free(g->candidate_rows);
	free(g->sights);
	free(g);
}

static const struct knob rows[] = {
	{.name = "random_fraction",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.def = "0.333",
		.help = "share of the trials that are drawn at random"},
	{.name = "startup",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e6,
		.def = "10",
		.help = "trials with a result before the model is asked"},
	{.name = NULL},
};

const struct searcher_ops searcher_gp = {
	.kind = {"gp",
		"Bayesian optimisation: a Gaussian process over configuration and level",
		rows},
	.create = gp_new,
	.free = gp_free,
	.propose = gp_propose,
	.report = gp_report,
	.warning = gp_warning,
};
