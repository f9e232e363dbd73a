/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/study.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/score.h"
#include "base/xalloc.h"
#include "study/study_parts.h"

#define CURVE_FIRST 1024 /* epochs to make room for at once */

void study_init(struct study *s)
{
	*s = (struct study){.phase = PHASE_EMPTY, .best = NAN};
}

void study_release(struct study *s)
{
	for (size_t i = 0; i < s->n_trials; i++) {
		free(s->trials[i].values);
		free(s->trials[i].scores);
		free(s->trials[i].others);
		free(s->trials[i].times);
	}
	study_rungs_release(s);
	free(s->earlier);
	free(s->trials);
	free(s->incumbents);
	free(s->decisions);
	free(s->least);
	free(s->failures);
	failures_release(&s->causes);
	notes_release(&s->notes);
	platforms_release(&s->platforms);
	for (size_t i = 0; i < s->n_rules; i++)
		free(s->rules[i]);
	free(s->rules);
	free(s->on_worker);
	timeline_release(&s->timeline);
	study_init(s);
}

bool study_better(const struct study *s, double a, double b)
{
	if (!isfinite(a))
		return false;
	if (!isfinite(b))
		return true;
	return s->info->maximize ? a > b : a < b;
}

const double *study_results(const struct study_trial *t)
{
	return t->scores ? t->scores : t->values;
}

double study_result(const struct study_trial *t, int epoch)
{
	assert(epoch >= 1 && epoch <= t->epoch);
	return study_results(t)[epoch - 1];
}

double study_latest(const struct study_trial *t)
{
	return t->epoch ? study_result(t, t->epoch) : NO_NUMBER;
}

double study_broken(const struct study *s, double result)
{
	return s->info && s->info->n_constraints ? score_broken(result) : 0;
}

void study_say_broken(
	const struct study *s, const struct study_trial *t, int epoch, struct strbuf *out)
{
	const struct study_info *info = s->info;
	double metrics[METRICS_MAX];

	if (epoch < 1 || epoch > t->epoch)
		return;
	for (size_t i = 0; i < info->n_constraints; i++)
		metrics[i] = study_metric(s, t, epoch, info->constraints[i].index);
	constraints_say(info->constraints, info->n_constraints,
		study_broken(s, study_result(t, epoch)), metrics, out);
}

int study_top(const struct study *s)
{
	if (s->r_max != EPOCHS_OPEN)
		return s->r_max;
	return s->longest > s->r_min ? s->longest : s->r_min;
}

const char *study_level_text(int level, char *out, size_t size)
{
	if (level == EPOCHS_OPEN)
		snprintf(out, size, "end");
	else
		snprintf(out, size, "%d", level);
	return out;
}

const char *study_level_words(int level, char *out, size_t size)
{
	if (level == EPOCHS_OPEN)
		snprintf(out, size, "at the program's end");
	else
		snprintf(out, size, "at %d epoch%s", level, level == 1 ? "" : "s");
	return out;
}

double study_saved(const struct study *s)
{
	double all = (double)s->n_trials * s->r_full;

	if (s->r_full == EPOCHS_OPEN || all <= 0)
		return NAN;
	return 1 - (double)s->epochs / all;
}

const struct study_incumbent *study_incumbent(const struct study *s)
{
	return s->n_incumbents ? &s->incumbents[s->n_incumbents - 1] : NULL;
}

bool study_all_break(const struct study *s)
{
	if (s->n_incumbents)
		return false;
	for (size_t i = 0; i < s->n_trials; i++)
		if (s->trials[i].broken > 0)
			return true;
	return false;
}

const char *study_without(const struct study *s)
{
	return study_all_break(s) ? "every result breaks a constraint"
				  : "no trial finished with a finite value";
}

double study_metric(
	const struct study *s, const struct study_trial *t, int epoch, size_t m)
{
	size_t own = s->info->metric_index;

	assert(epoch >= 1 && epoch <= t->epoch);
	if (m == own)
		return t->values[epoch - 1];
	return (double)
		t->others[(size_t)(epoch - 1) * (s->info->n_metrics - 1) + m - (m > own)];
}

struct study_trial *study_trial_at(struct study *s, uint32_t id)
{
	assert(id < s->n_trials);
	return &s->trials[id];
}

void study_set_state(struct study *s, struct study_trial *t, enum trial_state state)
{
	s->count[t->state]--;
	s->count[state]++;
	t->state = state;
}

bool study_is_lost(enum trial_state state)
{
	return state == TRIAL_DIVERGED || state == TRIAL_FAILED || state == TRIAL_KILLED;
}

void study_failure_text(
	const struct study *s, const struct study_failure *f, struct strbuf *out)
{
	failure_text(&f->failure, s->trials[f->trial].why, out);
}

