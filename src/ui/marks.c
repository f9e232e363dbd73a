/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/marks.h"

#include <math.h>

#include "study/event_failure.h"

char trial_mark(const struct study_trial *t, enum role *role)
{
	static const struct {
		char mark;
		enum role role;
	} marks[TRIAL_STATES] = {
		[TRIAL_RUNNING] = {'>', ROLE_RUNNING},
		[TRIAL_CLIMBED] = {'^', ROLE_CLIMBED},
		[TRIAL_PAUSED] = {'=', ROLE_PAUSED},
		[TRIAL_COMPLETED] = {'*', ROLE_DONE},
		[TRIAL_STOPPED] = {'x', ROLE_STOPPED},
		[TRIAL_DIVERGED] = {'!', ROLE_LOST},
		[TRIAL_FAILED] = {'!', ROLE_LOST},
		[TRIAL_KILLED] = {'!', ROLE_LOST},
	};

	*role = marks[t->state].role;
	return marks[t->state].mark;
}

const char *trial_lost_word(const struct study_trial *t)
{
	return t->cause == CAUSE_OTHER ? "lost" : cause_name(t->cause);
}

const struct study_trial *trial_lost_last(const struct study *s)
{
	for (size_t i = s->n_trials; i-- > 0;)
		if (s->trials[i].state > TRIAL_STOPPED)
			return &s->trials[i];
	return NULL;
}

char verdict_mark(const struct decision *d, enum role *role)
{
	if (!isfinite(d->value)) {
		*role = ROLE_LOST;
		return '!';
	}
	switch (d->verdict) {
	case VERDICT_PROMOTE:
		*role = ROLE_CLIMBED;
		return '^';
	case VERDICT_PAUSE:
		*role = ROLE_PAUSED;
		return '=';
	case VERDICT_COMPLETE:
		*role = ROLE_DONE;
		return '*';
	case VERDICT_STOP:
		break;
	}
	*role = ROLE_STOPPED;
	return 'x';
}

bool rung_is_top(const struct study *s, int bracket, int rung)
{
	return s->shape && bracket < s->n_brackets &&
	       rung + 1 >= s->shape[bracket].n_rungs;
}

const struct study_decision *decision_of(const struct study *s, uint64_t seq)
{
	size_t lo = 0, hi = s->n_decisions;

	if (!hi)
		return NULL;
	if (!seq)
		return &s->decisions[hi - 1];
	while (lo < hi) { /* the first whose seq is not below */
		size_t mid = lo + (hi - lo) / 2;

		if (s->decisions[mid].seq < seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return &s->decisions[lo < s->n_decisions ? lo : s->n_decisions - 1];
}
