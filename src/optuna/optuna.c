/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "optuna/optuna.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "study/event_failure.h"

#define TIME_MAX 253370764800.0 /* the year 9999, the last that Optuna reads */

/* What a sink has been told of a trial. */
struct told {
	int bracket;
	int rung;   /* the highest that it has completed in the present ladder, or -1 */
	int epochs; /* fewer than these are trained again from scratch: the same values */
	bool paused, ended;
};

struct optuna {
	struct study study;
	const struct optuna_space *space;
	double began;
	struct optuna_sink *sink;
	struct told *told; /* one a trial */
	size_t cap_told;
	const uint64_t *ends; /* n_ends; see optuna_wait_for() */
	size_t n_ends;
	struct strbuf text;
};

void optuna_print_time(double time, char between, struct strbuf *out)
{
	double at = fmin(fmax(time, 0), TIME_MAX), micros = rint(at * 1e6);
	time_t seconds = (time_t)floor(micros / 1e6);
	struct tm tm;

	localtime_r(&seconds, &tm);
	strbuf_addf(out, "%04d-%02d-%02d%c%02d:%02d:%02d.%06d", tm.tm_year + 1900,
		tm.tm_mon + 1, tm.tm_mday, between, tm.tm_hour, tm.tm_min, tm.tm_sec,
		(int)(micros - (double)seconds * 1e6));
}

const char *optuna_state_name(enum optuna_state state)
{
	static const char *const names[OPTUNA_STATES] = {
		[OPTUNA_RUNNING] = "RUNNING",
		[OPTUNA_COMPLETE] = "COMPLETE",
		[OPTUNA_PRUNED] = "PRUNED",
		[OPTUNA_FAIL] = "FAIL",
	};

	return names[state];
}

struct optuna *optuna_new(const struct study_info *info, const struct optuna_space *space,
	double began, struct optuna_sink *sink)
{
	struct optuna *o = xcalloc(1, sizeof(*o));

	study_init(&o->study);
	o->study.info = info;
	o->space = space;
	o->began = began;
	o->sink = sink;
	strbuf_init(&o->text);
	return o;
}

void optuna_free(struct optuna *o)
{
	if (!o)
		return;
	study_release(&o->study);
	strbuf_release(&o->text);
	free(o->told);
	free(o);
}

/* Attributes */

static const char *json_text(struct optuna *o, const char *text)
{
	strbuf_reset(&o->text);
	strbuf_add_json(&o->text, text);
	return o->text.buf;
}

static const char *json_number(struct optuna *o, double v)
{
	strbuf_reset(&o->text);
	strbuf_add_number(&o->text, v);
	return o->text.buf;
}

static void study_attr(struct optuna *o, const char *key, const char *json)
{
	o->sink->ops->study_attr(o->sink, false, key, json);
}

static void trial_attr(
	struct optuna *o, uint32_t trial, const char *key, const char *json)
{
	o->sink->ops->trial_attr(o->sink, trial, false, key, json);
}

/* One function for each event that says something */

static void on_study(struct optuna *o, const struct study_info *info)
{
	o->sink->ops->study(o->sink, info->name, info->maximize);
	strbuf_reset(&o->text);
	strbuf_addch(&o->text, '[');
	strbuf_add_json(&o->text, info->metric);
	strbuf_addch(&o->text, ']');
	o->sink->ops->study_attr(o->sink, true, OPTUNA_METRIC_NAMES, o->text.buf);
	study_attr(o, "program", "\"" PACKAGE_STRING "\"");
	study_attr(o, "objective", json_text(o, info->objective));
	study_attr(o, "seed", json_number(o, (double)info->seed));
}

/* A rung of another ladder is another rung. */
static void on_scheduler(struct optuna *o, const struct event *e)
{
	study_attr(o, "scheduler", json_text(o, e->scheduler.spec));
	for (size_t i = 0; i < o->study.n_trials; i++)
		o->told[i].rung = -1;
}