static void apply_study(struct study *s, const struct event *e)
{
	s->info = e->study;
	platforms_add(&s->platforms, e->seq, e->study->platform);
	s->stop = &e->study->stop;
	s->phase = PHASE_RUNNING;
	s->least = xcalloc(e->study->n_metrics + 1, sizeof(*s->least));
	for (size_t m = 0; m < e->study->n_metrics; m++)
		s->least[m] = NAN;
}

static void apply_trial(struct study *s, const struct event *e)
{
	assert(e->trial.trial == s->n_trials);
	ARRAY_ROOM(s->trials, s->n_trials, s->cap_trials);
	s->trials[s->n_trials++] = (struct study_trial){
		.id = e->trial.trial,
		.state = TRIAL_PAUSED,
		.config = e->trial.config,
		.origin = e->trial.why,
		.bracket = e->trial.bracket,
		.round = e->trial.round,
		.reached = -1,
		.worker = -1,
		.value = NAN,
		.best = NAN,
	};
	s->count[TRIAL_PAUSED]++;
	if (e->trial.round > s->round)
		s->round = e->trial.round;
}

/* A worker takes a trial up: for the first time, to climb, or after a pause of the study. */
static void apply_task(struct study *s, const struct event *e)
{
	struct study_trial *t = study_trial_at(s, e->task.trial);
	size_t w = (size_t)e->task.worker;

	study_leave(s, t); /* when it goes on after a pause of the study */
	t->unjudged = false;
	study_set_state(s, t, TRIAL_RUNNING);
	t->bracket = e->task.bracket;
	t->round = e->task.round;
	t->rung = e->task.rung;
	t->target = e->task.to;
	t->worker = e->task.worker;
	t->task_seq = e->seq;
	study_rung_of(s, t)->running++;
	/* Retraining from scratch writes the same curve again. */
	t->epoch = e->task.from;
	if (s->n_on_worker <= w)
		s->on_worker = xreallocarray(s->on_worker, w + 1, sizeof(*s->on_worker));
	while (s->n_on_worker <= w)
		s->on_worker[s->n_on_worker++] = STUDY_NONE;
	/* Interrupted with the study's pause, the last one here still waits its turn. */
	if (s->on_worker[w] != STUDY_NONE) {
		struct study_trial *other = study_trial_at(s, s->on_worker[w]);

		study_wait_on_the_way(s, other);
	}
	s->on_worker[w] = t->id;
	s->n_busy++;
	timeline_begin(&s->timeline, (struct span){.trial = t->id,
					     .worker = t->worker,
					     .bracket = t->bracket,
					     .rung = t->rung,
					     .from = e->t});
}

/* Takes its place at the highest rung that it has come to. */
static void settle(struct study *s, struct study_trial *t)
{
	t->unjudged = false;
	if (!study_reach(s, t) && t->reached >= 0)
		/* a task from before a switch ended between two levels */
		study_rung_use(s, t->bracket, t->round, t->reached)->climbed--;
	if (t->reached < 0)
		return;
	t->rung = t->reached;
	study_set_state(s, t, TRIAL_PAUSED);
	study_rung_of(s, t)->paused++;
}

void study_arrive(struct study *s, struct study_trial *t)
{
	study_wait_on_the_way(s, t);
	t->unjudged = !s->ladder->arrives(
		&s->shape[t->bracket], t->reached, t->rung, t->target);
	if (!t->unjudged)
		settle(s, t);
}

static void keep_report(
	struct study *s, struct study_trial *t, const double *metrics, double time)
{
	size_t n = s->info->n_metrics, own = s->info->metric_index, at;

	if (t->epoch == t->curve_cap) {
		t->curve_cap = t->curve_cap		 ? t->curve_cap * 2
			       : t->target < CURVE_FIRST ? t->target
							 : CURVE_FIRST;
		if (t->curve_cap <= t->epoch)
			t->curve_cap = t->epoch + 1;
		t->values = xreallocarray(
			t->values, (size_t)t->curve_cap, sizeof(*t->values));
		if (s->info->n_constraints)
			t->scores = xreallocarray(
				t->scores, (size_t)t->curve_cap, sizeof(*t->scores));
		t->times =
			xreallocarray(t->times, (size_t)t->curve_cap, sizeof(*t->times));
		if (n > 1)
			t->others = xreallocarray(t->others,
				(size_t)t->curve_cap * (n - 1), sizeof(*t->others));
	}
	t->values[t->epoch] = metrics[own];
	if (t->scores)
		t->scores[t->epoch] = study_score(s->info, metrics);
	t->times[t->epoch] = (float)time;
	for (size_t m = 0; m < n; m++)
		if (isfinite(metrics[m]))
			s->least[m] = fmin(s->least[m], metrics[m]);
	at = (size_t)t->epoch * (n - 1);
	for (size_t m = 0; m < n; m++)
		if (m != own)
			t->others[at++] = (float)metrics[m];
}

