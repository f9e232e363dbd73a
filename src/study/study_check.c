/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether an event can be the next one of a study. One function a kind. */
#include "config.h"

#include <math.h>

#include "study/study.h"

#define WORKERS_MOST 10000000
#define SECONDS_MOST 1e12 /* more than 30 000 years: arithmetic with it stays finite */

/* The trial, or NULL with err. */
static const struct study_trial *known(
	const struct study *s, uint32_t trial, struct error *err)
{
	if (trial < s->n_trials)
		return &s->trials[trial];
	error_usage(err, "there is no T%u", trial);
	return NULL;
}

static bool has_ended(const struct study_trial *t)
{
	return t->state > TRIAL_PAUSED;
}

/* The same for one that has not ended. */
static const struct study_trial *living(
	const struct study *s, uint32_t trial, struct error *err)
{
	const struct study_trial *t = known(s, trial, err);

	if (!t || !has_ended(t))
		return t;
	error_usage(err, "T%u has ended before", trial);
	return NULL;
}

static int check_place(
	const struct study *s, int bracket, int round, int rung, struct error *err)
{
	if (bracket >= 0 && bracket < s->n_brackets && round >= 0 && rung >= 0 &&
		rung < s->shape[bracket].n_rungs)
		return 0;
	return error_usage(err, "there is no rung %d of bracket %d", rung, bracket);
}

static int check_study(const struct study *s, const struct event *e, struct error *err)
{
	(void)e;
	return s->info ? error_usage(err, "the study began before") : 0;
}

/* In a synchronous ladder all of them, id after id, fill one round after the other. */
static bool is_seat(const struct event *e, const struct seat *seat)
{
	return seat->bracket >= 0 && seat->bracket < e->scheduler.brackets &&
	       seat->rung >= 0 &&
	       seat->rung < e->scheduler.shape[seat->bracket].n_rungs &&
	       seat->round >= 0 && (size_t)seat->round <= e->scheduler.n_adopted &&
	       (e->scheduler.synchronous || !seat->round);
}

static int check_adopted(const struct study *s, const struct event *e, struct error *err)
{
	for (size_t i = 0; i < e->scheduler.n_adopted; i++) {
		const struct adopted_seat *a = &e->scheduler.adopted[i];

		if (!is_seat(e, &a->seat))
			return error_usage(
				err, "T%zu is adopted where there is no rung", i);
		if (a->running && s->trials[i].worker < 0)
			return error_usage(err, "T%zu is not running", i);
		if (a->revived && s->trials[i].state != TRIAL_COMPLETED)
			return error_usage(err, "T%zu has not completed", i);
	}
	return 0;
}

static int check_scheduler(
	const struct study *s, const struct event *e, struct error *err)
{
	if (e->scheduler.n_adopted != s->n_trials)
		return error_usage(err, "%zu trials are adopted; there are %zu",
			e->scheduler.n_adopted, s->n_trials);
	return check_adopted(s, e, err);
}

/* Rounds begin one after the other; what has none is in round 0 for ever. */
static int check_trial(const struct study *s, const struct event *e, struct error *err)
{
	int last = s->synchronous && s->n_trials ? s->round + 1 : 0;

	if (e->trial.trial != s->n_trials)
		return error_usage(
			err, "T%u begins; T%zu is next", e->trial.trial, s->n_trials);
	if (e->trial.round > last)
		return error_usage(err, "T%u begins in round %d; round %d is the next",
			e->trial.trial, e->trial.round, last);
	for (int i = 0; e->trial.why && i < 2; i++) {
		bool earlier = e->trial.why->earlier[i];

		if (e->trial.why->nearest[i] != NO_TRIAL &&
			e->trial.why->nearest[i] >=
				(earlier ? s->n_earlier : s->n_trials))
			return error_usage(err,
				"T%u is near to %s%u, which has not begun",
				e->trial.trial, earlier ? "earlier trial " : "T",
				e->trial.why->nearest[i]);
	}
	return check_place(s, e->trial.bracket, e->trial.round, 0, err);
}

