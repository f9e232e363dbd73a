/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/predictions.h"

#include <math.h>

#include "base/number.h"
#include "base/xalloc.h"

double prediction_seen(const struct study *s, const struct study_trial *t)
{
	if (!t->origin || !t->origin->level || !isfinite(t->origin->predicted))
		return NO_NUMBER;
	if (t->epoch >= t->origin->level &&
		study_broken(s, study_result(t, t->origin->level)) > 0)
		return NO_NUMBER; /* a model is told another number */
	if (t->epoch >= t->origin->level)
		return study_metric(s, t, t->origin->level, s->info->metric_index);
	/* an end of its own is at every level that it did not reach */
	return t->state == TRIAL_COMPLETED ? t->value : NO_NUMBER;
}

struct prediction *predictions_find(const struct study *s, size_t *n)
{
	struct prediction *list = xcalloc(s->n_trials + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];
		double seen = prediction_seen(s, t);

		if (isfinite(seen))
			list[(*n)++] = (struct prediction){.trial = t->id,
				.searcher = t->origin->searcher,
				.level = t->origin->level,
				.predicted = t->origin->predicted,
				.spread = t->origin->spread,
				.seen = seen};
	}
	return list;
}
