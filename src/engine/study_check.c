/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether an event can be the next one of a study. One function a kind. */
#include "config.h"

#include "engine/study.h"

#include <math.h>

#define WORKERS_MOST 10000000

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

static int check_adopted(const struct study *s, const struct event *e, struct error *err)
{
	for (size_t i = 0; i < e->scheduler.n_adopted; i++) {
		const struct adopted_seat *a = &e->scheduler.adopted[i];
		const struct seat *seat = &a->seat;

		if (seat->bracket < 0 || seat->bracket >= e->scheduler.brackets ||
			seat->round < 0 || seat->rung < 0 ||
			seat->rung >= e->scheduler.shape[seat->bracket].n_rungs)
			return error_usage(
				err, "T%zu is adopted where there is no rung", i);
		if (a->running && s->trials[i].worker < 0)
			return error_usage(err, "T%zu is not running", i);
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

static int check_trial(const struct study *s, const struct event *e, struct error *err)
{
	if (e->trial.trial != s->n_trials)
		return error_usage(
			err, "T%u begins; T%zu is next", e->trial.trial, s->n_trials);
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

static int check_task(const struct study *s, const struct event *e, struct error *err)
{
	const struct study_trial *t = living(s, e->task.trial, err);

	if (!t || check_place(s, e->task.bracket, e->task.round, e->task.rung, err) < 0)
		return -1;
	if ((e->task.from != t->epoch && e->task.from != 0) ||
		e->task.to <= e->task.from ||
		(e->task.to > s->r_max && e->task.to != t->target))
		return error_usage(err,
			"a task from epoch %d to %d; T%u has trained for %d",
			e->task.from, e->task.to, t->id, t->epoch);
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
	return 0;
}

static int check_decision(const struct study *s, const struct event *e, struct error *err)
{
	const struct decision *d = &e->decision;

	if (!known(s, d->trial, err) ||
		check_place(s, d->bracket, d->round, d->rung, err) < 0)
		return -1;
	if (d->level != s->shape[d->bracket].levels[d->rung])
		return error_usage(err, "rung %d of bracket %d is not at epoch %d",
			d->rung, d->bracket, d->level);
	return 0;
}

static int check_incumbent(
	const struct study *s, const struct event *e, struct error *err)
{
	const struct study_trial *t = known(s, e->incumbent.trial, err);

	if (!t)
		return -1;
	if (e->incumbent.epoch < 1 || e->incumbent.epoch > t->epoch ||
		e->incumbent.value != t->values[e->incumbent.epoch - 1])
		return error_usage(err, "T%u has no such value", t->id);
	return 0;
}

/* Any end but the rule's may come on the way, a program's own too. */
static int check_end(const struct study *s, const struct event *e, struct error *err)
{
	const struct study_trial *t = living(s, e->end.trial, err);

	if (!t)
		return -1;
	if (e->end.state == TRIAL_STOPPED && t->worker >= 0)
		return error_usage(err, "T%u is running", t->id);
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
	case CONTROL_ENQUEUE:
	case CONTROL_SWITCH:
	case CONTROL_CLOSE:
	case CONTROL_WARN:
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
		[EVENT_FINISH] = check_finish,
	};

	if (e->seq != s->seq + 1)
		return error_usage(err, "it is number %llu", (unsigned long long)e->seq);
	if (!isfinite(e->t) || e->t < 0)
		return error_usage(err, "its time is %g", e->t);
	if (!s->info && e->kind != EVENT_STUDY)
		return error_usage(err, "no study has begun");
	if (!s->scheduler && e->kind != EVENT_STUDY && e->kind != EVENT_SCHEDULER)
		return error_usage(err, "there is no scheduler");
	return check[e->kind](s, e, err);
}
