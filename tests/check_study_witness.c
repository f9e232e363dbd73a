/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "check_study_witness.h"

#include <check.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* Says which event it was. Check's own assertions write to a file when they hold. */
#define MAY(cond)                                                                        \
	do {                                                                             \
		if (!(cond))                                                             \
			ck_abort_msg("event %llu (%s): " #cond,                          \
				(unsigned long long)e->seq, event_kind_name(e->kind));   \
	} while (0)

/* The same for the fold of the events so far. */
#define MUST(cond)                                                                       \
	do {                                                                             \
		if (!(cond))                                                             \
			ck_abort_msg(                                                    \
				"after event %llu: " #cond, (unsigned long long)s->seq); \
	} while (0)

void witness_init(struct witness *w, const struct study_info *info, size_t n_configs)
{
	*w = (struct witness){
		.info = info, .n_configs = n_configs, .best = NAN, .stop = info->stop};
}

void witness_release(struct witness *w)
{
	for (size_t i = 0; i < w->n_trials; i++) {
		free(w->trials[i].values);
		free(w->trials[i].broken);
	}
	free(w->trials);
	free(w->seats);
}

static bool is_kind(const struct study *s, const char *scheduler)
{
	return s->scheduler && !strcmp(s->scheduler, scheduler);
}

static struct seen_trial *trial_of(
	struct witness *w, const struct event *e, uint32_t trial)
{
	MAY(trial < w->n_trials);
	MAY(!w->trials[trial].ended);
	return &w->trials[trial];
}

static struct seen_worker *seat_of(struct witness *w, size_t worker)
{
	if (worker >= w->n_seats) {
		w->seats = xreallocarray(w->seats, worker + 1, sizeof(*w->seats));
		while (w->n_seats <= worker)
			w->seats[w->n_seats++] =
				(struct seen_worker){STUDY_NONE, STUDY_NONE, false};
	}
	return &w->seats[worker];
}

static void tell_to_stop(struct witness *w, size_t from)
{
	for (size_t i = from; i < w->n_seats; i++)
		w->seats[i].told_to_stop = w->seats[i].trial != STUDY_NONE;
}

static void stop(struct witness *w)
{
	w->stopping = true;
	tell_to_stop(w, 0);
}

static void leave_worker(struct witness *w, struct seen_trial *t)
{
	if (t->worker >= 0) {
		w->seats[t->worker].trial = STUDY_NONE;
		w->seats[t->worker].told_to_stop = false;
	}
	t->worker = -1;
}

/*
 * No worker idles while there is work. The tuner gives out jobs before it waits for the
 * next report, so whenever one comes every worker is busy, or there is a reason for each
 * that is not: nobody was told to train, nobody may climb, and no new trial may begin.
 */

/* Whether the trials fill a whole number of brackets, and not all of them have ended. */
static bool at_barrier(const struct witness *w, const struct study *s)
{
	size_t seats = 0;

	for (int b = 0; seats < w->n_trials; b = (b + 1) % s->n_brackets)
		seats += s->shape[b].seats[0];
	for (size_t i = 0; i < w->n_trials; i++)
		if (!w->trials[i].ended)
			return seats == w->n_trials;
	return false;
}

static bool may_begin(const struct witness *w, const struct study *s)
{
	size_t n = s->n_trials, round = 0;

	if ((w->stop.trials && n >= (size_t)w->stop.trials) ||
		(w->n_configs && n >= w->n_configs))
		return false;
	if (!s->synchronous)
		return true;
	for (int b = 0; b < s->n_brackets; b++)
		round += s->shape[b].seats[0];
	if (w->stop.rounds && n >= (size_t)w->stop.rounds * round)
		return false;
	return !s->idle_wait || !at_barrier(w, s);
}

/*
 * Whether an asynchronous scheduler has not been told of a result yet: what comes in
 * while the study is paused is judged one by one afterwards.
 */
static bool is_unheard(const struct witness *w, const struct study *s,
	const struct study_rung *r, uint32_t trial)
{
	return !s->synchronous && r->rung >= w->trials[trial].heard;
}

/* A result of the rung. It is lost when its trial has come there, but is to be killed. */
static double result_at(const struct witness *w, const struct study *s,
	const struct study_rung *r, uint32_t i)
{
	const struct study_trial *t = &s->trials[r->trials[i]];
	bool there = t->state == TRIAL_PAUSED && t->reached == r->rung &&
		     t->epoch == t->target;

	return there && w->trials[t->id].killed ? (double)NAN : r->values[i];
}

/* Whether one whose task was from before a switch may have diverged at the end of it. */
static bool may_be_lost(
	const struct witness *w, const struct study *s, const struct study_rung *r)
{
	for (uint32_t i = 0; i < r->done; i++) {
		const struct study_trial *t = &s->trials[r->trials[i]];

		if (w->trials[t->id].stale && t->state == TRIAL_PAUSED &&
			!isfinite(t->value))
			return true;
	}
	return false;
}

/* Whether the scheduler lets as many stay as W&B's agent does. */
static bool keeps_as_wandb(const struct study *s)
{
	return strstr(s->spec, " keep=wandb") != NULL;
}

/* ⌊n/η⌋ of the results; for W&B one more, of those that are finite. */
static uint32_t places_of(
	const struct witness *w, const struct study *s, const struct study_rung *r)
{
	uint32_t finite = 0;

	if (!keeps_as_wandb(s))
		return r->done / (uint32_t)s->eta;
	for (uint32_t i = 0; i < r->done; i++)
		finite += isfinite(result_at(w, s, r, i)) != 0;
	return finite ? finite / (uint32_t)s->eta + 1 : 0;
}

/*
 * Constraints, with no score: what is broken comes first, the value after it. Of a report
 * the sum of what is beyond a limit; NaN: a metric is not known.
 */
static double broken_by(const struct study_info *info, const double *metrics)
{
	double sum = 0;

	for (size_t i = 0; i < info->n_constraints; i++) {
		const struct constraint *c = &info->constraints[i];
		double v = metrics[c->index];

		if (!isfinite(v))
			return (double)NAN;
		sum += v > c->max ? v - c->max : v < c->min ? c->min - v : 0;
	}
	return sum;
}

static void keep_report(struct witness *w, struct seen_trial *t, const double *metrics)
{
	int n = t->epoch;

	if (n > t->kept) {
		t->values = xreallocarray(t->values, (size_t)n, sizeof(*t->values));
		t->broken = xreallocarray(t->broken, (size_t)n, sizeof(*t->broken));
		t->kept = n;
	}
	t->values[n - 1] = metrics[w->info->metric_index];
	t->broken[n - 1] = broken_by(w->info, metrics);
}

/* Of the results of two trials at a level: -1: a's is better, 0: they are equal, 1. */
static int plainly(const struct witness *w, uint32_t a, uint32_t b, int level)
{
	const struct seen_trial *x = &w->trials[a], *y = &w->trials[b];
	int i = (level < x->kept ? level : x->kept) - 1;
	int k = (level < y->kept ? level : y->kept) - 1;
	bool fine = isfinite(x->values[i]) && isfinite(x->broken[i]);
	bool other = isfinite(y->values[k]) && isfinite(y->broken[k]);
	double p = x->values[i], q = y->values[k];

	if (!fine || !other)
		return other - fine;
	if (x->broken[i] > 0 || y->broken[k] > 0) {
		p = x->broken[i];
		q = y->broken[k];
	} else if (w->info->maximize) {
		p = -p;
		q = -q;
	}
	return (p > q) - (p < q);
}

/* Where v and trial rank in a rung, plainly; for W&B ties share the best of their ranks. */
static uint32_t rank_in(const struct witness *w, const struct study *s,
	const struct study_rung *r, uint32_t trial, double v)
{
	uint32_t rank = 1;

	for (uint32_t i = 0; i < r->done; i++) {
		double x = result_at(w, s, r, i);

		if (r->trials[i] == trial || is_unheard(w, s, r, r->trials[i]))
			continue;
		if (w->info->n_constraints) {
			int order = isfinite(x)
					    ? plainly(w, r->trials[i], trial, r->level)
					    : 1;

			rank += order < 0 ||
				(!order && r->trials[i] < trial && !keeps_as_wandb(s));
			continue;
		}
		if (study_better(s, x, v))
			rank++;
		else if (!study_better(s, v, x) && r->trials[i] < trial &&
			 !keeps_as_wandb(s))
			rank++;
	}
	return rank;
}

static bool waits_at(const struct study *s, const struct study_rung *r, uint32_t trial)
{
	const struct study_trial *t = &s->trials[trial];

	return t->state == TRIAL_PAUSED && t->reached == r->rung;
}

/* Of those who wait at a rung of asha's or pasha's, whether the best may climb. */
static bool may_climb(
	const struct witness *w, const struct study *s, const struct study_rung *r)
{
	if (r->rung == s->shape[r->bracket].n_rungs - 1)
		return false;
	if (is_kind(s, "pasha") && r->rung > w->pasha_climbed)
		return false; /* its cap shows in no event but this */
	for (uint32_t i = 0; i < r->done; i++)
		if (isfinite(r->values[i]) && waits_at(s, r, r->trials[i]) &&
			rank_in(w, s, r, r->trials[i], r->values[i]) <=
				places_of(w, s, r))
			return true;
	return false;
}

static void check_idle(
	const struct witness *w, const struct study *s, const struct event *e)
{
	int busy = 0;

	for (size_t i = 0; i < w->n_seats && i < (size_t)w->workers; i++)
		busy += w->seats[i].trial != STUDY_NONE;
	if (busy == w->workers || w->paused || w->stopping || w->clients)
		return;
	for (size_t i = 0; i < w->n_trials; i++)
		MAY(!w->trials[i].due);
	MAY(!may_begin(w, s));
	if (is_kind(s, "asha") || is_kind(s, "pasha"))
		for (size_t i = 0; i < s->n_rungs; i++)
			MAY(!may_climb(w, s, &s->rungs[i]));
}

/*
 * States as the man page names them. Running: it has a worker. Climbed: it was told to
 * climb, and has none yet, or has none any more. Paused: it waits for a verdict, or for
 * its first task.
 */
static enum trial_state off_worker(const struct study *s, const struct seen_trial *t)
{
	bool climbed = t->stale ? t->above && !s->synchronous : t->rung > 0;

	return climbed ? TRIAL_CLIMBED : TRIAL_PAUSED;
}

static bool reaches(const struct witness *w, double v)
{
	return isfinite(w->stop.value) && isfinite(v) &&
	       (w->info->maximize ? v >= w->stop.value : v <= w->stop.value);
}

/* Whether a limit is reached that ends the study at once. */
static bool is_over(const struct witness *w, const struct event *e)
{
	return (w->stop.epochs && w->epochs >= (uint64_t)w->stop.epochs) ||
	       (w->stop.seconds > 0 && e->t >= w->stop.seconds) || reaches(w, w->best);
}

/* One kind of event after the other. */

/* A trial in another ladder: if it has not come to the first level, it must. */
static void see_adopted(struct witness *w, const struct event *e, size_t i)
{
	const struct adopted_seat *a = &e->scheduler.adopted[i];
	struct seen_trial *t = &w->trials[i];
	int first = e->scheduler.shape[a->seat.bracket].levels[0];

	/*
	 * Raised above where it completed, the top is a rung to climb to: alive again, and
	 * nobody else is.
	 */
	MAY(a->revived == (t->ended && t->state == TRIAL_COMPLETED && !t->own_end &&
				  (e->scheduler.r_max == EPOCHS_OPEN ||
					  t->epoch < e->scheduler.r_max)));
	if (a->revived) {
		t->ended = false;
		t->state = TRIAL_PAUSED;
	}
	/* One that has just reported waits for the word that its worker is free. */
	MAY(a->running || t->worker < 0);
	t->bracket = a->seat.bracket;
	t->round = a->seat.round;
	t->rung = a->seat.rung;
	t->stale = a->running;
	t->judged = 0;
	t->above = t->epoch >= first;
	if (!a->running && t->state < TRIAL_PAUSED)
		t->state = TRIAL_PAUSED;
	t->open = t->open && a->running;
	t->heard = INT_MAX;
	if (a->running && t->cut)
		return; /* the same: it goes on with its task */
	t->cut = false;
	t->due = !t->ended && t->worker < 0 && !t->killed && t->epoch < first;
}

static void see_scheduler(struct witness *w, const struct study *s, const struct event *e)
{
	w->pasha_climbed = -1;
	if (!s->scheduler) {
		MAY(e->seq == 2);
		return;
	}
	MAY(e->scheduler.n_adopted == w->n_trials);
	for (size_t i = 0; i < w->n_trials; i++)
		see_adopted(w, e, i);
}

static void see_trial(struct witness *w, const struct study *s, const struct event *e)
{
	MAY(e->trial.trial == w->n_trials);
	MAY(!w->stopping && !w->paused && may_begin(w, s));
	ARRAY_ROOM(w->trials, w->n_trials, w->cap_trials);
	w->trials[w->n_trials++] = (struct seen_trial){.worker = -1,
		.due = true,
		.state = TRIAL_PAUSED,
		.heard = INT_MAX,
		.bracket = e->trial.bracket,
		.round = e->trial.round};
}

static void see_task(struct witness *w, const struct study *s, const struct event *e)
{
	struct seen_trial *t = trial_of(w, e, e->task.trial);
	const struct bracket_shape *shape = &s->shape[e->task.bracket];
	struct seen_worker *seat = seat_of(w, (size_t)e->task.worker);

	MAY(!w->paused && !w->stopping);
	MAY(t->worker < 0 && t->due && !t->killed);
	MAY(seat->trial == STUDY_NONE && e->task.worker < w->workers);
	MAY(e->task.bracket == t->bracket && e->task.round == t->round);
	MAY(e->task.rung == t->rung && e->task.rung < shape->n_rungs);
	if (t->cut)
		MAY(e->task.to == t->target);
	else
		MAY(e->task.to == shape->levels[e->task.rung] && e->task.to <= s->r_max);
	if (t->cut || !s->scratch || e->task.from)
		MAY(e->task.from == t->epoch);
	MAY(e->task.from < e->task.to);
	t->stale = t->stale && t->cut;
	t->epoch = e->task.from;
	t->target = e->task.to;
	t->due = t->cut = false;
	t->worker = e->task.worker;
	for (size_t i = 0; i < w->n_seats; i++)
		if (w->seats[i].last == e->task.trial)
			w->seats[i].last = STUDY_NONE;
	if (seat->last != STUDY_NONE && w->trials[seat->last].state == TRIAL_RUNNING)
		w->trials[seat->last].state = off_worker(s, &w->trials[seat->last]);
	t->state = TRIAL_RUNNING;
	*seat = (struct seen_worker){e->task.trial, e->task.trial, false};
}

static void see_best(struct witness *w, const struct event *e, double v)
{
	bool first = isnan(w->best),
	     tie = v == w->best && e->report.trial < w->best_trial;

	if (!isfinite(v))
		return;
	if (!first && !tie && !(w->info->maximize ? v > w->best : v < w->best))
		return;
	w->best = v;
	w->best_trial = e->report.trial;
}

/* As the lines of events have it. It takes its time: one event in 16 is looked at. */
static double printed(double seconds)
{
	char text[64];

	snprintf(text, sizeof(text), "%.6f", seconds);
	return strtod(text, NULL);
}

static bool is_looked_at(const struct event *e)
{
	return e->seq % 16 == 0;
}

static void see_report(struct witness *w, const struct study *s, const struct event *e)
{
	struct seen_trial *t = trial_of(w, e, e->report.trial);
	double v = e->report.metrics[w->info->metric_index];

	if (w->stop.seconds > 0 && e->t > w->stop.seconds)
		stop(w);
	check_idle(w, s, e);
	MAY(t->worker >= 0 && w->seats[t->worker].trial == e->report.trial);
	if (is_looked_at(e))
		MAY((float)printed((double)e->report.seconds) == e->report.seconds);
	MAY(e->report.epoch == t->epoch + 1 && e->report.epoch <= t->target);
	MAY(t->stale || e->report.epoch <= s->r_max);
	t->epoch++;
	w->epochs++;
	keep_report(w, t, e->report.metrics);
	if (!(t->broken[t->epoch - 1] <= 0))
		v = (double)NAN; /* it is never the best */
	see_best(w, e, v);
	if (t->epoch == t->target) {
		/* who began elsewhere may not have come to the first level yet */
		t->due = t->epoch < s->shape[t->bracket].levels[0];
		if (t->epoch == s->shape[t->bracket].levels[t->rung])
			t->heard = s->trials[e->report.trial].reached + 1;
		t->state = TRIAL_PAUSED;
		/* from before a switch it may end anywhere: what it has come to? */
		t->open = t->stale && !s->synchronous;
		leave_worker(w, t);
	} else if (w->seats[t->worker].told_to_stop) {
		t->due = t->cut = true;
		leave_worker(w, t);
	}
	if ((w->stop.epochs && w->epochs >= (uint64_t)w->stop.epochs) ||
		(w->stop.seconds > 0 && e->t >= w->stop.seconds) || reaches(w, v))
		stop(w);
}

static void see_incumbent(struct witness *w, const struct event *e)
{
	struct seen_trial *t = trial_of(w, e, e->incumbent.trial);

	MAY(e->incumbent.epoch == t->epoch);
	MAY(e->incumbent.trial == w->best_trial && e->incumbent.value == w->best);
}

/* The seats of a round's first rung whose trials ended by themselves before it. */
static uint32_t given_up(
	const struct witness *w, const struct study *s, const struct decision *d)
{
	uint32_t n = 0;

	for (size_t i = 0; i < w->n_trials; i++) {
		const struct seen_trial *t = &w->trials[i];

		n += t->bracket == d->bracket && t->round == d->round && t->ended &&
		     t->state == TRIAL_COMPLETED &&
		     t->epoch < s->shape[d->bracket].levels[0];
	}
	return n;
}

/*
 * The barrier: as many results as the rung seats, whoever sits there, but for those who
 * ended by themselves before it. The end of one of them may be the next to be told.
 */
static void see_barrier(
	struct witness *w, const struct study *s, const struct event *e, uint32_t seats)
{
	const struct decision *d = &e->decision;
	uint32_t gone = given_up(w, s, d), members = 0;
	bool closed = !may_begin(w, s) || w->stop.rounds;

	for (size_t i = 0; i < w->n_trials; i++)
		members += w->trials[i].bracket == d->bracket &&
			   w->trials[i].round == d->round;
	seats -= gone;
	members -= gone;
	if (d->rung > 0) {
		seats = study_rung_find(s, d->bracket, d->round, d->rung - 1)->climbed;
		closed = false;
	}
	if (d->results == seats || (closed && d->results == members))
		return;
	MAY(w->programs);
	MAY(d->results + 1 == seats || (closed && d->results + 1 == members));
	w->own_end_comes = true;
}

static void see_places(struct witness *w, const struct study *s, const struct event *e,
	const struct study_rung *r)
{
	const struct decision *d = &e->decision;

	if (!keeps_as_wandb(s))
		MAY(d->places <= 1 || d->places == d->results / (uint32_t)s->eta);
	else if (d->places > 1 && d->results == r->done && !may_be_lost(w, s, r))
		MAY(d->places == places_of(w, s, r));
	else
		MAY(d->places <= d->results / (uint32_t)s->eta + 1);
}

/* The numbers of a decision are those of the results that there are. */
static void see_numbers(struct witness *w, const struct study *s, const struct event *e)
{
	const struct decision *d = &e->decision;
	const struct study_rung *r = study_rung_find(s, d->bracket, d->round, d->rung);
	uint32_t done = r ? r->done : 0;
	bool promotes = d->verdict == VERDICT_PROMOTE && !d->by_hand;

	for (uint32_t i = 0; r && i < r->done; i++)
		done -= r->trials[i] != d->trial && is_unheard(w, s, r, r->trials[i]);
	if (is_kind(s, "median")) {
		/* `results` are the others */
		MAY(d->rank >= 1 && d->rank <= d->results + 1);
		MAY(d->results + 1 - done <= 1);
		if (d->cutoff_broken > 0)
			MAY(!promotes || d->broken <= d->cutoff_broken);
		else
			MAY(!promotes ||
				(isfinite(d->cutoff) && d->broken > 0
						? false
						: !study_better(s, d->cutoff, d->value)));
		return;
	}
	MAY(d->rank >= 1 && d->rank <= d->results && d->places <= d->results);
	MAY(!promotes || d->rank <= d->places);
	/* One that is lost on its way counts before its end is told. */
	MAY(d->results - done <= 1);
	w->loss_comes = d->results > done && !s->trials[d->trial].unjudged;
	if (isfinite(d->value) && !may_be_lost(w, s, r)) {
		uint32_t rank = rank_in(w, s, r, d->trial, d->value);

		/* One that ends by itself past its rung counts there before that is told. */
		MAY(d->rank == rank || (w->programs && w->loss_comes && d->rank == rank + 1));
	}
	if (s->synchronous)
		see_barrier(w, s, e, s->shape[d->bracket].seats[0]);
	else if (is_kind(s, "asha") || is_kind(s, "pasha") || is_kind(s, "asha_stop"))
		see_places(w, s, e, r);
	if (is_kind(s, "asha_stop") && d->rung < s->shape[d->bracket].n_rungs - 1)
		MAY(d->places >= 1);
}

static void see_decision(struct witness *w, const struct study *s, const struct event *e)
{
	const struct decision *d = &e->decision;
	const struct bracket_shape *shape = &s->shape[d->bracket];
	struct seen_trial *t = &w->trials[d->trial];
	const struct study_trial *known = &s->trials[d->trial];

	/* At a barrier all are judged together, those too that were lost before. */
	MAY(!t->ended || (s->synchronous && known->state > TRIAL_STOPPED &&
				 isnan(d->value) && d->verdict == VERDICT_STOP));
	MAY(!w->loss_comes || s->synchronous);
	MAY(d->bracket == t->bracket && d->round == t->round);
	MAY(d->rung < shape->n_rungs && d->level == shape->levels[d->rung]);
	see_numbers(w, s, e);
	t->judged = d->level;
	t->heard = INT_MAX;
	t->open = !t->ended &&
		  (d->verdict == VERDICT_STOP || d->verdict == VERDICT_COMPLETE);
	if (!t->ended)
		t->state = TRIAL_PAUSED;
	if (isfinite(d->value) && !is_kind(s, "median"))
		MAY(known->epoch >= d->level && known->values[d->level - 1] == d->value &&
			t->broken[d->level - 1] == d->broken);
	MAY(d->verdict != VERDICT_COMPLETE || d->rung == shape->n_rungs - 1);
	if (d->verdict != VERDICT_PROMOTE)
		return;
	MAY(isfinite(d->value) && t->worker < 0 && d->rung < shape->n_rungs - 1);
	if (is_kind(s, "pasha") && d->rung > w->pasha_climbed)
		w->pasha_climbed = d->rung;
	t->rung = d->rung + 1;
	t->due = t->epoch < shape->levels[t->rung];
	MAY(t->due || s->synchronous); /* where an adopted trial may have its result */
	if (t->due)
		t->state = TRIAL_CLIMBED;
}

static void see_end(struct witness *w, const struct event *e)
{
	struct seen_trial *t = trial_of(w, e, e->end.trial);
	bool lost = e->end.state == TRIAL_DIVERGED || e->end.state == TRIAL_FAILED ||
		    e->end.state == TRIAL_KILLED;
	/* One without a worker may have been cut short by a switch, before its target. */
	bool own = e->end.state == TRIAL_COMPLETED && t->epoch < t->target &&
		   t->worker >= 0;

	MAY(!w->loss_comes || lost || (own && w->programs));
	MAY(!w->own_end_comes || own);
	/* A program ends while it runs, and there is no verdict where it never came. */
	MAY(own ? t->judged <= t->epoch : lost || t->worker < 0);
	t->heard = INT_MAX;
	MAY(e->end.state != TRIAL_KILLED || t->killed);
	w->loss_comes = w->own_end_comes = false;
	leave_worker(w, t);
	t->ended = true;
	t->own_end = own;
	t->state = e->end.state;
	t->open = false;
	t->due = false;
}

static void see_control(struct witness *w, const struct event *e)
{
	struct seen_trial *t;

	if (e->control.refused)
		return;
	switch (e->control.action) {
	case CONTROL_PAUSE:
		w->paused = true;
		tell_to_stop(w, 0);
		break;
	case CONTROL_STOP:
		MAY(e->control.limits != NULL);
		w->stop = *e->control.limits;
		if (is_over(w, e))
			stop(w);
		break;
	case CONTROL_RESUME: /* after its end, or in another process */
		if (e->control.limits) {
			w->stop = *e->control.limits;
			w->finished = w->stopping = false;
		}
		/* fall through */
	case CONTROL_STEP:
		w->paused = false;
		break;
	case CONTROL_WORKERS:
		w->workers = (int)e->control.number;
		tell_to_stop(w, (size_t)w->workers);
		break;
	case CONTROL_KILL:
		t = trial_of(w, e, e->control.trial);
		t->killed = true;
		t->due = false;
		if (t->worker >= 0)
			w->seats[t->worker].told_to_stop = true;
		break;
	default:
		break;
	}
}

static void see_finish(struct witness *w, const struct study *s, const struct event *e)
{
	const struct stop_limits *stop = &w->stop;
	const struct study_incumbent *inc = study_incumbent(s);
	enum finish_reason reason = e->finish.reason;

	w->finished = true;
	for (size_t i = 0; i < w->n_trials; i++)
		if (w->trials[i].state == TRIAL_RUNNING)
			w->trials[i].state = off_worker(s, &w->trials[i]);
	MAY(!e->finish.error == (reason != FINISH_ERROR));
	MAY(e->finish.trials == w->n_trials && e->finish.epochs == w->epochs);
	MAY(inc ? inc->value == w->best && inc->trial == w->best_trial : isnan(w->best));
	MAY(reason != FINISH_TRIALS || w->n_trials >= (size_t)stop->trials);
	MAY(reason != FINISH_EPOCHS || w->epochs >= (uint64_t)stop->epochs);
	MAY(reason != FINISH_SECONDS || e->t >= stop->seconds);
	MAY(reason != FINISH_VALUE || reaches(w, w->best));
	MAY(reason != FINISH_EXHAUSTED || w->n_trials == w->n_configs);
	MAY(reason != FINISH_ROUNDS || (stop->rounds && s->synchronous));
}

void witness_event(struct witness *w, const struct study *s, const struct event *e)
{
	MAY(e->seq == s->seq + 1 && e->t >= w->t);
	MAY(!w->finished || e->kind == EVENT_CONTROL);
	if (is_looked_at(e))
		MAY(printed(e->t) == e->t);
	MAY(!(w->loss_comes || w->own_end_comes) || e->kind == EVENT_DECISION ||
		e->kind == EVENT_END);
	w->t = e->t;
	switch (e->kind) {
	case EVENT_STUDY:
		MAY(e->seq == 1);
		break;
	case EVENT_SCHEDULER:
		see_scheduler(w, s, e);
		break;
	case EVENT_TRIAL:
		see_trial(w, s, e);
		break;
	case EVENT_TASK:
		see_task(w, s, e);
		break;
	case EVENT_REPORT:
		see_report(w, s, e);
		break;
	case EVENT_DECISION:
		see_decision(w, s, e);
		break;
	case EVENT_INCUMBENT:
		see_incumbent(w, e);
		break;
	case EVENT_END:
		see_end(w, e);
		break;
	case EVENT_CONTROL:
		see_control(w, e);
		break;
	case EVENT_PLACE: /* where a trial is changes nothing */
	case EVENT_START:
	case EVENT_HOLD:
	case EVENT_EARLIER: /* nor what was tried elsewhere */
		break;
	case EVENT_FINISH:
		see_finish(w, s, e);
		break;
	}
}

/*
 * The recount. At every rung up to the highest that a trial has reached it has a result.
 * From those below it has climbed; from the highest, too, when it is on its way.
 */

struct count {
	uint32_t done, climbed, paused, running, stopped, lost;
};

static bool on_its_way(const struct study_trial *t)
{
	return t->state == TRIAL_RUNNING || t->state == TRIAL_CLIMBED || t->unjudged ||
	       t->epoch < t->target;
}

static void count_result(struct count *c, const struct study_trial *t, int rung)
{
	c->done++;
	if (rung < t->reached)
		c->climbed++;
	else if (t->state == TRIAL_COMPLETED || t->state == TRIAL_STOPPED)
		c->stopped++;
	else if (t->state > TRIAL_STOPPED)
		c->lost++;
	else if (on_its_way(t))
		c->climbed++;
	else
		c->paused++;
}

static bool has_result(const struct study_rung *r, uint32_t trial)
{
	for (uint32_t i = 0; i < r->done; i++)
		if (r->trials[i] == trial)
			return true;
	return false;
}

static void recount_rung(const struct study *s, const struct study_rung *r)
{
	struct count c = {0};

	for (size_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];

		if (t->bracket != r->bracket || t->round != r->round)
			continue;
		c.running += t->state == TRIAL_RUNNING && t->rung == r->rung;
		if (t->reached < r->rung)
			continue;
		count_result(&c, t, r->rung);
		MUST(has_result(r, t->id));
	}
	MUST(c.done == r->done && c.running == r->running);
	MUST(c.climbed == r->climbed && c.paused == r->paused);
	MUST(c.stopped == r->stopped && c.lost == r->lost);
	MUST(r->done == r->climbed + r->paused + r->stopped + r->lost);
}

