/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/left_state.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "study/budget.h"
#include "study/timeline.h"

#define EPOCHS_MOST 200000 /* of a whole study; a larger one goes by a part of it */
#define TRIALS_MOST 20000  /* the same */
#define CURVES_MOST 2000   /* and where each is held against all others */
#define TRIALS_LEAST 200  /* of such a part */
#define OFTEN 1.2	  /* starts a trial: it is one for each task */

static enum standing standing_of(const struct study_trial *t)
{
	switch (t->state) {
	case TRIAL_RUNNING: /* in a paused study, too: it goes on from there */
		return STANDS_RUNNING;
	case TRIAL_CLIMBED:
	case TRIAL_PAUSED:
		return STANDS_WAITING;
	case TRIAL_COMPLETED:
		return STANDS_COMPLETE;
	case TRIAL_STOPPED:
		return STANDS_ENDED;
	default:
		return STANDS_LOST;
	}
}

static double mean_of(const struct study_starts *s)
{
	return s->n_epochs ? s->epochs / (double)s->n_epochs : 0;
}

/* Of an epoch, without the start of a program; 0: not known. */
static double seconds_of(const struct study *s, const struct study_trial *t)
{
	double seconds = mean_of(t->starts.n_epochs ? &t->starts : &s->starts);

	if (!(seconds > 0) && t->epoch > 0) /* each start trains one epoch */
		seconds = t->seconds / t->epoch;
	if (s->pace > 0 && !s->info->simulated)
		seconds = fmax(seconds, 1 / s->pace);
	return t->epoch > 0 ? seconds : 0;
}

/* How long ago the trial was heard of last, or sent to its worker. */
static double since(const struct study *s, const struct study_trial *t, double now)
{
	const struct span *span = timeline_last(&s->timeline, t->worker);

	return span && span->trial == t->id ? fmax(0, now - span->to) : 0;
}

static int end_of(const struct study_trial *t)
{
	switch (t->state) {
	case TRIAL_DIVERGED:
	case TRIAL_FAILED:
		return EPOCH_FAILED;
	case TRIAL_COMPLETED:
		return t->patience || t->epoch < t->target ? EPOCH_FINISHED : EPOCH_TRAINED;
	default:
		return EPOCH_TRAINED;
	}
}

static void take_trial(struct left_state *l, const struct study *s,
	const struct study_trial *t, double *values, double now)
{
	size_t i = l->n++;
	enum standing standing = standing_of(t);
	const double *results = study_results(t);

	for (int e = 0; e < t->epoch; e++)
		values[e] = isfinite(results[e]) ? results[e] : NO_NUMBER;
	l->trials[i] = (struct adopted){.standing = standing,
		.target = t->target > t->epoch ? t->target : t->epoch,
		.curve = {values, t->epoch}};
	l->more[i] = (struct left_trial){l->stretch * seconds_of(s, t), end_of(t)};
	if (standing != STANDS_RUNNING)
		return;
	l->since[i] = l->stretch * since(s, t, now);
	if (t->target <= t->epoch) /* between its last report and the next event */
		l->trials[i].standing = STANDS_WAITING;
}

static bool is_alive(const struct study_trial *t)
{
	return t->state == TRIAL_RUNNING || t->state == TRIAL_CLIMBED ||
	       t->state == TRIAL_PAUSED;
}

/* The first round that is not over; those before are left out. */
static int first_round(const struct study *s)
{
	int round = s->round;

	if (!s->synchronous)
		return 0;
	for (size_t i = 0; i < s->n_trials; i++)
		if (is_alive(&s->trials[i]) && s->trials[i].round < round)
			round = s->trials[i].round;
	return round;
}

/* Each so manieth trial, so that all that there will be come to so many epochs. */
static int choose_part(const struct study *s)
{
	double trials = fmax((double)s->n_trials,
		fmax((double)s->stop->trials, (double)s->info->configs));
	double each = s->n_trials ? (double)s->epochs / (double)s->n_trials : 1;
	int most_trials = scheduler_ops_named(s->scheduler)->compares_curves
				  ? CURVES_MOST
				  : TRIALS_MOST;
	double part = ceil(fmax(trials * each / EPOCHS_MOST, trials / most_trials));
	double most = floor((double)s->n_trials / TRIALS_LEAST);

	if (s->synchronous)
		return 1;
	return (int)fmax(1, fmin(part, most));
}

