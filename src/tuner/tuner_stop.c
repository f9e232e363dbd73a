/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tuner/tuner_stop.h"

#include <math.h>

#include "base/score.h"
#include "base/xalloc.h"
#include "tuner/tuner_append.h"
#include "tuner/tuner_decide.h"
#include "tuner/tuner_state.h"
#include "tuner/tuner_switch.h"

struct stop_limits tuner_limits(const struct tuner *t)
{
	return t->stop;
}

bool tuner_breaks(const struct tuner *t, double score)
{
	return t->info->n_constraints && score_broken(score) > 0;
}

bool tuner_reached(const struct tuner *t, double value)
{
	if (isnan(t->stop.value) || !isfinite(value) || tuner_breaks(t, value))
		return false;
	return t->info->maximize ? value >= t->stop.value : value <= t->stop.value;
}

static bool has_all_trials(const struct tuner *t)
{
	return t->stop.trials && t->n_trials >= (size_t)t->stop.trials;
}

void tuner_enforce_limits(struct tuner *t)
{
	double seconds = event_seconds(t->stop.seconds);

	if (!t->closed && has_all_trials(t))
		tuner_close(t);
	if (t->stop.epochs && t->epochs >= (uint64_t)t->stop.epochs)
		tuner_stop(t, FINISH_EPOCHS);
	if (seconds > 0 && tuner_time(t) >= seconds)
		tuner_stop(t, FINISH_SECONDS);
	if (tuner_reached(t, t->best))
		tuner_stop(t, FINISH_VALUE);
	if (t->stop.plateau.epochs && t->plateau.epochs >= t->stop.plateau.epochs)
		tuner_stop(t, FINISH_PLATEAU);
}

/* The scheduler takes over from itself: it seats no more than before, or begins again. */
static void take_over(struct tuner *t)
{
	t->closed = false;
	tuner_switch_by_text(
		t, &(struct command){.action = CONTROL_SWITCH, .text = (char *)t->spec});
}

void tuner_change_limits(struct tuner *t, const struct command *c)
{
	struct stop_limits to = t->stop, *kept = NULL;
	struct error err = {.text = ""};
	int64_t rounds = t->stop.rounds;

	if (stop_limits_change(&to, c->text ? c->text : "", &err) == 0)
		kept = journal_keep(t->journal, &to, sizeof(to));
	t->refused = kept ? NULL : tuner_keep_text(t, err.text);
	tuner_append(t, &(struct event){.kind = EVENT_CONTROL,
				.control = {.action = CONTROL_STOP,
					.text = tuner_keep_text(t, c->text ? c->text : ""),
					.limits = kept,
					.refused = t->refused}});
	if (!kept)
		return;
	t->stop = to;
	if ((to.rounds != rounds && t->scheduler->ops->synchronous) ||
		(t->closed && !t->dry && !has_all_trials(t)))
		take_over(t);
	tuner_enforce_limits(t);
}
