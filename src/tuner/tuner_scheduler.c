/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tuner and its scheduler: making one, telling the journal of it, and handing the
 * trials of a running study over to another.
 */
#include "config.h"

#include "tuner/tuner_scheduler.h"

#include <gsl/gsl_sort_int.h>
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "tuner/tuner_append.h"
#include "tuner/tuner_state.h"

static const struct bracket_shape *keep_shape(struct tuner *t)
{
	const struct scheduler_ops *ops = t->scheduler->ops;
	int n = ops->n_brackets(t->scheduler);
	struct bracket_shape *shape = xcalloc((size_t)n, sizeof(*shape));
	const struct bracket_shape *kept;

	for (int b = 0; b < n; b++) {
		struct bracket_shape s = ops->bracket(t->scheduler, b);
		size_t rungs = (size_t)s.n_rungs;

		shape[b].n_rungs = s.n_rungs;
		shape[b].levels =
			journal_keep(t->journal, s.levels, rungs * sizeof(*s.levels));
		if (s.seats)
			shape[b].seats = journal_keep(
				t->journal, s.seats, rungs * sizeof(*s.seats));
	}
	kept = journal_keep(t->journal, shape, (size_t)n * sizeof(*shape));
	free(shape);
	return kept;
}

int *tuner_levels(const struct tuner *t, size_t *n)
{
	const struct scheduler_ops *ops = t->scheduler->ops;
	int *levels = NULL;
	size_t all = 0, cap = 0;

	for (int b = 0; b < ops->n_brackets(t->scheduler); b++) {
		struct bracket_shape s = ops->bracket(t->scheduler, b);

		for (int k = 0; k < s.n_rungs && s.levels[k] != EPOCHS_OPEN; k++) {
			ARRAY_ROOM(levels, all, cap);
			levels[all++] = s.levels[k];
		}
	}
	gsl_sort_int(levels, 1, all);
	*n = 0;
	for (size_t i = 0; i < all; i++)
		if (!*n || levels[*n - 1] != levels[i])
			levels[(*n)++] = levels[i];
	return levels;
}

/* adopted: after a switch, where each trial stands; NULL at the start. */
void tuner_append_scheduler(struct tuner *t, const struct kind *kind,
	const struct knobs *k, const struct adopted_seat *adopted)
{
	struct event e = {.kind = EVENT_SCHEDULER};
	struct strbuf spec = STRBUF_INIT;

	scheduler_print(kind, k, &spec);
	t->spec = tuner_keep_text(t, spec.buf);
	strbuf_release(&spec);
	e.scheduler.name = kind->name;
	e.scheduler.spec = t->spec;
	e.scheduler.eta = scheduler_knob_eta(k);
	e.scheduler.r_min = scheduler_knob_min(k);
	e.scheduler.r_max = scheduler_knob_max(k);
	e.scheduler.brackets = t->scheduler->ops->n_brackets(t->scheduler);
	e.scheduler.synchronous = t->scheduler->ops->synchronous;
	e.scheduler.idle_wait = t->scheduler->idle_wait;
	e.scheduler.scratch = t->scheduler->scratch;
	e.scheduler.shape = keep_shape(t);
	e.scheduler.adopted = adopted;
	e.scheduler.n_adopted = adopted ? t->n_trials : 0;
	tuner_append(t, &e);
}

static enum standing standing_of(const struct tuner_trial *tr)
{
	if (tr->standing != STANDS_WAITING)
		return tr->standing;
	return tr->worker >= 0 ? STANDS_RUNNING : STANDS_WAITING;
}

/* The trials go over to the new scheduler; the event tells where each one stands. */
void tuner_adopt(struct tuner *t, struct scheduler *s, struct decisions *ds)
{
	struct adopted *trials = xcalloc(t->n_trials + 1, sizeof(*trials));

	for (size_t i = 0; i < t->n_trials; i++) {
		const struct tuner_trial *tr = &t->trials[i];

		trials[i] = (struct adopted){.standing = standing_of(tr),
			.target = tr->job.to > tr->epoch ? tr->job.to : tr->epoch,
			.curve = tuner_curve(tr)};
	}
	s->ops->adopt(s, trials, t->n_trials, ds);
	free(trials);
	/* What had been interrupted or not been judged is the new one's to give out. */
	t->n_waiting = t->n_deferred = 0;
	scheduler_free(t->scheduler);
	t->scheduler = s;
}

void tuner_seat_all(struct tuner *t)
{
	for (size_t i = 0; i < t->n_trials; i++) {
		struct tuner_trial *tr = &t->trials[i];
		struct seat seat = t->scheduler->ops->seat_of(t->scheduler, (uint32_t)i);

		tr->job.bracket = seat.bracket;
		tr->job.round = seat.round;
		tr->job.rung = seat.rung;
		if (standing_of(tr) == STANDS_WAITING)
			tr->job.to = tr->epoch;
	}
}