/* After an interruption everyone may go on somewhere else. */
static int check_worker(
	const struct study *s, const struct study_trial *t, int worker, struct error *err)
{
	size_t w = (size_t)worker;
	uint32_t other;

	if (worker < 0 || worker > WORKERS_MOST)
		return error_usage(err, "there is no worker %d", worker);
	if (t->worker >= 0 && t->task_seq > s->interrupted_seq)
		return error_usage(err, "T%u is on worker %d already", t->id, t->worker);
	other = w < s->n_on_worker ? s->on_worker[w] : STUDY_NONE;
	if (other != STUDY_NONE && s->trials[other].task_seq > s->interrupted_seq)
		return error_usage(err, "worker %d is busy with T%u", worker, other);
	return 0;
}

/* A bracket and a round are a trial's own for as long as there is no switch. */
static int check_own(
	const struct study_trial *t, int bracket, int round, struct error *err)
{
	if (bracket == t->bracket && round == t->round)
		return 0;
	return error_usage(err,
		"T%u is in bracket %d, round %d; not in bracket %d, round %d", t->id,
		t->bracket, t->round, bracket, round);
}

/* At a rung, among those that wait there for a verdict. */
static bool is_waiting(const struct study_trial *t)
{
	return t->state == TRIAL_PAUSED && !t->unjudged && t->epoch >= t->target &&
	       t->reached >= 0 && t->rung == t->reached;
}

/* On its way again with what it had to do when a switch or an interruption came. */
static bool goes_on(const struct study_trial *t, const struct event *e)
{
	return t->epoch < t->target && e->task.rung == t->rung &&
	       e->task.to == t->target && e->task.from == t->epoch;
}

static int check_task(const struct study *s, const struct event *e, struct error *err)
{
	const struct study_trial *t = living(s, e->task.trial, err);

	if (!t || check_own(t, e->task.bracket, e->task.round, err) < 0 ||
		check_place(s, e->task.bracket, e->task.round, e->task.rung, err) < 0)
		return -1;
	if (is_waiting(t))
		return error_usage(err, "a task; T%u waits at rung %d", t->id, t->rung);
	if ((e->task.from != t->epoch && e->task.from != 0) || e->task.to <= e->task.from)
		return error_usage(err,
			"a task from epoch %d to %d; T%u has trained for %d",
			e->task.from, e->task.to, t->id, t->epoch);
	if (!goes_on(t, e) &&
		(e->task.rung != t->reached + 1 ||
			e->task.to != s->shape[t->bracket].levels[e->task.rung]))
		return error_usage(err,
			"a task to epoch %d and rung %d; T%u is at rung %d", e->task.to,
			e->task.rung, t->id, t->reached);
	return check_worker(s, t, e->task.worker, err);
}

static int check_report(const struct study *s, const struct event *e, struct error *err)
{
	const struct study_trial *t = living(s, e->report.trial, err);

	if (!t)
		return -1;
	if (t->worker < 0)
		return error_usage(err, "T%u is not running", t->id);
	if (e->report.epoch != t->epoch + 1 || e->report.epoch > t->target)
		return error_usage(err, "epoch %d of T%u comes after epoch %d",
			e->report.epoch, t->id, t->epoch);
	if (!(e->report.seconds >= 0 && (double)e->report.seconds <= SECONDS_MOST))
		return error_usage(err, "epoch %d of T%u took %g seconds",
			e->report.epoch, t->id, (double)e->report.seconds);
	return 0;
}

/*
 * Whether a trial may be judged at a rung: it waits there, has ended there, or was lost on
 * the way to it, and its end comes next.
 */
static bool is_judged_at(const struct study *s, const struct study_trial *t, int rung)
{
	if (t->unjudged && study_has_come_to(s, t, rung))
		return true;
	if (is_waiting(t) || has_ended(t))
		return rung == t->reached;
	return rung == t->reached + 1 || (rung == t->rung && t->epoch < t->target);
}

