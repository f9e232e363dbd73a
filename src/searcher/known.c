/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/known.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/score.h"
#include "base/simd.h"
#include "base/xalloc.h"

#define WORST ((double)INFINITY)

/* Dimensions */

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The places of the values that are drawn at all; equal values have one. */
static void find_items(struct known_dim *dim, const struct domain *d)
{
	size_t n = 0;

	if (domain_is_numeric(d))
		return;
	dim->items = xcalloc(d->n_values, sizeof(*dim->items));
	for (size_t i = 0; i < d->n_values; i++)
		if (!d->probabilities || d->probabilities[i] > 0)
			dim->items[n++] = domain_position(d, d->values[i]);
	qsort(dim->items, n, sizeof(*dim->items), ascending);
	for (size_t i = 0; i < n; i++)
		if (!i || dim->items[i] != dim->items[i - 1])
			dim->items[dim->n_items++] = dim->items[i];
}

void known_init(struct known *k, const struct searcher_setup *setup)
{
	const struct space *space = setup->space;

	*k = (struct known){.space = space,
		.maximize = setup->maximize,
		.seed = setup->seed,
		.dims = xcalloc(space->n + 1, sizeof(*k->dims)),
		.u = xcalloc(space->n + 1, sizeof(*k->u))};
	for (size_t i = 0; i < space->n; i++) {
		const struct domain *d = &space->params[i].domain;

		if (domain_is_constant(d))
			continue;
		k->dims[k->n_dims].param = i;
		find_items(&k->dims[k->n_dims++], d);
	}
}

void known_release(struct known *k)
{
	for (size_t i = 0; i < k->n_dims; i++)
		free(k->dims[i].items);
	for (size_t i = 0; i < k->n_levels; i++) {
		ranking_release(&k->levels[i].ranking);
		free(k->levels[i].losses);
	}
	free(k->dims);
	free(k->levels);
	free(k->trials);
	free(k->points);
	free(k->pending);
	free(k->u);
	*k = (struct known){0};
}

/* Points */

void known_locate(const struct known *k, const struct value *config, double *x)
{
	for (size_t i = 0; i < k->n_dims; i++) {
		size_t p = k->dims[i].param;

		x[i] = domain_position(&k->space->params[p].domain, config[p]);
	}
}

void known_config(struct known *k, const double *x, struct value *config)
{
	memset(k->u, 0, k->space->n * sizeof(*k->u));
	for (size_t i = 0; i < k->n_dims; i++)
		k->u[k->dims[i].param] = x[i];
	for (size_t i = 0; i < k->space->n; i++)
		config[i] = domain_quantile(&k->space->params[i].domain, k->u[i]);
}

void known_random(
	struct known *k, uint32_t trial, struct value *config, struct proposal *why)
{
	space_random_point(k->space, k->seed, trial, k->u);
	for (size_t i = 0; i < k->space->n; i++)
		config[i] = domain_quantile(&k->space->params[i].domain, k->u[i]);
	why->origin = ORIGIN_RANDOM;
}

const double *known_point(const struct known *k, uint32_t trial)
{
	assert(trial < k->n_trials && k->trials[trial].told);
	return k->points + trial * k->n_dims;
}

static double distance2(const struct known *k, const double *a, const double *b)
{
	double sum = 0;

	for (size_t i = 0; i < k->n_dims; i++) {
		double d = a[i] - b[i];

		if (k->dims[i].n_items || d != d)
			d = a[i] != b[i] && !(isnan(a[i]) && isnan(b[i]));
		sum += d * d;
	}
	return sum;
}

double known_distance(const struct known *k, const double *a, const double *b)
{
	return sqrt(distance2(k, a, b));
}

void known_nearest(const struct known *k, const double *x, uint32_t nearest[2])
{
	double least[2] = {(double)INFINITY, (double)INFINITY};

	nearest[0] = nearest[1] = NO_TRIAL;
	for (size_t i = 0; i < k->n_trials; i++) {
		double d;
		int at;

		if (!k->trials[i].level)
			continue;
		d = distance2(k, x, k->points + i * k->n_dims);
		if (d >= least[1])
			continue;
		at = d < least[0] ? 0 : 1;
		if (at == 0) {
			least[1] = least[0];
			nearest[1] = nearest[0];
		}
		least[at] = d;
		nearest[at] = (uint32_t)i;
	}
}

/* Levels */

static struct known_level *level_at(struct known *k, int epoch)
{
	size_t lo = 0, hi = k->n_levels;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (k->levels[mid].epoch < epoch)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < k->n_levels && k->levels[lo].epoch == epoch)
		return &k->levels[lo];
	ARRAY_ROOM(k->levels, k->n_levels, k->cap_levels);
	memmove(k->levels + lo + 1, k->levels + lo,
		(k->n_levels++ - lo) * sizeof(*k->levels));
	k->levels[lo] = (struct known_level){.epoch = epoch};
	ranking_init(&k->levels[lo].ranking, false);
	return &k->levels[lo];
}

