/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The objective simulated: parametric learning curves on the virtual clock, for teaching,
 * for tests, and for studies of a size that nobody would train. What a report says is a
 * function of (seed, configuration, trial, epoch) alone; a trial keeps no state but its
 * curve's few numbers.
 *
 * A configuration is a point u of the unit cube: the position of each parameter in its
 * own distribution. The study's seed hides an optimum o in the cube and gives each
 * direction i a weight w_i, a few of them far more than others. Then
 *
 *   d² = Σ w_i ((u_i − o_i) / far_i)²       0 at the optimum, 1 at most
 *   bowl = (1 − e^(−s d²)) / (1 − e^(−s))   s = 0.5 · 50^difficulty: how narrow it is
 *   asymptote = BEST + (WORST − BEST) · bowl
 *   value(e) = asymptote + (START − asymptote) · (1 + e)^(−rate)
 *
 * which is the power law pow4 of Domhan, Springenberg & Hutter (Speeding up automatic
 * hyperparameter optimization of deep neural networks by extrapolation of learning
 * curves, IJCAI 2015) with a = b = 1. With one rate for all, such curves never cross, and
 * halving could not err. `crossing` spreads the rates,
 *
 *   rate = RATE · e^(2 crossing · (bowl + tilt − 1))
 *
 * where tilt, in [0, 1], falls or rises along directions of its own: the better the
 * asymptote, the slower it is reached, but not only.
 */
#include "config.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/strbuf.h"
#include "base/stream.h"
#include "base/xalloc.h"
#include "objective/objective.h"

#define START 0.9 /* the error of a guess among ten classes */
#define BEST 0.01
#define WORST 0.8
#define RATE 1.2
#define VALUE_MAX 0.999 /* so that the loss of it is finite */
#define WEIGHT_MIN 0.05

/* What the seed hides in one direction. */
struct axis {
	double optimum, far; /* far: the distance from it to the cube's farther side */
	double weight;	     /* in the bowl; they sum to 1 */
	double tilt;	     /* its part in the rate, with its sign; sizes sum to 1 */
};

struct simulated {
	struct objective base;
	const struct space *space;
	struct axis *axes; /* axes[space->n]; all 0 for a constant */
	uint64_t seed;
	int max_epoch;
	double steepness, crossing, noise, seconds, unevenness, diverge, fail;
	struct strbuf summary;
};

enum fate { FATE_GOOD, FATE_DIVERGES, FATE_FAILS };

struct simulated_trial {
	double asymptote, rate, seconds;
	uint32_t id;
	int epoch;
	int end; /* the epoch at which a bad fate comes */
	enum fate fate;
};

static const struct simulated *simulated_of(const struct objective *o)
{
	return (const struct simulated *)o;
}

static double gaussian(
	uint64_t seed, uint32_t trial, enum stream_purpose purpose, uint32_t epoch)
{
	return gsl_cdf_ugaussian_Pinv(stream_uniform(seed, trial, purpose, epoch));
}

/* Of mean 1; sigma is the deviation of its logarithm. */
static double log_normal(double sigma, double g)
{
	return exp(sigma * g - sigma * sigma / 2);
}

/*
 * The landscape.
 */

static struct axis hide(uint64_t seed, uint32_t i)
{
	double optimum = 0.15 + 0.7 * stream_uniform(seed, i, STREAM_DATA, 0);

	return (struct axis){
		.optimum = optimum,
		.far = fmax(optimum, 1 - optimum),
		.weight = pow(WEIGHT_MIN, stream_uniform(seed, i, STREAM_DATA, 1)),
		.tilt = 2 * stream_uniform(seed, i, STREAM_DATA, 2) - 1,
	};
}

static void make_axes(struct simulated *s)
{
	double weights = 0, tilts = 0;

	s->axes = xcalloc(s->space->n, sizeof(*s->axes));
	for (size_t i = 0; i < s->space->n; i++) {
		if (domain_is_constant(&s->space->params[i].domain))
			continue;
		s->axes[i] = hide(s->seed, (uint32_t)i);
		weights += s->axes[i].weight;
		tilts += fabs(s->axes[i].tilt);
	}
	for (size_t i = 0; i < s->space->n && weights > 0; i++) {
		s->axes[i].weight /= weights;
		s->axes[i].tilt /= tilts;
	}
}

/* Where a configuration lies: 0 at the bottom of the bowl, 1 on its rim; and its tilt. */
static void survey(
	const struct simulated *s, const struct value *config, double *bowl, double *tilt)
{
	double square = 0;

	*tilt = 0.5;
	for (size_t i = 0; i < s->space->n; i++) {
		const struct axis *a = &s->axes[i];
		double u, d;

		if (a->weight <= 0)
			continue;
		u = domain_position(&s->space->params[i].domain, config[i]);
		u = u >= 0 && u <= 1 ? u : 0.5;
		d = (u - a->optimum) / a->far;
		square += a->weight * d * d;
		*tilt += a->tilt * (u - 0.5);
	}
	*bowl = expm1(-s->steepness * square) / expm1(-s->steepness);
}

/*
 * The objective.
 */