void witness_states(const struct witness *w, const struct study *s)
{
	for (size_t i = 0; i < w->n_trials; i++)
		if (w->trials[i].open ? s->trials[i].state > TRIAL_PAUSED
				      : s->trials[i].state != w->trials[i].state)
			ck_abort_msg("after event %llu: T%zu is %s, not %s",
				(unsigned long long)s->seq, i,
				trial_state_name(s->trials[i].state),
				trial_state_name(w->trials[i].state));
}

void witness_recount(const struct witness *w, const struct study *s)
{
	size_t count[TRIAL_STATES] = {0};

	MUST(s->n_trials == w->n_trials);
	MUST(s->epochs == w->epochs);
	for (size_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];

		count[t->state]++;
		MUST(t->epoch == w->trials[i].epoch);
		MUST((t->state > TRIAL_PAUSED) == w->trials[i].ended);
		/* A limit of seconds may come less than a microsecond before a report. */
		MUST(w->finished || w->trials[i].worker < 0 ||
			t->worker == w->trials[i].worker);
		MUST(!w->finished || t->state != TRIAL_RUNNING);
	}
	for (int i = 0; i < TRIAL_STATES; i++)
		MUST(s->count[i] == count[i]);
	for (size_t i = 0; i < s->n_rungs; i++)
		recount_rung(s, &s->rungs[i]);
}
