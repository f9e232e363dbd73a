/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree-structured Parzen estimator (Bergstra et al. 2011) as Optuna 5 has it, over all
 * parameters at once. The results are in one order: first those of the highest level, the
 * best first, then those that came no further than the level below, and so on; trials that
 * failed or diverged come last. The first ones make one density, all others the other;
 * of some draws from the first density the one with the largest ratio is proposed.
 *
 * A kernel of a number is a normal one, cut to [0, 1]. It is as wide as the larger gap to
 * the points beside it (bandwidth: gap), or as wide as the others (scott). One more kernel
 * covers everything. What came long ago weighs less. Where a parameter had no value, a
 * trial has a random one, always the same.
 *
 * It is here for those who come from Optuna. It draws nothing at random once it has begun,
 * so under early stopping nearly all trials climb; kde and gp do better.
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

#define BELOW_MOST 25  /* trials in the first density */
#define RECENT 25      /* trials that weigh 1 */
#define MAGIC_MOST 100 /* kernels that still make the least width smaller */
#define SCOTT 0.2      /* of the range: the width of a single kernel */
#define FEW 32	       /* new trials that are better inserted than sorted in */
#define LOG_MOST 700   /* of a ratio that is a number */

/* A trial's coordinate. */
struct coordinate {
	float x;
	uint32_t trial;
};

/* The width of a trial's kernel along a dimension, when it was one last. */
struct width {
	float sigma, scale; /* scale: 1 / sigma */
	float log_norm;	    /* the logarithm of what it is divided by */
};

/* One of the two densities. */
struct side {
	struct parzen parzen; /* kernels in the order of the trials, then that for all */
	uint32_t *trials;     /* n of them, ascending */
	size_t n;
	double *log_weights;	 /* n + 1, what they weigh and all that divides them */
	struct width *widths;	 /* of dimension d and a trial: [d * cap + id] */
	struct coordinate *line; /* of its trials along a dimension, n_line */
	size_t n_line;
};

struct tpe {
	struct searcher base;
	struct known known;
	struct rows rows;
	size_t startup, samples;
	double gamma;
	bool scott;
	struct side below, above;
	size_t cap;	/* trials that there is room for */
	double *points; /* n_dims a trial: its own coordinates, or random ones */
	bool *placed;	/* whether a trial is in the next */
	struct coordinate *
		*coordinates; /* for each dimension all with a result, by coordinate */
	size_t n_placed;
	bool *is_below; /* a trial */
	uint32_t *kernel; /* a trial's, in its side */
	struct result *results;
	double *weights;     /* a kernel of a side, and the one for all; or a result */
	double *x, *best; /* points */
};

static void side_release(struct side *s)
{
	parzen_release(&s->parzen);
	free(s->trials);
	free(s->log_weights);
	free(s->widths);
	free(s->line);
}

static void tpe_free(struct searcher *s)
{
	struct tpe *m = (struct tpe *)s;

	for (size_t d = 0; d < m->known.n_dims; d++)
		free(m->coordinates[d]);
	side_release(&m->below);
	side_release(&m->above);
	rows_release(&m->rows);
	known_release(&m->known);
	free(m->points);
	free(m->placed);
	free(m->coordinates);
	free(m->is_below);
	free(m->kernel);
	free(m->results);
	free(m->weights);
	free(m->x);
	free(m->best);
	free(m);
}

static struct searcher *tpe_new(const struct searcher_setup *setup, struct error *err)
{
	struct tpe *m = xcalloc(1, sizeof(*m));
	size_t d;

	(void)err;
	m->base.ops = setup->ops;
	m->startup = (size_t)knobs_int(setup->knobs, "startup");
	m->samples = (size_t)knobs_int(setup->knobs, "samples");
	m->gamma = knobs_real(setup->knobs, "gamma");
	m->scott = knobs_is(setup->knobs, "bandwidth", "scott");
	known_init(&m->known, setup);
	rows_init(&m->rows, &m->known, setup);
	d = m->known.n_dims;
	parzen_init(&m->below.parzen, m->known.dims, d);
	parzen_init(&m->above.parzen, m->known.dims, d);
	m->coordinates = xcalloc(d + 1, sizeof(*m->coordinates));
	m->x = xcalloc(d + 1, sizeof(*m->x));
	m->best = xcalloc(d + 1, sizeof(*m->best));
	return &m->base;
}