/* What of the time since the worker was heard of last was not training. */
static void wait_for_pace(
	struct study *s, const struct study_trial *t, const struct event *e)
{
	const struct span *span = timeline_last(&s->timeline, t->worker);

	if (s->pace > 0 && span)
		timeline_wait(&s->timeline, span->to, e->t - (double)e->report.seconds);
}

static void apply_report(struct study *s, const struct event *e)
{
	struct study_trial *t = study_trial_at(s, e->report.trial);

	assert(e->report.epoch == t->epoch + 1);
	keep_report(s, t, e->report.metrics, e->t);
	t->epoch = e->report.epoch;
	t->value = e->report.metrics[s->info->metric_index];
	t->broken = constraints_broken(
		s->info->constraints, s->info->n_constraints, e->report.metrics);
	t->seconds += (double)e->report.seconds;
	if (t->broken <= 0 && study_better(s, study_latest(t), t->best)) {
		t->best = study_latest(t);
		t->best_epoch = t->epoch;
		if (study_better(s, t->best, s->best))
			s->best = t->best;
	}
	s->epochs++;
	if (t->epoch > s->longest)
		s->longest = t->epoch;
	wait_for_pace(s, t, e);
	timeline_extend(&s->timeline, t->worker, e->t, false);
	study_starts_report(s, t, (double)e->report.seconds);
	if (t->epoch == t->target)
		study_arrive(s, t);
}

/* Its place on the next rung, where an adopted trial may have its result already. */
static void climb(struct study *s, struct study_trial *t, struct study_rung *from)
{
	from->paused--;
	from->climbed++;
	if (t->state != TRIAL_PAUSED)
		return;
	if (study_reach(s, t)) {
		t->rung = t->reached;
		study_rung_of(s, t)->paused++;
	} else {
		study_set_state(s, t, TRIAL_CLIMBED);
	}
}

