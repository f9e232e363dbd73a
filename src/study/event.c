/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/event.h"

#include "study/event_constraints.h"
#include "study/event_failure.h"
#include "study/event_origin.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/score.h"
#include "base/xalloc.h"
#include "space/space_tree.h"

double study_score(const struct study_info *info, const double *metrics)
{
	double value = metrics[info->metric_index];

	if (!info->n_constraints)
		return value;
	return score_of(value,
		constraints_broken(info->constraints, info->n_constraints, metrics),
		info->maximize);
}

double event_seconds(double seconds)
{
	return round(seconds * 1e6) / 1e6;
}

const char *trial_state_name(enum trial_state s)
{
	static const char *const names[] = {
		[TRIAL_RUNNING] = "running",
		[TRIAL_CLIMBED] = "climbed",
		[TRIAL_PAUSED] = "paused",
		[TRIAL_COMPLETED] = "completed",
		[TRIAL_STOPPED] = "stopped",
		[TRIAL_DIVERGED] = "diverged",
		[TRIAL_FAILED] = "failed",
		[TRIAL_KILLED] = "killed",
	};

	return names[s];
}

const char *finish_reason_name(enum finish_reason r)
{
	static const char *const names[] = {
		[FINISH_ROUNDS] = "rounds",
		[FINISH_TRIALS] = "trials",
		[FINISH_EPOCHS] = "epochs",
		[FINISH_SECONDS] = "seconds",
		[FINISH_VALUE] = "value",
		[FINISH_PLATEAU] = "plateau",
		[FINISH_EXHAUSTED] = "exhausted",
		[FINISH_USER] = "user",
		[FINISH_ERROR] = "error",
	};

	return names[r];
}

const char *control_action_name(enum control_action a)
{
	static const char *const names[] = {
		[CONTROL_PAUSE] = "pause",
		[CONTROL_RESUME] = "resume",
		[CONTROL_STEP] = "step",
		[CONTROL_WORKERS] = "workers",
		[CONTROL_PACE] = "pace",
		[CONTROL_KILL] = "kill",
		[CONTROL_PROMOTE] = "promote",
		[CONTROL_ENQUEUE] = "enqueue",
		[CONTROL_TRAIN_ON] = "train_on",
		[CONTROL_SWITCH] = "switch",
		[CONTROL_STOP] = "stop",
		[CONTROL_CLOSE] = "close",
		[CONTROL_WARN] = "warning",
		[CONTROL_NOTE] = "note",
		[CONTROL_TAG] = "tags",
		[CONTROL_QUIT] = "quit",
	};

	return names[a];
}

const char *event_kind_name(enum event_kind k)
{
	static const char *const names[] = {
		[EVENT_STUDY] = "study",
		[EVENT_SCHEDULER] = "scheduler",
		[EVENT_TRIAL] = "trial",
		[EVENT_TASK] = "task",
		[EVENT_REPORT] = "report",
		[EVENT_DECISION] = "decision",
		[EVENT_INCUMBENT] = "incumbent",
		[EVENT_END] = "end",
		[EVENT_CONTROL] = "control",
		[EVENT_PLACE] = "place",
		[EVENT_START] = "start",
		[EVENT_HOLD] = "hold",
		[EVENT_EARLIER] = "earlier",
		[EVENT_FINISH] = "finish",
	};

	return names[k];
}

const char *warning_name(enum warning w)
{
	static const char *const names[] = {
		[WARNING_LASTS] = "lasts",
		[WARNING_OVER] = "over",
		[WARNING_ONCE] = "once",
		[WARNING_SEARCHER] = "searcher",
	};

	return names[w];
}

bool stop_waits_for_result(const struct stop_limits *stop)
{
	return !isnan(stop->value) || stop->plateau.epochs;
}

/* ,"plateau":{"epochs":2000,"by":0.001}, where there is one. */
static void print_plateau(const char *name, const struct plateau *p, struct strbuf *out)
{
	if (!p->epochs)
		return;
	strbuf_addf(out, ",\"%s\":{\"epochs\":%lld,\"by\":", name, (long long)p->epochs);
	strbuf_add_number(out, p->by);
	strbuf_addch(out, '}');
}

static void print_stop(const struct stop_limits *s, struct strbuf *out)
{
	strbuf_addf(out,
		",\"stop\":{\"rounds\":%lld,\"trials\":%lld,\"epochs\":%lld,"
		"\"seconds\":",
		(long long)s->rounds, (long long)s->trials, (long long)s->epochs);
	strbuf_add_number(out, s->seconds);
	strbuf_adds(out, ",\"value\":");
	strbuf_add_number(out, s->value);
	print_plateau("plateau", &s->plateau, out);
	strbuf_addch(out, '}');
}