static void take_trials(struct left_state *l, const struct study *s, double now)
{
	int round = first_round(s);
	size_t part = (size_t)l->part, n = 0, epochs = 0;
	const struct study_trial **taken = xcalloc(s->n_trials + 1, sizeof(*taken));

	for (size_t i = 0; i < s->n_trials; i += part) {
		if (s->trials[i].round < round)
			continue;
		taken[n++] = &s->trials[i];
		epochs += (size_t)s->trials[i].epoch;
	}
	l->trials = xcalloc(n + 1, sizeof(*l->trials));
	l->more = xcalloc(n + 1, sizeof(*l->more));
	l->since = xcalloc(n + 1, sizeof(*l->since));
	l->values = xcalloc(epochs + 1, sizeof(*l->values));
	epochs = 0;
	for (size_t i = 0; i < n; i++) {
		take_trial(l, s, taken[i], l->values + epochs, now);
		epochs += (size_t)taken[i]->epoch;
	}
	if (l->stop.rounds && round)
		l->stop.rounds -= l->stop.rounds > round ? round : l->stop.rounds - 1;
	if (part == 1) { /* those that were left out count, too */
		if (l->stop.trials)
			l->stop.trials -= (int64_t)(s->n_trials - n);
		if (l->configs)
			l->configs -= s->n_trials - n;
	}
	free(taken);
}

static int64_t divide(int64_t n, int part)
{
	return n ? (n + part - 1) / part : 0;
}

/* Limits from here on, and of the part that is looked at. */
static void set_limits(struct left_state *l, const struct study *s)
{
	const struct stop_limits *stop = s->stop;
	int part = l->part, workers = s->workers > 0 ? s->workers : 1;

	l->stop = *stop;
	l->stop.trials = divide(stop->trials, part);
	l->configs = (uint64_t)divide((int64_t)s->info->configs, part);
	l->workers = workers / part > 1 ? workers / part : 1;
	l->stretch = (double)part * l->workers / workers;
	if (stop->epochs) {
		int64_t rest = stop->epochs - (int64_t)s->epochs;

		l->over |= rest <= 0;
		l->stop.epochs = divide(rest > 0 ? rest : 1, part);
	}
	if (stop->seconds > 0) {
		l->over |= stop->seconds <= l->t;
		l->stop.seconds = fmax(stop->seconds - l->t, 1e-6);
	}
}

static int by_length(const void *a, const void *b, void *arg)
{
	const struct left_state *l = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int ex = l->trials[x].curve.epochs, ey = l->trials[y].curve.epochs;

	return ex != ey ? (ex < ey) - (ex > ey) : (x > y) - (x < y);
}

static int by_size(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static void find_sources(struct left_state *l)
{
	l->sources = xcalloc(l->n + 1, sizeof(*l->sources));
	l->ends = xcalloc(l->n + 1, sizeof(*l->ends));
	for (size_t i = 0; i < l->n; i++) {
		const struct adopted *x = &l->trials[i];

		if (!x->curve.epochs)
			continue;
		l->sources[l->n_sources++] = (uint32_t)i;
		if (x->standing == STANDS_COMPLETE)
			l->ends[l->n_ends++] = l->more[i].end == EPOCH_FINISHED
						       ? x->curve.epochs
						       : INT_MAX;
	}
	qsort_r(l->sources, l->n_sources, sizeof(*l->sources), by_length, l);
	qsort(l->ends, l->n_ends, sizeof(*l->ends), by_size);
}

void left_state_take(struct left_state *l, const struct study *s, double now)
{
	const struct study_starts *starts = &s->starts;

	*l = (struct left_state){.t = now, .share = NO_NUMBER};
	if (!s->info || !s->spec)
		return;
	l->spec = xstrdup(s->spec);
	l->maximize = s->info->maximize;
	l->open = s->r_max == EPOCHS_OPEN;
	l->seed = s->info->seed;
	l->closed = s->closed;
	l->share = fmin(1, fmax(budget_share(s, now), budget_share_of_trials(s)));
	l->part = choose_part(s);
	set_limits(l, s);
	if (starts->reported) {
		l->start = l->stretch * fmax(0, starts->seconds / (double)starts->reported -
							mean_of(starts));
		l->starts_often =
			(double)starts->reported > OFTEN * (double)s->n_trials;
	}
	take_trials(l, s, now);
	find_sources(l);
}

void left_state_release(struct left_state *l)
{
	free(l->spec);
	free(l->trials);
	free(l->more);
	free(l->since);
	free(l->values);
	free(l->sources);
	free(l->ends);
	*l = (struct left_state){0};
}