static void apply_decision(struct study *s, const struct event *e)
{
	const struct decision *d = &e->decision;
	struct study_trial *t = study_trial_at(s, d->trial);
	struct study_rung *r;

	if (t->unjudged && study_has_come_to(s, t, d->rung))
		settle(s, t);
	r = study_rung_use(s, d->bracket, d->round, d->rung);
	ARRAY_ROOM(s->decisions, s->n_decisions, s->cap_decisions);
	s->decisions[s->n_decisions++] = (struct study_decision){
		.seq = e->seq, .t = e->t, .d = *d, .rule = s->rule};
	t->decision = s->n_decisions;
	t->rank = d->rank;
	t->rank_of = rule_ranked(s->rule, d);
	t->by_hand = d->by_hand;
	r->places = d->places;
	r->cutoff = d->cutoff;
	if (d->verdict == VERDICT_PROMOTE)
		climb(s, t, r);
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

/* Not at a rung, but bound for one. */
static bool is_on_the_way(const struct study_trial *t)
{
	return t->worker >= 0 || t->unjudged || t->state == TRIAL_CLIMBED ||
	       t->epoch < t->target || t->reached < 0;
}

/*
 * An older version took a program's own end for a loss: then the trial was told to stop
 * where it never came.
 */
static bool was_judged(const struct study *s, const struct study_trial *t)
{
	return t->decision && s->decisions[t->decision - 1].d.level > t->epoch;
}

/* It has come to an end of its own: what it has passed counts, and nothing else. */
static void complete_on_the_way(struct study *s, struct study_trial *t)
{
	int before = t->reached;

	study_leave(s, t);
	if (!study_reach(s, t)) {
		study_give_up_seat(s, t);
		if (before >= 0)
			study_rung_use(s, t->bracket, t->round, before)->climbed--;
	}
	t->rung = t->reached < 0 ? 0 : t->reached;
	if (t->reached >= 0)
		study_rung_of(s, t)->stopped++;
}

static void take_failure(struct study *s, const struct event *e)
{
	const struct failure *f = &e->end.failure;

	s->failing = e->end.state == TRIAL_FAILED;
	s->new_cause = (s->failing || f->cause != CAUSE_OTHER) &&
		       failures_add(&s->causes, e->end.trial, e->end.why, f);
	if (!s->failing)
		return;
	ARRAY_ROOM(s->failures, s->n_failures, s->cap_failures);
	s->failures[s->n_failures++] =
		(struct study_failure){e->seq, e->end.trial, *f};
}

static void apply_end(struct study *s, const struct event *e)
{
	struct study_trial *t = study_trial_at(s, e->end.trial);
	bool lost = study_is_lost(e->end.state), short_of = t->epoch < t->target;

	if (t->worker >= 0)
		timeline_extend(&s->timeline, t->worker, e->t, lost);
	if (!lost && short_of && !was_judged(s, t)) {
		complete_on_the_way(s, t);
	} else if ((lost || short_of) && is_on_the_way(t)) {
		study_lose_on_the_way(s, t);
	} else {
		struct study_rung *r = study_rung_of(s, t);

		r->paused--;
		if (lost) {
			study_rung_spoil(r, t->id);
			r->lost++;
		} else {
			r->stopped++;
		}
	}
	take_failure(s, e);
	t->cause = e->end.failure.cause;
	t->unjudged = false;
	t->why = e->end.why;
	t->patience = e->end.patience;
	s->n_patience += e->end.patience;
	study_set_state(s, t, e->end.state);
}

static void apply_control(struct study *s, const struct event *e)
{
	if (e->control.refused) {
		s->refused = e->control.refused;
		s->refused_seq = e->seq;
		return;
	}
	s->command = (struct study_command){
		e->seq, e->control.action, e->control.trial, e->control.text};
	if (e->control.limits)
		s->stop = e->control.limits;
	switch (e->control.action) {
	case CONTROL_PAUSE:
		s->phase = PHASE_PAUSED;
		s->interrupted_seq = e->seq;
		break;
	case CONTROL_RESUME:
		s->error = NULL;
		platforms_add(&s->platforms, e->seq, e->control.platform);
		/* fall through */
	case CONTROL_STEP:
		s->phase = PHASE_RUNNING;
		s->interrupted_seq = e->seq;
		break;
	case CONTROL_WORKERS:
		s->workers = (int)e->control.number;
		s->interrupted_seq = e->seq;
		/* Killed between a report and its incumbent, it went on without that one. */
		s->best = s->n_incumbents ? s->incumbents[s->n_incumbents - 1].value
					  : NO_NUMBER;
		break;
	case CONTROL_CLOSE:
		s->closed = true;
		break;
	case CONTROL_WARN:
		s->warning = e->control.text;
		s->warning_seq = e->seq;
		s->warned = s->warning && e->control.warning == WARNING_LASTS;
		if (e->control.warning == WARNING_SEARCHER)
			s->searcher_warning = s->warning;
		break;
	case CONTROL_PACE:
		s->pace = e->control.number;
		break;
	case CONTROL_TRAIN_ON:
		study_trial_at(s, e->control.trial)->trains_on = true;
		break;
	case CONTROL_NOTE:
		notes_add(&s->notes, e->seq, e->t, e->control.text);
		break;
	case CONTROL_TAG:
		notes_tag(&s->notes, e->control.text);
		break;
	default:
		break;
	}
}

static void apply_finish(struct study *s, const struct event *e)
{
	for (size_t w = 0; w < s->n_on_worker; w++) {
		if (s->on_worker[w] != STUDY_NONE) {
			struct study_trial *t = study_trial_at(s, s->on_worker[w]);

			study_wait_on_the_way(s, t);
		}
	}
	s->phase = PHASE_FINISHED;
	s->reason = e->finish.reason;
	s->error = e->finish.error;
}

static void apply_place(struct study *s, const struct event *e)
{
	struct study_trial *t = study_trial_at(s, e->place.trial);

	t->node = e->place.node;
	t->waits = e->place.why;
	t->attempt = e->place.attempt;
	if (!e->place.gpus || *e->place.gpus || !*e->place.node) /* else it leaves it */
		t->gpus = e->place.gpus;
}

/* What is enqueued is a trial of this study when its time comes. */
static void apply_earlier(struct study *s, const struct event *e)
{
	if (e->earlier->enqueue)
		return;
	ARRAY_ROOM(s->earlier, s->n_earlier, s->cap_earlier);
	s->earlier[s->n_earlier++] = e->earlier;
}

void study_apply(struct study *s, const struct event *e)
{
	static void (*const apply[])(struct study *, const struct event *) = {
		[EVENT_STUDY] = apply_study,
		[EVENT_SCHEDULER] = study_apply_scheduler,
		[EVENT_TRIAL] = apply_trial,
		[EVENT_TASK] = apply_task,
		[EVENT_REPORT] = apply_report,
		[EVENT_DECISION] = apply_decision,
		[EVENT_INCUMBENT] = apply_incumbent,
		[EVENT_END] = apply_end,
		[EVENT_CONTROL] = apply_control,
		[EVENT_PLACE] = apply_place,
		[EVENT_START] = study_apply_start,
		[EVENT_HOLD] = study_apply_hold,
		[EVENT_EARLIER] = apply_earlier,
		[EVENT_FINISH] = apply_finish,
	};

	assert(e->seq == s->seq + 1);
	/* a pause is nobody's idleness */
	if (s->phase == PHASE_RUNNING)
		timeline_pass(&s->timeline, s->t, e->t, s->n_busy, s->workers);
	s->seq = e->seq;
	s->t = e->t;
	apply[e->kind](s, e);
}