static void tpe_report(struct searcher *s, const struct trial_progress *p)
{
	known_report(&((struct tpe *)s)->known, p);
}

/* Where the trials lie */

/* Widths are forgotten. */
static void widen(struct side *s, size_t cap, size_t dims)
{
	s->trials = xreallocarray(s->trials, cap, sizeof(*s->trials));
	s->log_weights = xreallocarray(s->log_weights, cap + 1, sizeof(*s->log_weights));
	s->line = xreallocarray(s->line, cap + 1, sizeof(*s->line));
	free(s->widths);
	s->widths = xcalloc(cap * (dims + 1), sizeof(*s->widths));
}

static void make_room(struct tpe *m)
{
	size_t was = m->cap, d = m->known.n_dims;

	if (m->known.n_trials <= was)
		return;
	m->cap = m->known.n_trials * 3 / 2 + 16;
	m->points = xreallocarray(m->points, m->cap * (d + 1), sizeof(*m->points));
	m->placed = xreallocarray(m->placed, m->cap, sizeof(*m->placed));
	m->is_below = xreallocarray(m->is_below, m->cap, sizeof(*m->is_below));
	m->kernel = xreallocarray(m->kernel, m->cap, sizeof(*m->kernel));
	m->results = xreallocarray(m->results, m->cap, sizeof(*m->results));
	m->weights = xreallocarray(m->weights, m->cap + 1, sizeof(*m->weights));
	for (size_t i = 0; i < d; i++)
		m->coordinates[i] = xreallocarray(
			m->coordinates[i], m->cap, sizeof(*m->coordinates[i]));
	for (size_t i = was; i < m->cap; i++)
		m->placed[i] = m->is_below[i] = false;
	widen(&m->below, m->cap, d);
	widen(&m->above, m->cap, d);
}

static double any_coordinate(const struct tpe *m, uint32_t trial, size_t d)
{
	const struct known_dim *dim = &m->known.dims[d];
	double u = stream_uniform(m->known.seed, trial, STREAM_MODEL, 1 + (uint32_t)d);

	return dim->n_items ? dim->items[(size_t)(u * (double)dim->n_items)] : u;
}

static int by_coordinate(const void *a, const void *b)
{
	const struct coordinate *x = a, *y = b;

	if (x->x != y->x)
		return x->x < y->x ? -1 : 1;
	return (x->trial > y->trial) - (x->trial < y->trial);
}