static void on_trial(struct optuna *o, const struct event *e)
{
	const struct space *space = o->study.info->space;
	uint32_t trial = e->trial.trial;
	struct strbuf distribution = STRBUF_INIT;

	ARRAY_ROOM(o->told, trial, o->cap_told);
	o->told[trial] = (struct told){.bracket = e->trial.bracket, .rung = -1};
	o->sink->ops->trial(o->sink, trial, o->began + e->t);
	for (size_t i = 0; i < space->n; i++) {
		double internal;

		strbuf_reset(&distribution);
		if (optuna_space_value(
			    o->space, i, e->trial.config[i], &internal, &distribution))
			o->sink->ops->param(o->sink, trial, space->params[i].name,
				internal, distribution.buf);
	}
	strbuf_release(&distribution);
	trial_attr(o, trial, "bracket", json_number(o, e->trial.bracket));
}

static void on_task(struct optuna *o, const struct event *e)
{
	struct told *told = &o->told[e->task.trial];

	if (told->paused)
		trial_attr(o, e->task.trial, "paused", "false");
	told->paused = false;
}

static void on_report(struct optuna *o, const struct event *e)
{
	struct told *told = &o->told[e->report.trial];

	if (e->report.epoch <= told->epochs)
		return;
	told->epochs = e->report.epoch;
	o->sink->ops->report(o->sink, e->report.trial, e->report.epoch,
		e->report.metrics[o->study.info->metric_index]);
}

static void pause_trial(struct optuna *o, const struct study_trial *t)
{
	struct told *told = &o->told[t->id];

	if (told->paused)
		return;
	trial_attr(o, t->id, "rung", json_number(o, t->rung));
	trial_attr(o, t->id, "paused", "true");
	told->paused = true;
}

/*
 * completed_rung_K is where Optuna's own halving finds the value: of a rule that does not
 * halve, it would take the epochs that are looked at for rungs of its own.
 */
static void on_decision(struct optuna *o, const struct event *e)
{
	const struct decision *d = &e->decision;
	struct told *told = &o->told[d->trial];
	char key[32];

	if (told->ended)
		return;
	if (o->study.rule->ops->divides && d->rung > told->rung && isfinite(d->value)) {
		snprintf(key, sizeof(key), "completed_rung_%d", d->rung);
		o->sink->ops->trial_attr(
			o->sink, d->trial, true, key, json_number(o, d->value));
		told->rung = d->rung;
	}
	if (d->verdict == VERDICT_PAUSE)
		pause_trial(o, &o->study.trials[d->trial]);
}

/* Of one that has broken constraints at every epoch, the last. */
static double final_value(const struct study_trial *t)
{
	return t->best_epoch ? t->best : t->value;
}

static enum optuna_state state_of(const struct study_trial *t)
{
	switch (t->state) {
	case TRIAL_COMPLETED: /* a final value must be a number */
		return isfinite(final_value(t)) ? OPTUNA_COMPLETE : OPTUNA_FAIL;
	case TRIAL_DIVERGED:
	case TRIAL_FAILED:
	case TRIAL_KILLED:
		return OPTUNA_FAIL;
	default:
		return OPTUNA_PRUNED;
	}
}

/*
 * As Optuna's samplers keep what constraints_func gave: a list of numbers, a constraint
 * being broken where one is more than 0 (samplers/_base.py, _CONSTRAINTS_KEY).
 */
static void tell_constraints(struct optuna *o, const struct study_trial *t, int epoch)
{
	const struct study_info *info = o->study.info;
	size_t n = 0;

	if (!info->n_constraints || epoch < 1 || epoch > t->epoch)
		return;
	strbuf_reset(&o->text);
	for (size_t i = 0; i < info->n_constraints; i++) {
		const struct constraint *c = &info->constraints[i];
		double v = study_metric(&o->study, t, epoch, c->index);

		if (!isfinite(v))
			return;
		for (int side = 0; side < 2; side++) {
			if (!isfinite(side ? c->max : c->min))
				continue;
			strbuf_adds(&o->text, n++ ? ", " : "[");
			strbuf_add_number(&o->text, side ? v - c->max : c->min - v);
		}
	}
	strbuf_addch(&o->text, ']');
	o->sink->ops->trial_attr(o->sink, t->id, true, "constraints", o->text.buf);
}