/* ,"nested":[["optimizer","lr"]]: the names of parameters that are inside of others. */
static void print_nested(const struct space *s, struct strbuf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (!s->params[i].path)
			continue;
		strbuf_adds(out, n++ ? "," : ",\"nested\":[");
		for (int d = 0; *space_names(s, i, d); d++) {
			char *name = xstrndup(
				space_names(s, i, d), space_first_name(s, i, d));

			strbuf_adds(out, d ? "," : "[");
			strbuf_add_json(out, name);
			free(name);
		}
		strbuf_addch(out, ']');
	}
	if (n)
		strbuf_addch(out, ']');
}

static void print_study(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	(void)e;
	strbuf_adds(out, ",\"name\":");
	strbuf_add_json(out, info->name);
	strbuf_addf(out, ",\"seed\":%llu,\"metric\":", (unsigned long long)info->seed);
	strbuf_add_json(out, info->metric);
	strbuf_addf(out, ",\"goal\":\"%s\",\"objective\":",
		info->maximize ? "maximize" : "minimize");
	strbuf_add_json(out, info->objective);
	if (info->searcher) {
		strbuf_adds(out, ",\"searcher\":");
		strbuf_add_json(out, info->searcher);
	}
	strbuf_adds(out, ",\"version\":\"" PACKAGE_VERSION "\",\"summary\":");
	strbuf_add_json(out, info->summary);
	if (info->start_hint) {
		strbuf_adds(out, ",\"start_hint\":");
		strbuf_add_json(out, info->start_hint);
	}
	platform_print_field(info->platform, out);
	strbuf_addf(out, ",\"simulated\":%s,\"metrics\":[",
		info->simulated ? "true" : "false");
	for (size_t m = 0; m < info->n_metrics; m++) {
		if (m)
			strbuf_addch(out, ',');
		strbuf_add_json(out, info->metrics[m]);
	}
	strbuf_addch(out, ']');
	constraints_print_field(info->constraints, info->n_constraints, out);
	print_stop(&info->stop, out);
	print_plateau("patience", &info->patience, out);
	if (info->configs)
		strbuf_addf(out, ",\"configs\":%llu", (unsigned long long)info->configs);
	strbuf_adds(out, ",\"parameters\":");
	space_print_parameters(info->space, out);
	print_nested(info->space, out);
}

/* ,"revived":[3,7]: trials. */
static void print_revived(const struct event *e, struct strbuf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < e->scheduler.n_adopted; i++)
		if (e->scheduler.adopted[i].revived)
			strbuf_addf(out, "%s%zu", n++ ? "," : ",\"revived\":[", i);
	if (n)
		strbuf_addch(out, ']');
}

static void print_scheduler(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	const struct bracket_shape *shape = &e->scheduler.shape[0];

	(void)info;
	strbuf_addf(out,
		",\"name\":\"%s\",\"eta\":%d,\"r_min\":%d,\"r_max\":",
		e->scheduler.name, e->scheduler.eta, e->scheduler.r_min);
	strbuf_add_number(out, e->scheduler.r_max == EPOCHS_OPEN
				       ? NO_NUMBER
				       : e->scheduler.r_max);
	strbuf_adds(out, ",\"levels\":[");
	for (int k = 0; k < shape->n_rungs && shape->levels[k] != EPOCHS_OPEN; k++)
		strbuf_addf(out, "%s%d", k ? "," : "", shape->levels[k]);
	strbuf_addf(out,
		"],\"idle\":\"%s\",\"resume\":\"%s\",\"brackets\":%d,\"spec\":",
		e->scheduler.idle_wait ? "wait" : "next_round",
		e->scheduler.scratch ? "scratch" : "warm", e->scheduler.brackets);
	strbuf_add_json(out, e->scheduler.spec);
	if (!e->scheduler.n_adopted)
		return;
	strbuf_adds(out, ",\"adopted\":[");
	for (size_t i = 0; i < e->scheduler.n_adopted; i++) {
		const struct adopted_seat *a = &e->scheduler.adopted[i];

		strbuf_addf(out, "%s[%d,%d,%d,%d]", i ? "," : "", a->seat.bracket,
			a->seat.round, a->seat.rung, a->running);
	}
	strbuf_addch(out, ']');
	print_revived(e, out);
}

