/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/study.h"

#include "base/xalloc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void study_init(struct study *s)
{
	*s = (struct study){.phase = PHASE_EMPTY};
}

void study_release(struct study *s)
{
	for (size_t i = 0; i < s->n_trials; i++)
		free(s->trials[i].curve);
	for (size_t i = 0; i < s->n_rungs; i++) {
		free(s->rungs[i].trials);
		free(s->rungs[i].values);
	}
	free(s->trials);
	free(s->rungs);
	free(s->incumbents);
	free(s->decisions);
	free(s->on_worker);
	study_init(s);
}

struct study_rung *study_rung_find(
	const struct study *s, int bracket, int round, int rung)
{
	/* What is asked for was nearly always used last. */
	for (size_t i = s->n_rungs; i-- > 0;) {
		struct study_rung *r = &s->rungs[i];

		if (r->rung == rung && r->bracket == bracket && r->round == round)
			return r;
	}
	return NULL;
}

static struct study_rung *rung_use(
	struct study *s, int bracket, int round, int rung, int level)
{
	struct study_rung *r = study_rung_find(s, bracket, round, rung);

	if (r)
		return r;
	ARRAY_ROOM(s->rungs, s->n_rungs, s->cap_rungs);
	r = &s->rungs[s->n_rungs++];
	*r = (struct study_rung){.bracket = bracket,
		.round = round,
		.rung = rung,
		.level = level,
		.cutoff = NAN};
	if (s->synchronous && s->shape && bracket < s->n_brackets &&
		s->shape[bracket].seats && rung < s->shape[bracket].n_rungs)
		r->seats = s->shape[bracket].seats[rung];
	if (round > s->round)
		s->round = round;
	return r;
}

bool study_better(const struct study *s, double a, double b)
{
	if (!isfinite(a))
		return false;
	if (!isfinite(b))
		return true;
	return s->info->maximize ? a > b : a < b;
}

const struct study_incumbent *study_incumbent(const struct study *s)
{
	return s->n_incumbents ? &s->incumbents[s->n_incumbents - 1] : NULL;
}

double study_metric(
	const struct study *s, const struct study_trial *t, int epoch, size_t m)
{
	assert(epoch >= 1 && epoch <= t->epoch);
	return (double)t->curve[(size_t)(epoch - 1) * s->info->n_metrics + m];
}

static struct study_trial *trial_at(struct study *s, uint32_t id)
{
	assert(id < s->n_trials);
	return &s->trials[id];
}

static struct study_rung *rung_of(struct study *s, const struct study_trial *t)
{
	return study_rung_find(s, t->bracket, t->round, t->rung);
}

static void set_state(struct study *s, struct study_trial *t, enum trial_state state)
{
	s->count[t->state]--;
	s->count[state]++;
	t->state = state;
}

static void apply_study(struct study *s, const struct event *e)
{
	s->info = e->study;
	s->phase = PHASE_RUNNING;
}

static void apply_scheduler(struct study *s, const struct event *e)
{
	s->scheduler = e->scheduler.name;
	s->eta = e->scheduler.eta;
	s->r_min = e->scheduler.r_min;
	s->r_max = e->scheduler.r_max;
	s->n_brackets = e->scheduler.brackets;
	s->synchronous = e->scheduler.synchronous;
	s->idle_wait = e->scheduler.idle_wait;
	s->scratch = e->scheduler.scratch;
	s->shape = e->scheduler.shape;
}

static void apply_trial(struct study *s, const struct event *e)
{
	assert(e->trial.trial == s->n_trials);
	ARRAY_ROOM(s->trials, s->n_trials, s->cap_trials);
	s->trials[s->n_trials++] = (struct study_trial){
		.id = e->trial.trial,
		.state = TRIAL_PAUSED,
		.config = e->trial.config,
		.bracket = e->trial.bracket,
		.round = e->trial.round,
		.worker = -1,
		.value = NAN,
		.best = NAN,
	};
	s->count[TRIAL_PAUSED]++;
	if (e->trial.round > s->round)
		s->round = e->trial.round;
}

/* The trial has left its worker. */
static void leave(struct study *s, struct study_trial *t)
{
	if (t->worker < 0)
		return;
	if (s->on_worker[t->worker] == t->id)
		s->on_worker[t->worker] = STUDY_NONE;
	rung_of(s, t)->running--;
	t->worker = -1;
}

/* A worker takes a trial up: for the first time, to climb, or after a pause of the study. */
static void apply_task(struct study *s, const struct event *e)
{
	struct study_trial *t = trial_at(s, e->task.trial);
	struct study_rung *r;
	size_t w = (size_t)e->task.worker;

	leave(s, t); /* when it goes on after a pause of the study */
	set_state(s, t, TRIAL_RUNNING);
	t->bracket = e->task.bracket;
	t->round = e->task.round;
	t->rung = e->task.rung;
	t->target = e->task.to;
	t->worker = e->task.worker;
	r = rung_use(s, t->bracket, t->round, t->rung, e->task.to);
	r->running++;
	/* Retraining from scratch writes the same curve again. */
	t->epoch = e->task.from;
	while (s->n_on_worker <= w) {
		s->on_worker = xreallocarray(
			s->on_worker, s->n_on_worker + 1, sizeof(*s->on_worker));
		s->on_worker[s->n_on_worker++] = STUDY_NONE;
	}
	/* Interrupted with the study's pause, the last one here still waits its turn. */
	if (s->on_worker[w] != STUDY_NONE) {
		struct study_trial *other = trial_at(s, s->on_worker[w]);

		leave(s, other);
		set_state(s, other, TRIAL_PAUSED);
	}
	s->on_worker[w] = t->id;
}

