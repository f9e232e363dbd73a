/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/budget.h"

#include <math.h>

#include "base/number.h"

uint64_t budget_round_epochs(const struct study *s)
{
	uint64_t epochs = 0;

	if (s->r_max == EPOCHS_OPEN)
		return 0;
	for (int b = 0; s->synchronous && b < s->n_brackets; b++) {
		const struct bracket_shape *shape = &s->shape[b];

		for (int k = 0; k < shape->n_rungs; k++) {
			int from = k && !s->scratch ? shape->levels[k - 1] : 0;

			epochs += (uint64_t)shape->seats[k] *
				  (uint64_t)(shape->levels[k] - from);
		}
	}
	return epochs;
}

uint64_t budget_goal_epochs(const struct study *s)
{
	const struct stop_limits *stop = s->stop;
	uint64_t goal = stop->epochs > 0 ? (uint64_t)stop->epochs : 0;
	uint64_t rounds = (uint64_t)stop->rounds * budget_round_epochs(s);

	if (rounds && (!goal || rounds < goal))
		goal = rounds;
	return goal;
}

double budget_share_of_trials(const struct study *s)
{
	const struct study_info *info = s->info;
	double done = (double)(s->n_trials - s->count[TRIAL_RUNNING]), share = NO_NUMBER;

	if (s->stop->trials)
		share = done / (double)s->stop->trials;
	if (info->configs && !(s->stop->rounds && budget_round_epochs(s)))
		share = fmax(share, done / (double)info->configs);
	return share;
}

double budget_share(const struct study *s, double now)
{
	const struct stop_limits *stop = s->stop;
	uint64_t goal = budget_goal_epochs(s);
	double share = NO_NUMBER;

	if (goal)
		share = (double)s->epochs / (double)goal;
	if (stop->seconds > 0)
		share = fmax(share, now / stop->seconds);
	return share;
}