const struct adopted_seat *tuner_keep_seats(struct tuner *t)
{
	struct adopted_seat *seats = xcalloc(t->n_trials + 1, sizeof(*seats));
	const struct adopted_seat *kept;

	for (size_t i = 0; i < t->n_trials; i++) {
		const struct tuner_trial *tr = &t->trials[i];

		seats[i].seat = (struct seat){
			tr->job.bracket, tr->job.round, tr->job.rung};
		seats[i].running = standing_of(tr) == STANDS_RUNNING;
		seats[i].revived = tr->revived;
	}
	kept = journal_keep(t->journal, seats, t->n_trials * sizeof(*seats));
	free(seats);
	return kept;
}

/*
 * Those that completed at the old top go on where the new one is higher, under its rule.
 * One that ended by itself has nothing left to train.
 */
void tuner_revive(struct tuner *t, const struct knobs *knobs)
{
	int top = scheduler_knob_max(knobs);

	for (size_t i = 0; i < t->n_trials; i++) {
		struct tuner_trial *tr = &t->trials[i];

		tr->revived =
			tr->standing == STANDS_COMPLETE && !tr->ended && tr->epoch < top;
		if (tr->revived)
			tr->standing = STANDS_WAITING;
	}
}

static int check_max_epoch(
	const struct tuner *t, const struct knobs *knobs, struct error *err)
{
	const struct objective_ops *ops = t->objective->ops;
	int most = ops->max_epoch ? ops->max_epoch(t->objective) : INT32_MAX;

	if (scheduler_knob_max(knobs) == EPOCHS_OPEN && !ops->ends)
		return error_at(err, knobs_get(knobs, "max")->at,
			"max cannot be none: the trials here have no end of their own");
	if (scheduler_knob_max(knobs) <= most)
		return 0;
	return error_at(err, knobs_get(knobs, "max")->at,
		"max is %d; there are %d epochs; max must not be more",
		scheduler_knob_max(knobs), most);
}

struct scheduler *tuner_new_scheduler(const struct tuner *t, const struct kind *kind,
	const struct knobs *knobs, struct error *err)
{
	struct scheduler_setup setup = {.knobs = knobs,
		.maximize = t->info->maximize,
		.seed = t->info->seed,
		.rounds = t->stop.rounds};

	if (check_max_epoch(t, knobs, err) < 0)
		return NULL;
	return scheduler_new(kind, &setup, err);
}

int tuner_check_switch(const struct tuner *t, const char *text, const struct kind **kind,
	struct error *err)
{
	struct knobs knobs;
	struct strbuf spec = STRBUF_INIT;
	struct scheduler *s = NULL;

	if (t->spec)
		strbuf_adds(&spec, t->spec);
	else
		scheduler_print(
			t->file->scheduler.kind, &t->file->scheduler.knobs, &spec);
	if (!scheduler_parse(text, spec.buf, kind, &knobs, err)) {
		s = tuner_new_scheduler(t, *kind, &knobs, err);
		knobs_release(&knobs);
	}
	strbuf_release(&spec);
	scheduler_free(s);
	return s ? 0 : -1;
}

/* The study file's knobs, and the rest as it is now. */
void tuner_complete_knobs(
	struct knobs *knobs, const struct tuner *t, const struct switch_at *at)
{
	knobs_copy(knobs, &at->scheduler.knobs);
	scheduler_inherit(knobs, t->spec);
}

void tuner_print_switch(
	const struct tuner *t, const struct switch_at *at, struct strbuf *out)
{
	struct knobs knobs;

	tuner_complete_knobs(&knobs, t, at);
	scheduler_print(at->scheduler.kind, &knobs, out);
	knobs_release(&knobs);
}

/* The study file's switches, one after the other, before anything starts. */
int tuner_check_switches(const struct tuner *t, struct error *err)
{
	struct strbuf spec = STRBUF_INIT;
	int rc = 0;

	scheduler_print(t->file->scheduler.kind, &t->file->scheduler.knobs, &spec);
	for (size_t i = 0; !rc && i < t->file->n_switches; i++) {
		const struct choice *to = &t->file->switches[i].scheduler;
		struct scheduler *s;
		struct knobs knobs;

		knobs_copy(&knobs, &to->knobs);
		scheduler_inherit(&knobs, spec.buf);
		s = tuner_new_scheduler(t, to->kind, &knobs, err);
		rc = s ? 0 : -1;
		scheduler_free(s);
		strbuf_reset(&spec);
		scheduler_print(to->kind, &knobs, &spec);
		knobs_release(&knobs);
	}
	strbuf_release(&spec);
	return rc;
}