static void rung_result(struct study_rung *r, uint32_t trial, double value)
{
	if (r->done == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 16;
		r->trials = xreallocarray(r->trials, r->cap, sizeof(*r->trials));
		r->values = xreallocarray(r->values, r->cap, sizeof(*r->values));
	}
	r->trials[r->done] = trial;
	r->values[r->done++] = value;
}

static void apply_report(struct study *s, const struct event *e)
{
	struct study_trial *t = trial_at(s, e->report.trial);
	size_t n = s->info->n_metrics;

	assert(e->report.epoch == t->epoch + 1);
	if (e->report.epoch > t->curve_cap) {
		t->curve_cap = t->curve_cap ? t->curve_cap * 2 : t->target;
		if (t->curve_cap < e->report.epoch)
			t->curve_cap = e->report.epoch;
		t->curve = xreallocarray(
			t->curve, (size_t)t->curve_cap * n, sizeof(*t->curve));
	}
	for (size_t m = 0; m < n; m++)
		t->curve[(size_t)t->epoch * n + m] = (float)e->report.metrics[m];
	t->epoch = e->report.epoch;
	t->value = e->report.metrics[s->info->metric_index];
	t->seconds += (double)e->report.seconds;
	if (study_better(s, t->value, t->best)) {
		t->best = t->value;
		t->best_epoch = t->epoch;
	}
	s->epochs++;
	s->busy += (double)e->report.seconds;
	if (t->epoch == t->target) {
		rung_result(rung_of(s, t), t->id, t->value);
		leave(s, t);
		rung_of(s, t)->paused++;
		set_state(s, t, TRIAL_PAUSED);
	}
}

static void apply_decision(struct study *s, const struct event *e)
{
	const struct decision *d = &e->decision;
	struct study_trial *t = trial_at(s, d->trial);
	struct study_rung *r = rung_use(s, d->bracket, d->round, d->rung, d->level);

	ARRAY_ROOM(s->decisions, s->n_decisions, s->cap_decisions);
	s->decisions[s->n_decisions++] =
		(struct study_decision){.seq = e->seq, .t = e->t, .d = *d};
	t->decision = s->n_decisions;
	t->rank = d->rank;
	t->rank_of = d->results;
	t->climbed = d->verdict == VERDICT_PROMOTE;
	r->places = d->places;
	r->cutoff = d->cutoff;
	if (d->verdict == VERDICT_PROMOTE) {
		r->paused--;
		r->climbed++;
	}
}

static void apply_incumbent(struct study *s, const struct event *e)
{
	ARRAY_ROOM(s->incumbents, s->n_incumbents, s->cap_incumbents);
	s->incumbents[s->n_incumbents++] = (struct study_incumbent){
		.trial = e->incumbent.trial,
		.epoch = e->incumbent.epoch,
		.value = e->incumbent.value,
		.t = e->t,
		.seq = e->seq,
		.epochs = s->epochs,
	};
}

static void apply_end(struct study *s, const struct event *e)
{
	struct study_trial *t = trial_at(s, e->end.trial);
	struct study_rung *r = rung_of(s, t);
	bool lost = e->end.state == TRIAL_DIVERGED || e->end.state == TRIAL_FAILED ||
		    e->end.state == TRIAL_KILLED;

	/* Lost on its way, it has a result all the same: one that ranks last. */
	if (t->epoch < t->target || (t->worker >= 0 && lost)) {
		rung_result(r, t->id, NAN);
		leave(s, t);
		r->lost++;
	} else {
		r->paused--;
		if (lost)
			r->lost++;
		else
			r->stopped++;
	}
	t->climbed = false;
	t->why = e->end.why;
	set_state(s, t, e->end.state);
}

static void apply_control(struct study *s, const struct event *e)
{
	switch (e->control.action) {
	case CONTROL_PAUSE:
		s->phase = PHASE_PAUSED;
		break;
	case CONTROL_RESUME:
	case CONTROL_STEP:
		s->phase = PHASE_RUNNING;
		break;
	case CONTROL_WORKERS:
		s->workers = (int)e->control.number;
		break;
	case CONTROL_PACE:
		s->pace = e->control.number;
		break;
	default:
		break;
	}
}

static void apply_finish(struct study *s, const struct event *e)
{
	for (size_t w = 0; w < s->n_on_worker; w++) {
		if (s->on_worker[w] != STUDY_NONE) {
			struct study_trial *t = trial_at(s, s->on_worker[w]);

			leave(s, t);
			set_state(s, t, TRIAL_PAUSED);
		}
	}
	s->phase = PHASE_FINISHED;
	s->reason = e->finish.reason;
}

void study_apply(struct study *s, const struct event *e)
{
	static void (*const apply[])(struct study *, const struct event *) = {
		[EVENT_STUDY] = apply_study,
		[EVENT_SCHEDULER] = apply_scheduler,
		[EVENT_TRIAL] = apply_trial,
		[EVENT_TASK] = apply_task,
		[EVENT_REPORT] = apply_report,
		[EVENT_DECISION] = apply_decision,
		[EVENT_INCUMBENT] = apply_incumbent,
		[EVENT_END] = apply_end,
		[EVENT_CONTROL] = apply_control,
		[EVENT_FINISH] = apply_finish,
	};

	assert(e->seq == s->seq + 1);
	s->seq = e->seq;
	s->t = e->t;
	apply[e->kind](s, e);
}