static void print_trial(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	strbuf_addf(out, ",\"trial\":%u,\"config\":", e->trial.trial);
	space_print_json(info->space, e->trial.config, out);
	strbuf_addf(
		out, ",\"bracket\":%d,\"round\":%d", e->trial.bracket, e->trial.round);
	if (e->trial.why) {
		strbuf_addch(out, ',');
		proposal_print_fields(e->trial.why, out);
	}
}

static void print_task(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	(void)info;
	strbuf_addf(out,
		",\"trial\":%u,\"worker\":%d,\"from\":%d,\"to\":%d,\"bracket\":%d,"
		"\"round\":%d,\"rung\":%d",
		e->task.trial, e->task.worker, e->task.from, e->task.to, e->task.bracket,
		e->task.round, e->task.rung);
}

static void print_report(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	strbuf_addf(out, ",\"trial\":%u,\"epoch\":%d,\"metrics\":{", e->report.trial,
		e->report.epoch);
	for (size_t m = 0; m < info->n_metrics; m++) {
		if (m)
			strbuf_addch(out, ',');
		strbuf_add_json(out, info->metrics[m]);
		strbuf_addch(out, ':');
		strbuf_add_number(out, e->report.metrics[m]);
	}
	strbuf_addf(out, "},\"seconds\":%.6f", (double)e->report.seconds);
}

static void print_decision(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	const struct decision *d = &e->decision;

	(void)info;
	strbuf_addf(out,
		",\"trial\":%u,\"bracket\":%d,\"round\":%d,\"rung\":%d,\"level\":%d,"
		"\"value\":",
		d->trial, d->bracket, d->round, d->rung, d->level);
	strbuf_add_number(out, d->value);
	strbuf_addf(out,
		",\"results\":%u,\"places\":%u,\"rank\":%u,\"cutoff\":", d->results,
		d->places, d->rank);
	strbuf_add_number(out, d->cutoff);
	strbuf_addf(out, ",\"verdict\":\"%s\"", verdict_name(d->verdict));
	if (d->broken > 0) {
		strbuf_adds(out, ",\"broken\":");
		strbuf_add_number(out, d->broken);
	}
	if (d->cutoff_broken > 0) {
		strbuf_adds(out, ",\"cutoff_broken\":");
		strbuf_add_number(out, d->cutoff_broken);
	}
	if (d->by_hand)
		strbuf_adds(out, ",\"by_hand\":true");
}

static void print_incumbent(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	(void)info;
	strbuf_addf(out, ",\"trial\":%u,\"epoch\":%d,\"value\":", e->incumbent.trial,
		e->incumbent.epoch);
	strbuf_add_number(out, e->incumbent.value);
}

static void print_end(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	(void)info;
	strbuf_addf(out, ",\"trial\":%u,\"state\":\"%s\",\"why\":", e->end.trial,
		trial_state_name(e->end.state));
	strbuf_add_json(out, e->end.why);
	if (e->end.patience)
		strbuf_adds(out, ",\"reason\":\"patience\"");
	if (failure_has_fields(&e->end.failure)) {
		strbuf_addch(out, ',');
		failure_print_fields(&e->end.failure, out);
	}
}

/* Older programs read it as a warning that is told once. */
static void print_note(const struct event *e, struct strbuf *out)
{
	const char *name = control_action_name(e->control.action);
	const char *said = e->control.text ? e->control.text : "";
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%s: %s", name, said);
	strbuf_addf(
		out, ",\"action\":\"%s\",\"text\":", control_action_name(CONTROL_WARN));
	strbuf_add_json(out, text.buf);
	strbuf_addf(out, ",\"warning\":\"%s\",\"%s\":", warning_name(WARNING_ONCE), name);
	strbuf_add_json(out, said);
	strbuf_release(&text);
}

static void print_control(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	(void)info;
	if (e->control.action == CONTROL_NOTE || e->control.action == CONTROL_TAG) {
		print_note(e, out);
		return;
	}
	strbuf_addf(out, ",\"action\":\"%s\"", control_action_name(e->control.action));
	switch (e->control.action) {
	case CONTROL_WORKERS:
	case CONTROL_PACE:
		strbuf_addf(out, ",\"%s\":", control_action_name(e->control.action));
		strbuf_add_number(out, e->control.number);
		break;
	case CONTROL_KILL:
	case CONTROL_PROMOTE:
	case CONTROL_TRAIN_ON:
		strbuf_addf(out, ",\"trial\":%u", e->control.trial);
		break;
	default:
		if (e->control.text) {
			strbuf_adds(out, ",\"text\":");
			strbuf_add_json(out, e->control.text);
		}
	}
	if (e->control.limits)
		print_stop(e->control.limits, out);
	platform_print_field(e->control.platform, out);
	if (e->control.set) {
		strbuf_adds(out, ",\"set\":");
		strbuf_add_json(out, e->control.set);
	}
	if (e->control.exhausted)
		strbuf_adds(out, ",\"exhausted\":true");
	if (e->control.warning != WARNING_LASTS)
		strbuf_addf(out, ",\"warning\":\"%s\"", warning_name(e->control.warning));
	if (e->control.refused) {
		strbuf_adds(out, ",\"refused\":");
		strbuf_add_json(out, e->control.refused);
	}
}

