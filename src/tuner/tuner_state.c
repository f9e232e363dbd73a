/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tuner/tuner_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"

#define VALUES_FIRST 1024 /* to make room for at once */

double tuner_time(const struct tuner *t)
{
	double now = t->paused ? t->paused_at : t->pool->ops->now(t->pool);

	return event_seconds(now - t->paused_for);
}

const char *tuner_keep_text(struct tuner *t, const char *text)
{
	return journal_keep(t->journal, text, strlen(text) + 1);
}

struct curve tuner_curve(const struct tuner_trial *tr)
{
	return (struct curve){tr->values, tr->epoch};
}

bool tuner_is_flat(const struct tuner *t, uint32_t trial)
{
	int64_t most = t->info->patience.epochs;

	return most && t->trials[trial].plateau.epochs >= most;
}

/*
 * One that trains again from the start begins to count again. A trial's own metric counts,
 * whatever it breaks: its worker knows no more of it.
 */
static void count(struct tuner *t, struct tuner_trial *tr, int epoch, double value, double score)
{
	const struct study_info *info = t->info;

	if (epoch == 1)
		tr->plateau = plateau_begin();
	plateau_take(&tr->plateau, &info->patience, info->maximize, value);
	t->is_flat = plateau_take(&t->plateau, &t->stop.plateau, info->maximize, score);
}

void tuner_trial_release(struct tuner_trial *tr)
{
	free(tr->values);
	free(tr->measured);
	free(tr->limited);
}

void tuner_fill_in(const struct tuner *t, struct tuner_trial *tr, double *metrics)
{
	const struct study_info *info = t->info;

	if (!info->n_constraints)
		return;
	if (!tr->limited) {
		tr->limited = xcalloc(info->n_constraints, sizeof(*tr->limited));
		for (size_t i = 0; i < info->n_constraints; i++)
			tr->limited[i] = NO_NUMBER;
	}
	for (size_t i = 0; i < info->n_constraints; i++) {
		double *v = &metrics[info->constraints[i].index];

		if (isfinite(*v))
			tr->limited[i] = *v;
		else if (info->constraints[i].index != info->metric_index)
			*v = tr->limited[i];
	}
}

void tuner_settle(const struct tuner *t, struct decision *ds, size_t n)
{
	for (size_t i = 0; t->info->n_constraints && i < n; i++) {
		const struct tuner_trial *tr = &t->trials[ds[i].trial];

		decision_settle(
			&ds[i], (struct curve){tr->values, tr->most}, tr->measured);
	}
}

double tuner_keep_value(
	struct tuner *t, struct tuner_trial *tr, int epoch, const double *metrics)
{
	double score = study_score(t->info, metrics);

	if (epoch > tr->cap_values) {
		int cap = tr->cap_values ? 2 * tr->cap_values
			  : tr->job.to < VALUES_FIRST ? tr->job.to
						      : VALUES_FIRST;

		tr->cap_values = cap < epoch ? epoch : cap;
		tr->values = xreallocarray(
			tr->values, (size_t)tr->cap_values, sizeof(*tr->values));
		if (t->info->n_constraints)
			tr->measured = xreallocarray(tr->measured, (size_t)tr->cap_values,
				sizeof(*tr->measured));
	}
	tr->values[epoch - 1] = isfinite(score) ? score : NO_NUMBER;
	if (tr->measured)
		tr->measured[epoch - 1] = metrics[t->info->metric_index];
	tr->epoch = epoch;
	if (epoch > tr->most)
		tr->most = epoch;
	count(t, tr, epoch, metrics[t->info->metric_index], score);
	return score;
}

bool tuner_remove(uint32_t *list, size_t *n, uint32_t trial)
{
	for (size_t i = 0; i < *n; i++) {
		if (list[i] != trial)
			continue;
		memmove(list + i, list + i + 1, (--*n - i) * sizeof(*list));
		return true;
	}
	return false;
}

void tuner_make_idle(struct tuner *t, int worker)
{
	if (worker < t->workers)
		heap_push(&t->idle, (struct heap_item){.key = worker, .value = worker});
}