/* Where curves are compared with those of the others, one is not among the results. */
static int check_numbers(
	const struct study *s, const struct decision *d, struct error *err)
{
	if (d->results > s->n_trials || d->rank > d->results + 1)
		return error_usage(err, "rank %u of %u; there are %zu trials", d->rank,
			d->results, s->n_trials);
	if (d->places > s->n_trials)
		return error_usage(
			err, "%u places; there are %zu trials", d->places, s->n_trials);
	return 0;
}

/* A promotion takes it from those who wait, so it must be one of them. */
static int check_decision(const struct study *s, const struct event *e, struct error *err)
{
	const struct decision *d = &e->decision;
	const struct study_trial *t = known(s, d->trial, err);
	const struct bracket_shape *shape;
	bool ready;

	if (!t || check_own(t, d->bracket, d->round, err) < 0 ||
		check_place(s, d->bracket, d->round, d->rung, err) < 0)
		return -1;
	shape = &s->shape[d->bracket];
	if (d->level != shape->levels[d->rung])
		return error_usage(err, "rung %d of bracket %d is not at epoch %d",
			d->rung, d->bracket, d->level);
	ready = is_judged_at(s, t, d->rung);
	if (d->verdict == VERDICT_PROMOTE)
		ready &= !has_ended(t) && d->rung + 1 < shape->n_rungs &&
			 (is_waiting(t) || t->unjudged) && d->level <= t->epoch;
	if (!ready)
		return error_usage(err, "'%s' at rung %d; T%u is not there",
			verdict_name(d->verdict), d->rung, t->id);
	return check_numbers(s, d, err);
}

/*
 * The best value up to now; the first that had it, or one with a lower id. A run that was
 * killed between a report and its incumbent went on without: see apply_control().
 */
static int check_incumbent(
	const struct study *s, const struct event *e, struct error *err)
{
	const struct study_trial *t = known(s, e->incumbent.trial, err);
	const struct study_incumbent *before = study_incumbent(s);

	if (!t)
		return -1;
	if (e->incumbent.epoch < 1 || e->incumbent.epoch > t->epoch ||
		e->incumbent.value != study_result(t, e->incumbent.epoch) ||
		study_broken(s, e->incumbent.value) > 0)
		return error_usage(err, "T%u has no such value", t->id);
	if (study_better(s, s->best, e->incumbent.value))
		return error_usage(
			err, "%g is not the best; %g is", e->incumbent.value, s->best);
	if (before && !study_better(s, e->incumbent.value, before->value) &&
		(e->incumbent.value != before->value || t->id >= before->trial))
		return error_usage(
			err, "T%u is not better than T%u", t->id, before->trial);
	return 0;
}

/* Any end but the rule's may come on the way, a program's own too. */
static int check_end(const struct study *s, const struct event *e, struct error *err)
{
	const struct study_trial *t = living(s, e->end.trial, err);
	bool by_rule = e->end.state == TRIAL_STOPPED || e->end.state == TRIAL_COMPLETED;

	if (!t)
		return -1;
	if (e->end.state == TRIAL_STOPPED && t->worker >= 0)
		return error_usage(err, "T%u is running", t->id);
	/* of one whose best does not improve it may come when it has just been sent on */
	if (by_rule && !is_waiting(t) && !(e->end.patience && t->state == TRIAL_CLIMBED) &&
		(e->end.state == TRIAL_STOPPED || t->epoch >= t->target))
		return error_usage(err, "'%s'; T%u waits at no rung",
			trial_state_name(e->end.state), t->id);
	return 0;
}