/* The last of i + 1 places goes where it belongs among the others. */
static void insert(struct coordinate *list, size_t i)
{
	struct coordinate p = list[i];
	size_t lo = 0, hi = i;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (by_coordinate(&list[mid], &p) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	memmove(list + lo + 1, list + lo, (i - lo) * sizeof(*list));
	list[lo] = p;
}

/* Those with a result that are not among the others yet, which are nearly in order. */
static void place_trials(struct tpe *m)
{
	size_t dims = m->known.n_dims, was = m->n_placed;

	for (size_t i = 0; i < m->known.n_trials; i++) {
		double *x = m->points + i * dims;

		if (!m->known.trials[i].level || m->placed[i])
			continue;
		m->placed[i] = true;
		memcpy(x, known_point(&m->known, (uint32_t)i), dims * sizeof(*x));
		for (size_t d = 0; d < dims; d++) {
			if (isnan(x[d]))
				x[d] = any_coordinate(m, (uint32_t)i, d);
			m->coordinates[d][m->n_placed] =
				(struct coordinate){(float)x[d], (uint32_t)i};
		}
		m->n_placed++;
	}
	for (size_t d = 0; d < dims && m->n_placed > was; d++)
		if (m->n_placed - was > FEW)
			qsort(m->coordinates[d], m->n_placed, sizeof(*m->coordinates[d]),
				by_coordinate);
		else
			for (size_t i = was; i < m->n_placed; i++)
				insert(m->coordinates[d], i);
}

/* Which trials are in which density */

/* The best of those that came to the level and no further. */
static size_t take_level(struct tpe *m, const struct known_level *l, size_t most)
{
	size_t taken = 0;

	for (uint32_t rank = 1; rank <= l->n_finite && taken < most; rank++) {
		struct result r = ranking_at(&l->ranking, rank);

		if (m->known.trials[r.trial].level != l->epoch)
			continue;
		m->is_below[r.trial] = true;
		taken++;
	}
	return taken;
}

static void divide(struct tpe *m)
{
	size_t most = (size_t)ceil(m->gamma * (double)m->n_placed - 1e-9);

	if (most > BELOW_MOST)
		most = BELOW_MOST;
	for (size_t i = 0; i < m->below.n; i++)
		m->is_below[m->below.trials[i]] = false;
	for (size_t i = m->known.n_levels; i-- > 0 && most;)
		most -= take_level(m, &m->known.levels[i], most);
	m->below.n = m->above.n = 0;
	for (size_t i = 0; i < m->known.n_trials; i++) {
		struct side *s = m->is_below[i] ? &m->below : &m->above;

		if (!m->placed[i])
			continue;
		m->kernel[i] = (uint32_t)s->n;
		s->trials[s->n++] = (uint32_t)i;
	}
}

/* The densities */

SIMD static void take_logs(double *x, size_t n, double sum)
{
	for (size_t i = 0; i < n; i++)
		x[i] = (double)simd_log((float)(x[i] / sum));
}

/* The latest ones weigh 1, those before them ever less (Optuna's default_weights). */
static void set_weights(struct side *s)
{
	double sum = 1, ramp = s->n > RECENT ? (double)(s->n - RECENT) : 0;
	double first = 1 / (double)(s->n ? s->n : 1);
	double step = ramp > 1 ? (1 - first) / (ramp - 1) : 0;

	s->log_weights[s->n] = 1;
	for (size_t i = 0; i < s->n; i++) {
		s->log_weights[i] = (double)i < ramp ? first + step * (double)i : 1;
		sum += s->log_weights[i];
	}
	take_logs(s->log_weights, s->n + 1, sum);
}

/* Of a normal kernel that is cut to [0, 1]. */
static double log_norm(double centre, double sigma)
{
	double mass =
		erf(centre / sigma * M_SQRT1_2) + erf((1 - centre) / sigma * M_SQRT1_2);

	return elementary_log(sigma * sqrt(2 * M_PI) * mass / 2);
}

static inline void set_kernel(
	struct side *s, size_t d, size_t kernel, float x, float sigma, struct width *w)
{
	size_t at = d * s->parzen.stride + kernel;

	if (w->sigma != sigma)
		*w = (struct width){
			sigma, 1 / sigma, (float)log_norm((double)x, (double)sigma)};
	s->parzen.centres[at] = x;
	s->parzen.scales[at] = w->scale;
	s->log_weights[kernel] -= (double)w->log_norm;
}

static size_t line_up_from(struct tpe *m, size_t d, size_t i, float most)
{
	struct side *sides[] = {&m->above, &m->below};
	const struct coordinate *all = m->coordinates[d];

	for (; i < m->n_placed && all[i].x <= most; i++) {
		struct side *s = sides[m->is_below[all[i].trial]];

		s->line[s->n_line++] = all[i];
	}
	return i;
}

/* Each side's coordinates in their order, with 0.5 among them for the kernel for all. */
static void line_up(struct tpe *m, size_t d)
{
	const struct coordinate centre = {0.5f, NO_TRIAL};
	size_t half;

	m->above.n_line = m->below.n_line = 0;
	half = line_up_from(m, d, 0, 0.5f);
	m->above.line[m->above.n_line++] = m->below.line[m->below.n_line++] = centre;
	line_up_from(m, d, half, 1);
}

static void fit_side(struct tpe *m, struct side *s, size_t d)
{
	float scott = (float)(SCOTT * pow(fmax((double)s->n, 1),
					      -1.0 / (4 + (double)m->known.n_dims)));
	float least = (float)(1 / fmin(MAGIC_MOST, (double)s->n + 2)), left = 0;
	const struct coordinate *line = s->line;
	struct width *widths = s->widths + d * m->cap, all = {0};

	for (size_t i = 0; i < s->n_line; i++) {
		float right = i + 1 < s->n_line ? line[i + 1].x - line[i].x : 0;
		float sigma = m->scott ? scott : left > right ? left : right;

		sigma = sigma < least ? least : sigma > 1 ? 1 : sigma;
		left = right;
		if (line[i].trial == NO_TRIAL)
			set_kernel(s, d, s->n, line[i].x, 1, &all);
		else
			set_kernel(s, d, m->kernel[line[i].trial], line[i].x, sigma,
				&widths[line[i].trial]);
	}
}

/* One more of each category is counted, in as many parts as there are kernels. */
static void fit_category(struct tpe *m, struct side *s, size_t d)
{
	double items = (double)m->known.dims[d].n_items, part = 1 / (double)(s->n + 1);
	double same = (1 + part) / (1 + items * part), other = part / (1 + items * part);
	float *centres = s->parzen.centres + d * s->parzen.stride;

	s->parzen.dims[d].same = (float)elementary_log(same);
	s->parzen.dims[d].other = (float)elementary_log(other);
	for (size_t i = 0; i < s->n; i++)
		centres[i] = (float)m->points[s->trials[i] * m->known.n_dims + d];
	centres[s->n] = -1; /* no category's: all are as likely */
	s->log_weights[s->n] += elementary_log(1 / items / other);
}

static void fit(struct tpe *m)
{
	struct side *sides[] = {&m->above, &m->below};

	for (int i = 0; i < 2; i++) {
		parzen_resize(&sides[i]->parzen, sides[i]->n + 1);
		set_weights(sides[i]);
	}
	for (size_t i = 0; i <= m->below.n; i++) /* for draws */
		m->weights[i] = elementary_exp(m->below.log_weights[i]);
	for (size_t d = 0; d < m->known.n_dims; d++) {
		bool category = m->known.dims[d].n_items;

		if (!category)
			line_up(m, d);
		for (int i = 0; i < 2; i++)
			if (category)
				fit_category(m, sides[i], d);
			else
				fit_side(m, sides[i], d);
	}
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; k <= sides[i]->n; k++)
			sides[i]->parzen.log_weights[k] = (float)sides[i]->log_weights[k];
}

