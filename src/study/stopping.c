/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/stopping.h"

#include <math.h>

#include "base/number.h"

static bool has_value(const struct study *s, double wanted)
{
	const struct study_incumbent *best = study_incumbent(s);

	return !isnan(wanted) && best &&
	       (s->info->maximize ? best->value >= wanted : best->value <= wanted);
}

const char *stopping_reached(const struct study *s, const struct stop_limits *l)
{
	if (l->epochs && s->epochs >= (uint64_t)l->epochs)
		return "epochs";
	if (l->seconds > 0 && s->t >= l->seconds)
		return "seconds";
	return has_value(s, l->value) ? "value" : NULL;
}

bool stopping_closes(const struct study *s, const struct stop_limits *l)
{
	return l->trials && s->n_trials >= (size_t)l->trials;
}

bool stopping_never(const struct study *s, const struct stop_limits *l, bool rounds)
{
	return !(rounds && l->rounds) && !l->trials && !l->epochs && !(l->seconds > 0) &&
	       !stop_waits_for_result(l) && !s->info->configs;
}

/* The trials of all rounds that there are to be; 0: no limit of them holds. */
static int64_t trials_of_rounds(const struct study *s, int64_t rounds)
{
	int64_t n = 0;

	if (!s->synchronous)
		return 0;
	for (int b = 0; b < s->n_brackets; b++)
		n += s->shape[b].seats[0];
	return rounds * n;
}

void stopping_more(const struct study *s, int64_t n, struct stop_limits *l)
{
	int64_t by_rounds = trials_of_rounds(s, l->rounds), now = l->trials;

	if (by_rounds && (!now || by_rounds < now))
		now = by_rounds;
	if (s->phase == PHASE_FINISHED || now < (int64_t)s->n_trials)
		now = (int64_t)s->n_trials;
	l->trials = now + n;
	l->rounds = 0;
	for (const char *reached; (reached = stopping_reached(s, l));) {
		if (*reached == 'e')
			l->epochs = 0;
		else if (*reached == 's')
			l->seconds = 0;
		else
			l->value = NO_NUMBER;
	}
}
