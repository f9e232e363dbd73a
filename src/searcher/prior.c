/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PriorBand (Mallik et al. 2023, section 5): its user says which values they believe to be
 * good, and a configuration comes from one of three sources.
 *
 *   random     with probability 1 / (1 + r), where r is how many times as long its trial
 *              trains at first as those that begin lowest: eta^k on the rung k of a ladder
 *   the prior  each parameter near the value its user believes in: a normal distribution
 *              in the unit cube, cut off at its sides, the narrower the surer they are
 *   incumbent  the best so far, in which half of the parameters move a little
 *
 * The last two share what the first leaves in proportion to how likely each would have
 * made the best one in eta of the results at the highest level that has eta of them,
 * better ones counting more (ibid., section 5.2). So a wrong belief is soon not followed.
 *
 * The published code has two further conditions for the incumbent that it never checks
 * (neps 0.12, "is False" of a numpy.bool_); they are left out here as they are there.
 */
#include "config.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/stream.h"
#include "base/xalloc.h"
#include "searcher/known.h"
#include "searcher/rows.h"

#define MUTATION_SHARE 0.5 /* of the incumbent's parameters that move */
#define MUTATION_SIGMA 0.25

/*
 * A distribution around a value. Of a number: a normal one in [0, 1], cut off at both
 * sides. Of a category: with probability 1 - sigma the value's own, else one as the domain
 * has them. Without a centre: as the domain has it.
 */
struct vicinity {
	double centre; /* NaN: none */
	double sigma;
	double lo, hi;	 /* a number: the normal distribution's share below 0, and 1 */
	double log_peak; /* a number: the logarithm of the density at the centre */
};

struct prior {
	struct searcher base;
	struct known known;
	struct rows rows;
	size_t eta;
	struct vicinity *believed, *incumbent; /* n_dims */
	double *x;			       /* n_dims to work with */
	int level;  /* that the next trial is to train to first */
	int lowest; /* of those that any was; 0: none yet */
};

static struct vicinity around(double centre, double sigma)
{
	struct vicinity v = {.centre = centre,
		.sigma = sigma,
		.lo = gsl_cdf_ugaussian_P(-centre / sigma),
		.hi = gsl_cdf_ugaussian_P((1 - centre) / sigma)};

	v.log_peak = -log(sigma * sqrt(2 * M_PI) * (v.hi - v.lo));
	return v;
}

static double draw_near(
	const struct known_dim *dim, const struct vicinity *v, gsl_rng *rng)
{
	double u = gsl_rng_uniform(rng), own = gsl_rng_uniform(rng);

	if (isnan(v->centre))
		return u;
	if (dim->n_items)
		return own < 1 - v->sigma ? v->centre : u;
	u = v->centre + v->sigma * gsl_cdf_ugaussian_Pinv(v->lo + u * (v->hi - v->lo));
	return fmin(fmax(u, 0), 1);
}

/* The share of the category that lies at x. */
static double share_at(const struct known_dim *dim, double x)
{
	double share = 0, before = 0;

	for (size_t i = 0; i < dim->n_items; i++) {
		share = 2 * (dim->items[i] - before);
		if (dim->items[i] == x)
			break;
		before += share;
	}
	return share;
}

/* The logarithm of the density at x, measured against the domain's own. */
static double log_density(
	const struct known_dim *dim, const struct vicinity *v, double x)
{
	double z = (x - v->centre) / v->sigma;

	if (isnan(z))
		return 0;
	if (dim->n_items)
		return log(v->sigma +
			   (x == v->centre ? (1 - v->sigma) / share_at(dim, x) : 0));
	return v->log_peak - z * z / 2;
}

/*
 * The searcher.
 */

static void prior_free(struct searcher *s)
{
	struct prior *p = (struct prior *)s;

	rows_release(&p->rows);
	known_release(&p->known);
	free(p->believed);
	free(p->incumbent);
	free(p->x);
	free(p);
}

static struct searcher *prior_new(const struct searcher_setup *setup, struct error *err)
{
	static const double sigmas[] = {[CONFIDENCE_NONE] = 1,
		[CONFIDENCE_LOW] = 0.75,
		[CONFIDENCE_MEDIUM] = 0.5,
		[CONFIDENCE_HIGH] = 0.25};
	struct prior *p;

	if (!space_has_prior(setup->space)) {
		error_at(err, setup->knobs->at,
			"no parameter has a prior; give one, as in lr: {min: 0.0001, max: "
			"0.1, prior: 0.01, confidence: high}");
		return NULL;
	}
	p = xcalloc(1, sizeof(*p));
	p->base.ops = setup->ops;
	p->eta = (size_t)knobs_int(setup->knobs, "eta");
	known_init(&p->known, setup);
	rows_init(&p->rows, &p->known, setup);
	p->believed = xcalloc(p->known.n_dims + 1, sizeof(*p->believed));
	p->incumbent = xcalloc(p->known.n_dims + 1, sizeof(*p->incumbent));
	p->x = xcalloc(p->known.n_dims + 1, sizeof(*p->x));
	for (size_t i = 0; i < p->known.n_dims; i++) {
		const struct parameter *param =
			&setup->space->params[p->known.dims[i].param];

		p->believed[i] = around(param->confidence == CONFIDENCE_NONE
						? NO_NUMBER
						: domain_position(&param->domain,
							  param->prior),
			sigmas[param->confidence]);
	}
	return &p->base;
}