static void end_trial(struct optuna *o, const struct study_trial *t, const char *why)
{
	struct told *told = &o->told[t->id];
	enum optuna_state state = state_of(t);
	double value = final_value(t);

	if (told->paused && t->state > TRIAL_PAUSED)
		trial_attr(o, t->id, "paused", "false");
	if (told->bracket != t->bracket)
		trial_attr(o, t->id, "bracket", json_number(o, t->bracket));
	trial_attr(o, t->id, "rung", json_number(o, t->rung));
	trial_attr(o, t->id, "seconds", json_number(o, t->seconds));
	trial_attr(o, t->id, "state", json_text(o, trial_state_name(t->state)));
	trial_attr(o, t->id, "why", json_text(o, why));
	if (t->cause != CAUSE_OTHER)
		trial_attr(o, t->id, "cause", json_text(o, cause_name(t->cause)));
	if (state == OPTUNA_PRUNED)
		value = told->epochs ? t->values[told->epochs - 1] : NO_NUMBER;
	tell_constraints(o, t,
		state == OPTUNA_COMPLETE && t->best_epoch ? t->best_epoch : t->epoch);
	o->sink->ops->end(o->sink, t->id, state,
		state == OPTUNA_FAIL || isnan(value) ? NULL : &value,
		o->began + o->study.t);
	told->ended = true;
}

void optuna_wait_for(struct optuna *o, const uint64_t *ends, size_t n)
{
	o->ends = ends;
	o->n_ends = n;
}

static bool is_last_end(const struct optuna *o, const struct event *e)
{
	return e->end.trial >= o->n_ends || o->ends[e->end.trial] == e->seq;
}

/* Whether it is about a trial whose end has been told. */
static bool comes_late(const struct optuna *o, const struct event *e)
{
	return (e->kind == EVENT_TASK && o->told[e->task.trial].ended) ||
	       (e->kind == EVENT_REPORT && o->told[e->report.trial].ended) ||
	       (e->kind == EVENT_DECISION && o->told[e->decision.trial].ended) ||
	       (e->kind == EVENT_END && o->told[e->end.trial].ended);
}

void optuna_event(struct optuna *o, const struct event *e)
{
	study_apply(&o->study, e);
	if (comes_late(o, e))
		return;
	switch (e->kind) {
	case EVENT_STUDY:
		on_study(o, e->study);
		break;
	case EVENT_SCHEDULER:
		on_scheduler(o, e);
		break;
	case EVENT_TRIAL:
		on_trial(o, e);
		break;
	case EVENT_TASK:
		on_task(o, e);
		break;
	case EVENT_REPORT:
		on_report(o, e);
		break;
	case EVENT_DECISION:
		on_decision(o, e);
		break;
	case EVENT_END:
		if (is_last_end(o, e))
			end_trial(o, &o->study.trials[e->end.trial], e->end.why);
		break;
	default:
		break;
	}
}

static void tell_incumbent(struct optuna *o)
{
	const struct study_incumbent *inc = study_incumbent(&o->study);

	if (!inc)
		return;
	strbuf_reset(&o->text);
	strbuf_addf(&o->text, "{\"trial\":%u,\"epoch\":%d,\"value\":", inc->trial,
		inc->epoch);
	strbuf_add_number(&o->text, inc->value);
	strbuf_addch(&o->text, '}');
	study_attr(o, "incumbent", o->text.buf);
}

void optuna_finish(struct optuna *o)
{
	bool finished = o->study.phase == PHASE_FINISHED;

	tell_incumbent(o);
	if (finished)
		study_attr(
			o, "reason", json_text(o, finish_reason_name(o->study.reason)));
	for (size_t i = 0; i < o->study.n_trials; i++) {
		const struct study_trial *t = &o->study.trials[i];

		if (o->told[i].ended)
			continue;
		if ((t->state == TRIAL_PAUSED || t->state == TRIAL_CLIMBED) && t->epoch)
			pause_trial(o, t);
		if (finished)
			end_trial(o, t, "the study ended");
	}
}