static void print_place(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	(void)info;
	strbuf_addf(out,
		",\"trial\":%u,\"worker\":%d,\"attempt\":%d,\"node\":", e->place.trial,
		e->place.worker, e->place.attempt);
	strbuf_add_json(out, e->place.node);
	if (e->place.why) {
		strbuf_adds(out, ",\"why\":");
		strbuf_add_json(out, e->place.why);
	}
	if (e->place.gpus) {
		strbuf_adds(out, ",\"gpus\":");
		strbuf_add_json(out, e->place.gpus);
	}
}

static void print_start(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	(void)info;
	strbuf_addf(out, ",\"trial\":%u,\"worker\":%d,\"attempt\":%d,\"seconds\":%.6f",
		e->start.trial, e->start.worker, e->start.attempt, e->start.seconds);
	if (!e->start.reported)
		strbuf_adds(out, ",\"reported\":false");
	if (e->start.argv)
		strbuf_addf(out, ",\"argv\":%s", e->start.argv);
}

static void print_hold(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	(void)info;
	strbuf_addf(out, ",\"trial\":%u,\"attempt\":%d,\"bytes\":%.0f,\"seconds\":%.6f",
		e->hold.trial, e->hold.attempt, e->hold.bytes, e->hold.seconds);
	if (e->hold.back)
		strbuf_adds(out, ",\"back\":true");
}

/* "0.25", or "null,3.1": by how much it breaks constraints. */
static void add_earlier_result(
	const struct study_info *info, double result, struct strbuf *out)
{
	double broken = info->n_constraints ? score_broken(result) : 0;

	strbuf_add_number(out, broken > 0 ? NO_NUMBER : result);
	if (!(broken > 0))
		return;
	strbuf_addch(out, ',');
	strbuf_add_number(out, broken);
}

static void print_earlier(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	const struct earlier_event *x = e->earlier;

	strbuf_adds(out, ",\"source\":");
	strbuf_add_json(out, x->source);
	strbuf_addf(out, ",\"trial\":%u,\"config\":", x->trial);
	space_print_json(info->space, x->config, out);
	strbuf_addf(out, ",\"state\":\"%s\",\"results\":[", trial_state_name(x->state));
	for (size_t i = 0; i < x->n_results; i++) {
		strbuf_addf(out, "%s[%d,", i ? "," : "", x->epochs[i]);
		add_earlier_result(info, x->values[i], out);
		strbuf_addch(out, ']');
	}
	strbuf_addch(out, ']');
	if (x->enqueue)
		strbuf_adds(out, ",\"enqueue\":true");
}

static void print_finish(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	(void)info;
	strbuf_addf(out, ",\"reason\":\"%s\",\"trials\":%llu,\"epochs\":%llu",
		finish_reason_name(e->finish.reason),
		(unsigned long long)e->finish.trials,
		(unsigned long long)e->finish.epochs);
	if (e->finish.error) {
		strbuf_adds(out, ",\"error\":");
		strbuf_add_json(out, e->finish.error);
	}
}

void event_print_json(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	static void (*const print[])(
		const struct event *, const struct study_info *, struct strbuf *) = {
		[EVENT_STUDY] = print_study,
		[EVENT_SCHEDULER] = print_scheduler,
		[EVENT_TRIAL] = print_trial,
		[EVENT_TASK] = print_task,
		[EVENT_REPORT] = print_report,
		[EVENT_DECISION] = print_decision,
		[EVENT_INCUMBENT] = print_incumbent,
		[EVENT_END] = print_end,
		[EVENT_CONTROL] = print_control,
		[EVENT_PLACE] = print_place,
		[EVENT_START] = print_start,
		[EVENT_HOLD] = print_hold,
		[EVENT_EARLIER] = print_earlier,
		[EVENT_FINISH] = print_finish,
	};

	strbuf_addf(out, "{\"seq\":%llu,\"t\":%.6f,\"event\":\"%s\"",
		(unsigned long long)e->seq, e->t, event_kind_name(e->kind));
	print[e->kind](e, info, out);
	strbuf_adds(out, "}\n");
}