static void prior_report(struct searcher *s, const struct trial_progress *progress)
{
	known_report(&((struct prior *)s)->known, progress);
}

static void prior_expect(struct searcher *s, int level)
{
	struct prior *p = (struct prior *)s;

	p->level = level;
	p->lowest = p->lowest && p->lowest < level ? p->lowest : level;
}

static double random_share(const struct prior *p)
{
	return p->lowest ? 1 / (1 + (double)p->level / p->lowest) : 0.5;
}

/* The trial with the best result of all. False: no result is finite. */
static bool find_incumbent(struct prior *p)
{
	const struct known *k = &p->known;
	struct result best = {NO_TRIAL, (double)INFINITY}, r;

	for (size_t i = 0; i < k->n_levels; i++)
		if (known_results(&k->levels[i], 1, 1, &r) && r.value < best.value)
			best = r;
	for (size_t i = 0; best.trial != NO_TRIAL && i < k->n_dims; i++)
		p->incumbent[i] = around(known_point(k, best.trial)[i], MUTATION_SIGMA);
	return best.trial != NO_TRIAL;
}

static double log_likelihood(
	const struct prior *p, const struct vicinity *near, const double *x)
{
	double sum = 0;

	for (size_t i = 0; i < p->known.n_dims; i++)
		sum += log_density(&p->known.dims[i], &near[i], x[i]);
	return sum;
}

/* The incumbent's share of what is not drawn at random; 0 while it cannot be told. */
static double incumbent_share(const struct prior *p)
{
	const struct known *k = &p->known;
	const struct known_level *l = known_level_with(k, p->eta);
	size_t n = l ? ranking_size(&l->ranking) / p->eta : 0;
	double shift = -(double)INFINITY, by_prior = 0, by_incumbent = 0;
	double *logs; /* of both, a result */
	struct result *best;

	if (!n)
		return 0;
	best = xcalloc(n, sizeof(*best));
	logs = xcalloc(2 * n, sizeof(*logs));
	known_results(l, 1, n, best);
	for (size_t i = 0; i < n; i++) {
		const double *x = known_point(k, best[i].trial);

		logs[2 * i] = log_likelihood(p, p->believed, x);
		logs[2 * i + 1] = log_likelihood(p, p->incumbent, x);
		shift = fmax(shift, fmax(logs[2 * i], logs[2 * i + 1]));
	}
	for (size_t i = 0; i < n; i++) {
		by_prior += (double)(n - i) * exp(logs[2 * i] - shift);
		by_incumbent += (double)(n - i) * exp(logs[2 * i + 1] - shift);
	}
	free(best);
	free(logs);
	return by_incumbent / (by_prior + by_incumbent);
}

static void draw_prior(struct prior *p, gsl_rng *rng)
{
	for (size_t i = 0; i < p->known.n_dims; i++)
		p->x[i] = draw_near(&p->known.dims[i], &p->believed[i], rng);
}

/* At least one parameter moves. */
static void mutate(struct prior *p, gsl_rng *rng)
{
	size_t n = p->known.n_dims, always = gsl_rng_uniform_int(rng, n);

	for (size_t i = 0; i < n; i++) {
		const struct vicinity *v = &p->incumbent[i];
		double moved = draw_near(&p->known.dims[i], v, rng);
		bool moves = gsl_rng_uniform(rng) < MUTATION_SHARE || i == always;

		p->x[i] = moves || isnan(v->centre) ? moved : v->centre;
	}
}

/* The configuration at p->x, or the row that is nearest. False: there is none left. */
static bool take(struct prior *p, struct value *config, struct proposal *why)
{
	known_config(&p->known, p->x, config);
	space_settle(p->known.space, config);
	known_locate(&p->known, config, p->x);
	if (p->rows.n && !p->rows.n_left)
		return false;
	if (p->rows.n) {
		rows_take(&p->rows, &p->known,
			rows_nearest(&p->rows, &p->known, p->x), config, why);
		known_locate(&p->known, config, p->x);
	}
	known_nearest(&p->known, p->x, why->nearest);
	return true;
}

static bool prior_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct prior *p = (struct prior *)s;
	gsl_rng *rng = stream_new(p->known.seed, trial, STREAM_CONFIG, 1);
	double random = random_share(p), u = gsl_rng_uniform(rng);
	bool taken = true;

	if (u < random) {
		taken = rows_random(&p->rows, &p->known, trial, config, why);
	} else {
		bool changed = find_incumbent(p) &&
			       (u - random) / (1 - random) < incumbent_share(p);

		if (changed)
			mutate(p, rng);
		else
			draw_prior(p, rng);
		taken = take(p, config, why);
		why->origin = changed ? ORIGIN_INCUMBENT : ORIGIN_PRIOR;
	}
	gsl_rng_free(rng);
	return taken;
}

static const struct knob rows[] = {
	{.name = "eta",
		.type = KNOB_INT,
		.min = 2,
		.max = 1000,
		.def = "3",
		.help = "the best one in eta say whether the prior or the incumbent is right"},
	{.name = NULL},
};

const struct searcher_ops searcher_prior = {
	.kind = {"prior", "near what its user believes, and near the best (PriorBand)", rows},
	.create = prior_new,
	.free = prior_free,
	.expect = prior_expect,
	.propose = prior_propose,
	.report = prior_report,
};
