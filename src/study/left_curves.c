/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/left_curves.h"

#include <gsl/gsl_cdf.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/stream.h"
#include "base/xalloc.h"

/* The deviation of the logarithm of what an epoch takes, of which one trial tells. */
#define DOUBT 0.25

enum draw { DRAW_SOURCE, DRAW_SLOWER, DRAW_WAY, DRAW_END, DRAW_SECONDS, DRAW_NOISE };

struct left_curve {
	uint32_t source; /* the trial whose way it goes */
	bool made; /* it is drawn; not a trial that is there */
	double seconds;
	double value; /* its latest */
	const struct curve *like; /* beyond its way: another one, or NULL */
	double above;		  /* by so much */
	int end;      /* the epoch at which it ends by itself; INT_MAX: none */
};

static double uniform(const struct left_curves *c, uint32_t trial, enum draw what)
{
	return stream_uniform(c->seed, trial, STREAM_LEFT, what);
}

static size_t below(double u, size_t n)
{
	size_t i = (size_t)(u * (double)n);

	return i < n ? i : n - 1;
}

/*
 * The deviation by which what an epoch takes is smoothed, in logarithms: Silverman's rule of
 * thumb (1986) for a normal kernel. So one of the few slow trials is not the slowest of all.
 */
static double spread_of(const struct left_state *s)
{
	double sum = 0, squares = 0, n = (double)s->n_sources, variance;

	for (size_t i = 0; i < s->n_sources; i++) {
		double x = log(fmax(1e-9, s->more[s->sources[i]].seconds));

		sum += x;
		squares += x * x;
	}
	variance = fmax(0, squares / n - sum / n * (sum / n));
	return 1.06 * sqrt(variance) * pow(n, -0.2);
}

void left_curves_init(struct left_curves *c, const struct left_state *s, uint64_t seed)
{
	double z;

	*c = (struct left_curves){.state = s, .seed = stream_mix(seed), .slower = 1};
	c->drawn = xcalloc(s->n_sources + 1, sizeof(*c->drawn));
	for (size_t i = 0; i < s->n_sources; i++)
		c->drawn[i] = s->sources[below(
			uniform(c, (uint32_t)i, DRAW_SOURCE), s->n_sources)];
	if (!s->n_sources)
		return;
	z = gsl_cdf_ugaussian_Pinv(uniform(c, 0, DRAW_SLOWER));
	c->slower = exp(DOUBT * z / sqrt((double)s->n_sources));
	c->spread = spread_of(s);
}

void left_curves_release(struct left_curves *c)
{
	free(c->drawn);
	free(c->trials);
	*c = (struct left_curves){.state = NULL};
}

/* Trials that have come as far as an epoch; the sources are the longest first. */
static size_t came_to(const struct left_state *s, int epoch)
{
	size_t lo = 0, hi = s->n_sources;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->trials[s->sources[mid]].curve.epochs >= epoch)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Of the ends that others came to beyond an epoch, one; where there is none, right there. */
static int draw_end(const struct left_curves *c, uint32_t trial, int epochs)
{
	const struct left_state *s = c->state;
	size_t first = 0;

	while (first < s->n_ends && s->ends[first] <= epochs)
		first++;
	if (first == s->n_ends)
		return s->n_ends && s->open ? epochs : INT_MAX;
	return s->ends[first + below(uniform(c, trial, DRAW_END), s->n_ends - first)];
}

static struct left_curve draw(const struct left_curves *c, uint32_t trial)
{
	const struct left_state *s = c->state;
	bool made = trial >= s->n;
	struct left_curve x = {.source = trial, .made = made, .value = NO_NUMBER};
	double seconds = made ? 0 : s->more[trial].seconds;
	uint32_t like;
	const struct curve *curve;

	like = c->drawn[below(uniform(c, trial, DRAW_WAY), s->n_sources)];
	if (made)
		x.source = like;
	curve = &s->trials[x.source].curve;
	if (!(seconds > 0))
		seconds = s->more[like].seconds * c->slower *
			  exp(c->spread * gsl_cdf_ugaussian_Pinv(uniform(c, trial, DRAW_SECONDS)));
	x.seconds = seconds > 0 ? seconds : 1;
	x.end = INT_MAX;
	if (s->more[x.source].end == EPOCH_TRAINED)
		x.end = draw_end(c, trial, curve->epochs);
	if (!made && curve->epochs)
		x.value = curve->values[curve->epochs - 1];
	return x;
}

/* One of the trials that have been at an epoch; NULL: none has. */
static const struct curve *one_at(const struct left_curves *c, double u, int epoch)
{
	const struct left_state *s = c->state;
	size_t n = came_to(s, epoch);

	return n ? &s->trials[s->sources[below(u, n)]].curve : NULL;
}

/* What another one gained in an epoch. */
static double gain(const struct left_curves *c, double u, int epoch)
{
	const struct curve *like = epoch > 1 ? one_at(c, u, epoch) : NULL;
	double by = like ? like->values[epoch - 1] - like->values[epoch - 2] : 0;

	return isfinite(by) ? by : 0;
}

/* How much two of those differ there: no curve comes twice. */
static double noise(const struct left_curves *c, uint32_t trial, int epoch)
{
	uint32_t draw = DRAW_NOISE + 2 * (uint32_t)epoch;

	return (gain(c, stream_uniform(c->seed, trial, STREAM_LEFT, draw), epoch) -
		       gain(c, stream_uniform(c->seed, trial, STREAM_LEFT, draw + 1),
			       epoch)) /
	       2;
}

/* Beside another one, for as long as that goes; level where nobody has been. */
static double go_on(
	const struct left_curves *c, struct left_curve *x, uint32_t trial, int epoch)
{
	if (!x->like || x->like->epochs < epoch) {
		x->like = epoch > 1 ? one_at(c, uniform(c, trial, DRAW_WAY), epoch) : NULL;
		if (x->like)
			x->above = x->value - x->like->values[epoch - 2];
	}
	if (!x->like || !isfinite(x->above) || !isfinite(x->like->values[epoch - 1]))
		return x->value;
	return x->above + x->like->values[epoch - 1];
}

int left_curves_epoch(
	void *arg, uint32_t trial, int epoch, double *value, double *seconds)
{
	struct left_curves *c = arg;
	const struct left_state *s = c->state;
	const struct curve *curve;
	struct left_curve *x;

	while (c->n <= trial) {
		ARRAY_ROOM(c->trials, c->n, c->cap);
		c->trials[c->n] = draw(c, (uint32_t)c->n);
		c->n++;
	}
	x = &c->trials[trial];
	curve = &s->trials[x->source].curve;
	*seconds = x->seconds;
	if (epoch > x->end)
		return EPOCH_FINISHED;
	if (epoch <= curve->epochs)
		x->value = curve->values[epoch - 1];
	else if (x->made && epoch == curve->epochs + 1 &&
		 s->more[x->source].end != EPOCH_TRAINED)
		return s->more[x->source].end;
	else
		x->value = go_on(c, x, trial, epoch);
	*value = x->value + noise(c, trial, epoch);
	return EPOCH_TRAINED;
}