/* One result a trial: the later one counts. */
static void set_result(struct known *k, uint32_t trial, int epoch, double loss)
{
	struct known_trial *t = &k->trials[trial];
	struct known_level *l = level_at(k, epoch);
	double before = known_loss(l, trial);

	if (!isnan(before))
		ranking_remove(&l->ranking, (struct result){trial, before});
	l->n_finite += (isfinite(loss) != 0) - (size_t)(isfinite(before) != 0);
	ranking_add(&l->ranking, (struct result){trial, loss});
	while (l->n_losses <= trial) {
		ARRAY_ROOM(l->losses, l->n_losses, l->cap_losses);
		l->losses[l->n_losses++] = NO_NUMBER;
	}
	l->losses[trial] = loss;
	k->n_with_result += !t->level;
	if (epoch >= t->level) {
		t->level = epoch;
		t->loss = loss;
	}
}

const struct known_level *known_level_with(const struct known *k, size_t results)
{
	for (size_t i = k->n_levels; i-- > 0;)
		if (ranking_size(&k->levels[i].ranking) >= results)
			return &k->levels[i];
	return NULL;
}

double known_loss(const struct known_level *l, uint32_t trial)
{
	return trial < l->n_losses ? l->losses[trial] : NO_NUMBER;
}

size_t known_results(
	const struct known_level *l, size_t rank, size_t n, struct result *out)
{
	n = ranking_copy(&l->ranking, (uint32_t)rank, n, out);
	for (size_t i = 0; i < n; i++)
		if (isnan(out[i].value))
			out[i].value = WORST;
	return n;
}

/* Being told */

static double loss_of(const struct known *k, double value)
{
	if (!isfinite(value))
		return WORST;
	return k->maximize ? -value : value;
}

double known_value(const struct known *k, double loss)
{
	if (!isfinite(loss) || score_broken(loss) > 0)
		return NO_NUMBER;
	return k->maximize ? -loss : loss;
}

static void set_pending(struct known *k, uint32_t trial, bool pending)
{
	size_t i = 0;

	if (k->trials[trial].pending == pending)
		return;
	k->trials[trial].pending = pending;
	if (pending) {
		ARRAY_ROOM(k->pending, k->n_pending, k->cap_pending);
		k->pending[k->n_pending++] = trial;
		return;
	}
	while (k->pending[i] != trial)
		i++;
	k->pending[i] = k->pending[--k->n_pending];
}

static struct known_trial *trial_of(struct known *k, const struct trial_progress *p)
{
	struct known_trial *t;

	while (k->n_trials <= p->trial) {
		ARRAY_ROOM(k->trials, k->n_trials, k->cap_trials);
		k->trials[k->n_trials++] =
			(struct known_trial){.latest = NO_NUMBER, .loss = NO_NUMBER};
	}
	t = &k->trials[p->trial];
	if (t->told)
		return t;
	t->told = true;
	ARRAY_ROOM(k->points, k->n_trials * k->n_dims, k->cap_points);
	known_locate(k, p->config, k->points + p->trial * k->n_dims);
	return t;
}

bool known_report(struct known *k, const struct trial_progress *p)
{
	struct known_trial *t = trial_of(k, p);
	int level = t->level;

	t->epoch = p->epoch;
	t->until = p->until;
	t->latest = p->epoch ? loss_of(k, p->value) : NO_NUMBER;
	switch (p->kind) {
	case PROGRESS_TASK:
		set_pending(k, p->trial, true);
		return false;
	case PROGRESS_EPOCH:
		return false;
	case PROGRESS_LEVEL:
		set_result(k, p->trial, p->epoch, t->latest);
		break;
	case PROGRESS_COMPLETED:
		if (p->epoch && p->epoch < p->until)
			set_result(k, p->trial, p->until, t->latest);
		break;
	case PROGRESS_DIVERGED:
	case PROGRESS_FAILED:
		if (p->until)
			set_result(k, p->trial, p->until, WORST);
		break;
	case PROGRESS_STOPPED:
	case PROGRESS_KILLED:
		break;
	}
	set_pending(k, p->trial, false);
	return t->level != level;
}

/* Prediction */

SIMD static void exponentiate(double *x, size_t n, double most)
{
	for (size_t i = 0; i < n; i++)
		x[i] = (double)simd_exp((float)(x[i] - most));
}

/* The loss below which this much of the weight lies. */
static double percentile(
	const struct result *results, size_t n, const double *weights, double weight)
{
	size_t i = 0;

	for (double sum = weights[0]; sum < weight && i + 1 < n;)
		sum += weights[++i];
	return results[i].value;
}

void known_predict(const struct known *k, const struct known_level *l,
	const struct result *results, size_t n, double *weights, struct proposal *why)
{
	double most = -(double)INFINITY, sum = 0, low, high;

	for (size_t i = 0; i < n; i++)
		most = fmax(most, weights[i]);
	exponentiate(weights, n, most);
	for (size_t i = 0; i < n; i++)
		sum += weights[i] += 1 / (double)n;
	why->level = l->epoch;
	why->predicted = known_value(k, percentile(results, n, weights, 0.5 * sum));
	low = percentile(results, n, weights, 0.16 * sum);
	high = percentile(results, n, weights, 0.84 * sum);
	if (isfinite(why->predicted) && isfinite(known_value(k, high) - low))
		why->spread = (high - low) / 2;
}