static int check_control(const struct study *s, const struct event *e, struct error *err)
{
	double n = e->control.number;

	if (e->control.refused)
		return 0;
	switch (e->control.action) {
	case CONTROL_WORKERS:
		if (!(n >= 1 && n <= WORKERS_MOST))
			return error_usage(err, "there are no %g workers", n);
		return 0;
	case CONTROL_PACE:
		return n >= 0 && isfinite(n) ? 0 : error_usage(err, "a pace of %g", n);
	case CONTROL_KILL:
	case CONTROL_PROMOTE:
		return living(s, e->control.trial, err) ? 0 : -1;
	case CONTROL_TRAIN_ON:
		return e->control.trial < s->n_trials &&
				       s->trials[e->control.trial].state == TRIAL_STOPPED
			       ? 0
			       : error_usage(err, "T%u has not been stopped",
					 e->control.trial);
	case CONTROL_STOP:
		return e->control.text && e->control.limits
			       ? 0
			       : error_usage(err, "its limits are missing");
	case CONTROL_ENQUEUE:
	case CONTROL_SWITCH:
	case CONTROL_CLOSE:
	case CONTROL_WARN:
	case CONTROL_NOTE:
	case CONTROL_TAG:
		return e->control.text ? 0 : error_usage(err, "its text is missing");
	default:
		return 0;
	}
}

static int check_finish(const struct study *s, const struct event *e, struct error *err)
{
	if (e->finish.trials == s->n_trials && e->finish.epochs == s->epochs)
		return 0;
	return error_usage(err,
		"it ends with %llu trials and %llu epochs; there are %zu and %llu",
		(unsigned long long)e->finish.trials,
		(unsigned long long)e->finish.epochs, s->n_trials,
		(unsigned long long)s->epochs);
}

static int check_node(const struct study *s, const struct event *e, struct error *err)
{
	return living(s, e->place.trial, err) ? 0 : -1;
}

static int check_start(const struct study *s, const struct event *e, struct error *err)
{
	const struct study_trial *t = living(s, e->start.trial, err);

	if (!t)
		return -1;
	if (t->worker < 0 || t->worker != e->start.worker)
		return error_usage(
			err, "T%u is not on worker %d", t->id, e->start.worker);
	if (!(e->start.seconds >= 0 && e->start.seconds <= SECONDS_MOST))
		return error_usage(
			err, "T%u started for %g seconds", t->id, e->start.seconds);
	return 0;
}

/* Its trial may have ended meanwhile. */
static int check_hold(const struct study *s, const struct event *e, struct error *err)
{
	if (e->hold.trial >= s->n_trials)
		return error_usage(err, "there is no T%u", e->hold.trial);
	if (!(e->hold.bytes >= 0 && e->hold.seconds >= 0 &&
		    e->hold.seconds <= SECONDS_MOST))
		return error_usage(err, "T%u was put aside for %g seconds", e->hold.trial,
			e->hold.seconds);
	return 0;
}

static int check_earlier(const struct study *s, const struct event *e, struct error *err)
{
	(void)e;
	return s->n_trials ? error_usage(err,
				     "an earlier trial after the first one of its own")
			   : 0;
}

int study_check(const struct study *s, const struct event *e, struct error *err)
{
	static int (*const check[])(
		const struct study *, const struct event *, struct error *) = {
		[EVENT_STUDY] = check_study,
		[EVENT_SCHEDULER] = check_scheduler,
		[EVENT_TRIAL] = check_trial,
		[EVENT_TASK] = check_task,
		[EVENT_REPORT] = check_report,
		[EVENT_DECISION] = check_decision,
		[EVENT_INCUMBENT] = check_incumbent,
		[EVENT_END] = check_end,
		[EVENT_CONTROL] = check_control,
		[EVENT_PLACE] = check_node,
		[EVENT_START] = check_start,
		[EVENT_HOLD] = check_hold,
		[EVENT_EARLIER] = check_earlier,
		[EVENT_FINISH] = check_finish,
	};

	if (e->seq != s->seq + 1)
		return error_usage(err, "it is number %llu", (unsigned long long)e->seq);
	if (!(e->t >= 0 && e->t <= SECONDS_MOST))
		return error_usage(err, "its time is %g", e->t);
	if (!s->info && e->kind != EVENT_STUDY)
		return error_usage(err, "no study has begun");
	if (!s->scheduler && e->kind != EVENT_STUDY && e->kind != EVENT_SCHEDULER)
		return error_usage(err, "there is no scheduler");
	return check[e->kind](s, e, err);
}