/* Draws */

static double draw_category(const struct tpe *m, gsl_rng *rng, size_t d, size_t kernel)
{
	const struct known_dim *dim = &m->known.dims[d];
	const struct side *s = &m->below;
	double part = 1 / (double)(s->n + 1), items = (double)dim->n_items;

	/* its own, or any of all */
	if (kernel < s->n && gsl_rng_uniform(rng) * (1 + items * part) < 1)
		return m->points[s->trials[kernel] * m->known.n_dims + d];
	return dim->items[gsl_rng_uniform_int(rng, dim->n_items)];
}

static void draw(const struct tpe *m, gsl_rng *rng, double *x)
{
	const struct side *s = &m->below;
	const struct parzen *p = &s->parzen;
	double u = gsl_rng_uniform(rng);
	size_t kernel = 0;

	for (; kernel < s->n && u >= m->weights[kernel]; kernel++)
		u -= m->weights[kernel];
	for (size_t d = 0; d < p->n_dims; d++) {
		size_t at = d * p->stride + kernel;

		x[d] = p->dims[d].n_items ? draw_category(m, rng, d, kernel)
					  : parzen_draw(rng, (double)p->centres[at],
						    1 / (double)p->scales[at]);
	}
}

/* Into m->best, where rows are left the place of one; returns the logarithm of the ratio. */
static double choose(struct tpe *m, gsl_rng *rng, size_t *row)
{
	size_t dims = m->known.n_dims;
	double most = -(double)INFINITY;

	for (size_t i = 0; i < m->samples; i++) {
		size_t at = 0;
		double l, r;

		draw(m, rng, m->x);
		if (m->rows.n)
			at = rows_move_to_nearest(&m->rows, &m->known, m->x);
		l = parzen_log(&m->below.parzen, m->x);
		r = l - parzen_log_within(&m->above.parzen, m->x, l - most);
		if (r <= most && i)
			continue;
		most = r;
		*row = at;
		memcpy(m->best, m->x, dims * sizeof(*m->x));
	}
	return most;
}