static struct objective *simulated_open(
	const struct objective_setup *setup, struct error *err)
{
	const struct knobs *k = setup->knobs;
	double bad = knobs_real(k, "diverge") + knobs_real(k, "fail");
	struct simulated *s;

	if (bad > 1) {
		error_at(err, knobs_get(k, "fail")->at,
			"diverge and fail are %g together; they must be at most 1", bad);
		return NULL;
	}
	s = xcalloc(1, sizeof(*s));
	*s = (struct simulated){
		.base.ops = &objective_simulated,
		.space = setup->space,
		.seed = setup->seed,
		.max_epoch = setup->max_epoch > 1 ? setup->max_epoch : 1,
		.steepness = 0.5 * pow(50, knobs_real(k, "difficulty")),
		.crossing = knobs_real(k, "crossing"),
		.noise = knobs_real(k, "noise"),
		.seconds = knobs_real(k, "seconds"),
		.unevenness = knobs_real(k, "unevenness"),
		.diverge = knobs_real(k, "diverge"),
		.fail = knobs_real(k, "fail"),
	};
	make_axes(s);
	strbuf_init(&s->summary);
	strbuf_addf(&s->summary, "%zu dimensions, difficulty %g, crossing %g, noise %g",
		space_free_dims(s->space), knobs_real(k, "difficulty"), s->crossing,
		s->noise);
	return &s->base;
}

static void simulated_close(struct objective *o)
{
	struct simulated *s = (struct simulated *)o;

	strbuf_release(&s->summary);
	free(s->axes);
	free(s);
}

static size_t simulated_metrics(const struct objective *o, const char *const **names)
{
	static const char *const metrics[] = {"val_error", "val_loss"};

	(void)o;
	*names = metrics;
	return 2;
}

static const char *simulated_summary(const struct objective *o)
{
	return simulated_of(o)->summary.buf;
}

/*
 * Trials.
 */

/* The end is uniform in the logarithm: most that go wrong do so early. */
static void draw_fate(const struct simulated *s, struct simulated_trial *t)
{
	double which = stream_uniform(s->seed, t->id, STREAM_FATE, 0);
	double when = stream_uniform(s->seed, t->id, STREAM_FATE, 1);

	if (which < s->diverge)
		t->fate = FATE_DIVERGES;
	else if (which < s->diverge + s->fail)
		t->fate = FATE_FAILS;
	t->end = (int)fmin(exp(when * log(s->max_epoch + 1.0)), s->max_epoch);
}

static void *simulated_trial_new(
	const struct objective *o, const struct trial_setup *setup, struct error *err)
{
	const struct simulated *s = simulated_of(o);
	struct simulated_trial *t = xcalloc(1, sizeof(*t));
	double bowl, tilt;

	(void)err;
	survey(s, setup->config, &bowl, &tilt);
	t->id = setup->trial;
	t->asymptote = BEST + (WORST - BEST) * bowl;
	t->rate = RATE * exp(2 * s->crossing * (bowl + tilt - 1));
	t->seconds = s->seconds *
		     log_normal(s->unevenness, gaussian(s->seed, t->id, STREAM_COST, 0));
	draw_fate(s, t);
	return t;
}

static int simulated_trial_epoch(void *trial, const struct objective *o, void *ws,
	double *metrics, struct error *err)
{
	const struct simulated *s = simulated_of(o);
	struct simulated_trial *t = trial;
	double value;

	(void)ws;
	t->epoch++;
	if (t->fate != FATE_GOOD && t->epoch >= t->end) {
		metrics[0] = metrics[1] = NO_NUMBER;
		return t->fate == FATE_DIVERGES
			       ? 1
			       : error_set(
					 err, "simulated failure at epoch %d", t->epoch);
	}
	value = t->asymptote + (START - t->asymptote) * exp(-t->rate * log1p(t->epoch));
	if (s->noise > 0)
		value *= log_normal(s->noise,
			gaussian(s->seed, t->id, STREAM_CURVE, (uint32_t)t->epoch));
	metrics[0] = fmin(value, VALUE_MAX);
	/* the cross-entropy of who gives the truth the probability of being right */
	metrics[1] = -log1p(-metrics[0]);
	return 0;
}

static size_t simulated_trial_bytes(const void *trial)
{
	(void)trial;
	return sizeof(struct simulated_trial);
}

static double simulated_trial_seconds(const void *trial)
{
	return ((const struct simulated_trial *)trial)->seconds;
}

static const struct knob knobs[] = {
	{.name = "difficulty",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.def = "0.5",
		.help = "how small the region of good configurations is"},
	{.name = "crossing",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.def = "0.5",
		.help = "how slowly good ones learn; 0: curves never cross"},
	{.name = "noise",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.def = "0.02",
		.help = "noise of every report: the deviation of its logarithm"},
	{.name = "seconds",
		.type = KNOB_REAL,
		.min = 0,
		.open_min = true,
		.max = 1e9,
		.def = "1",
		.help = "virtual seconds that an epoch takes, on average"},
	{.name = "unevenness",
		.type = KNOB_REAL,
		.min = 0,
		.max = 3,
		.def = "0.3",
		.help = "how seconds differ by trial: the deviation of their logarithm"},
	{.name = "diverge",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.def = "0",
		.help = "the part of the trials that diverges by the scheduler's max"},
	{.name = "fail",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.def = "0",
		.help = "the part of the trials that fails by the scheduler's max"},
	{0},
};

const struct objective_ops objective_simulated = {
	.kind = {.name = "simulated",
		.help = "made-up learning curves of any parameters, on a virtual clock",
		.knobs = knobs},
	.open = simulated_open,
	.close = simulated_close,
	.metrics = simulated_metrics,
	.summary = simulated_summary,
	.trial_new = simulated_trial_new,
	.trial_epoch = simulated_trial_epoch,
	.trial_free = free,
	.trial_bytes = simulated_trial_bytes,
	.trial_seconds = simulated_trial_seconds,
};