/* Proposals */

/* Whether any trial has come anywhere with a finite result. */
static bool has_good(const struct tpe *m)
{
	for (size_t i = 0; i < m->known.n_trials; i++)
		if (isfinite(m->known.trials[i].loss))
			return true;
	return false;
}

/* The highest level with as many results as the model needs at all, or any. */
static void predict(struct tpe *m, struct proposal *why)
{
	const struct known_level *l = known_level_with(&m->known, m->startup);
	struct side *sides[] = {&m->below, &m->above};
	double *terms;
	size_t n;

	if (!l)
		l = known_level_with(&m->known, 1);
	n = known_results(l, 1, m->known.n_trials, m->results);
	terms = xcalloc(m->known.n_trials, sizeof(*terms));
	for (int i = 0; i < 2; i++) {
		const struct parzen *p = &sides[i]->parzen;
		float *out = xcalloc(p->stride, sizeof(*out));
		double log_n = elementary_log((double)sides[i]->n + 1);

		parzen_terms(p, m->best, out);
		for (size_t t = 0; t < sides[i]->n; t++)
			terms[sides[i]->trials[t]] = (double)out[t] + log_n;
		free(out);
	}
	for (size_t i = 0; i < n; i++)
		m->weights[i] = terms[m->results[i].trial];
	free(terms);
	known_predict(&m->known, l, m->results, n, m->weights, why);
}

static void propose_by_model(
	struct tpe *m, gsl_rng *rng, struct value *config, struct proposal *why)
{
	size_t row = 0;

	divide(m);
	fit(m);
	why->origin = ORIGIN_MODEL;
	why->acquisition = elementary_exp(fmin(choose(m, rng, &row), LOG_MOST));
	predict(m, why);
	known_nearest(&m->known, m->best, why->nearest);
	if (m->rows.n)
		rows_take(&m->rows, &m->known, row, config, why);
	else
		known_config(&m->known, m->best, config);
}

static bool tpe_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct tpe *m = (struct tpe *)s;
	gsl_rng *rng;

	make_room(m);
	place_trials(m);
	if (!m->known.n_dims || m->n_placed < m->startup || !has_good(m) ||
		(m->rows.n && !m->rows.n_left))
		return rows_random(&m->rows, &m->known, trial, config, why);
	rng = stream_new(m->known.seed, trial, STREAM_MODEL, 0);
	propose_by_model(m, rng, config, why);
	gsl_rng_free(rng);
	return true;
}

static const struct knob rows[] = {
	{.name = "startup",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e6,
		.def = "10",
		.help = "trials with a result before the model is asked"},
	{.name = "gamma",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.open_min = true,
		.open_max = true,
		.def = "0.1",
		.help = "share of the trials, 25 at most, in the density of good ones"},
	{.name = "samples",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e6,
		.def = "24",
		.help = "draws that compete for a trial"},
	{.name = "bandwidth",
		.type = KNOB_CHOICE,
		.choices = "gap scott",
		.def = "gap",
		.help = "a kernel as wide as the gap beside it, or all alike by Scott's "
			"rule"},
	{.name = NULL},
};

const struct searcher_ops searcher_tpe = {
	.kind = {"tpe", "the tree-structured Parzen estimator of Optuna", rows},
	.create = tpe_new,
	.free = tpe_free,
	.propose = tpe_propose,
	.report = tpe_report,
};
