/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/event_read.h"

#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "study/event_failure.h"
#include "study/event_read_parts.h"
#include "study/event_sentence.h"

void event_reader_init(struct event_reader *r)
{
	*r = (struct event_reader){.keep = journal_new()};
}

void event_reader_release(struct event_reader *r)
{
	space_release(&r->space);
	journal_free(r->keep);
}

const char *event_keep_text(struct event_reader *r, const char *text)
{
	return journal_keep(r->keep, text, strlen(text) + 1);
}

/* Names */

#define BY_NAME(FUNCTION, PRINT, N)                                                      \
	int FUNCTION(const char *name)                                                   \
	{                                                                                \
		for (int i = 0; name && i < (N); i++)                                    \
			if (!strcmp(name, PRINT(i)))                                     \
				return i;                                                \
		return -1;                                                               \
	}

BY_NAME(trial_state_of, trial_state_name, TRIAL_STATES)
BY_NAME(verdict_of, verdict_name, VERDICT_COMPLETE + 1)
static BY_NAME(kind_of, event_kind_name, EVENT_FINISH + 1)
static BY_NAME(action_of, control_action_name, CONTROL_QUIT)
static BY_NAME(reason_of, finish_reason_name, FINISH_REASONS)
static BY_NAME(warning_of, warning_name, WARNINGS)

/* Fields. The first that is missing or of another type makes the line a bad one. */

struct fields {
	const json_t *object;
	const char *bad; /* the name of the first bad field, or NULL */
};

static void complain(struct fields *f, const char *name)
{
	if (!f->bad)
		f->bad = name;
}

static int64_t whole(struct fields *f, const char *name, int64_t min, int64_t max)
{
	const json_t *v = json_object_get(f->object, name);
	int64_t n = json_integer_value(v);

	if (!json_is_integer(v) || n < min || n > max)
		complain(f, name);
	return n;
}

static int small(struct fields *f, const char *name)
{
	return (int)whole(f, name, 0, INT_MAX);
}

/* null is NaN. */
static double number(struct fields *f, const char *name)
{
	const json_t *v = json_object_get(f->object, name);

	if (!json_is_number(v) && !json_is_null(v))
		complain(f, name);
	return json_is_number(v) ? json_number_value(v) : NO_NUMBER;
}

static const char *text(struct fields *f, const char *name)
{
	const char *s = json_string_value(json_object_get(f->object, name));

	if (!s)
		complain(f, name);
	return s ? s : "";
}

/* Kept, or NULL when there is none. */
static const char *maybe_text(
	struct event_reader *r, struct fields *f, const char *name)
{
	const char *s = json_string_value(json_object_get(f->object, name));

	return s ? event_keep_text(r, s) : NULL;
}

/* The same of a platform. */
static const struct platform *maybe_platform(struct event_reader *r, struct fields *f)
{
	struct platform p;

	if (!platform_read_field(f->object, &p))
		return NULL;
	p.architecture = event_keep_text(r, p.architecture);
	p.blas = event_keep_text(r, p.blas);
	p.kernels = event_keep_text(r, p.kernels);
	return journal_keep(r->keep, &p, sizeof(p));
}

/* The text of a JSON array, kept; or NULL. */
static const char *maybe_array(struct event_reader *r, struct fields *f, const char *name)
{
	const json_t *array = json_object_get(f->object, name);
	char *json = json_is_array(array) ? json_dumps(array, JSON_COMPACT) : NULL;
	const char *kept = json ? event_keep_text(r, json) : NULL;

	free(json);
	return kept;
}

static uint32_t known_trial(const struct event_reader *r, struct fields *f)
{
	return (uint32_t)whole(f, "trial", 0, (int64_t)r->trials - 1);
}

/* One function a kind. 0; or -1, with f->bad or with err. */

static int read_metrics(struct event_reader *r, struct fields *f)
{
	const json_t *list = json_object_get(f->object, "metrics");
	const char *names[METRICS_MAX];
	size_t n = json_array_size(list);

	if (!n || n > METRICS_MAX) {
		complain(f, "metrics");
		return -1;
	}
	r->info.metric_index = n;
	for (size_t m = 0; m < n; m++) {
		const char *s = json_string_value(json_array_get(list, m));

		if (!s) {
			complain(f, "metrics");
			return -1;
		}
		names[m] = event_keep_text(r, s);
		if (!strcmp(s, r->info.metric))
			r->info.metric_index = m;
	}
	if (r->info.metric_index == n)
		complain(f, "metric");
	r->info.metrics = journal_keep(r->keep, names, n * sizeof(*names));
	r->info.n_metrics = n;
	return 0;
}

static int read_study(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	struct study_info *info = &r->info;
	char *json;
	int rc;

	info->name = event_keep_text(r, text(f, "name"));
	info->seed = (uint64_t)whole(f, "seed", 0, INT64_MAX);
	info->metric = event_keep_text(r, text(f, "metric"));
	info->maximize = !strcmp(text(f, "goal"), "maximize");
	info->objective = event_keep_text(r, text(f, "objective"));
	info->searcher = maybe_text(r, f, "searcher");
	info->summary = event_keep_text(r, text(f, "summary"));
	info->start_hint = maybe_text(r, f, "start_hint");
	info->platform = maybe_platform(r, f);
	info->simulated = json_is_true(json_object_get(f->object, "simulated"));
	if (f->bad || read_metrics(r, f) < 0)
		return -1;
	if (!event_read_constraints(r, json_object_get(f->object, "constraints")))
		complain(f, "constraints");
	info->stop = event_read_stop(f->object);
	info->patience = event_read_plateau(json_object_get(f->object, "patience"));
	info->configs = (uint64_t)event_read_count(f->object, "configs");
	json = json_dumps(json_object_get(f->object, "parameters"), 0);
	if (!json) {
		complain(f, "parameters");
		return -1;
	}
	rc = strcmp(json, "{}") ? space_parse_parameters(&r->space, json, err) : 0;
	free(json);
	if (!rc)
		event_read_nested(&r->space, json_object_get(f->object, "nested"));
	info->space = &r->space;
	e->study = info;
	return rc;
}

/* The ladders that a scheduler of this spec has. */
static int read_shape(
	struct event_reader *r, const char *spec, struct event *e, struct error *err)
{
	const struct kind *kind;
	struct knobs knobs;
	struct scheduler_setup setup = {.knobs = &knobs};
	struct bracket_shape *shape;
	struct scheduler *s;
	int n;

	if (scheduler_parse(spec, NULL, &kind, &knobs, err) < 0)
		return -1;
	s = scheduler_new(kind, &setup, err);
	if (s) {
		e->scheduler.name = kind->name;
		e->scheduler.synchronous = s->ops->synchronous;
		e->scheduler.eta = scheduler_knob_eta(&knobs);
		e->scheduler.r_min = scheduler_knob_min(&knobs);
		e->scheduler.r_max = scheduler_knob_max(&knobs);
		e->scheduler.brackets = n = s->ops->n_brackets(s);
		shape = xcalloc((size_t)n, sizeof(*shape));
		for (int b = 0; b < n; b++) {
			shape[b] = s->ops->bracket(s, b);
			shape[b].levels = journal_keep(r->keep, shape[b].levels,
				(size_t)shape[b].n_rungs * sizeof(*shape[b].levels));
			if (shape[b].seats)
				shape[b].seats = journal_keep(r->keep, shape[b].seats,
					(size_t)shape[b].n_rungs *
						sizeof(*shape[b].seats));
		}
		e->scheduler.shape =
			journal_keep(r->keep, shape, (size_t)n * sizeof(*shape));
		free(shape);
	}
	scheduler_free(s);
	knobs_release(&knobs);
	return s ? 0 : -1;
}

static int read_adopted(struct event_reader *r, struct fields *f, struct event *e)
{
	const json_t *list = json_object_get(f->object, "adopted");
	size_t n = json_array_size(list);
	struct adopted_seat *seats;

	if (n && n != r->trials) {
		complain(f, "adopted");
		return -1;
	}
	seats = xcalloc(n + 1, sizeof(*seats));
	for (size_t i = 0; i < n; i++) {
		const json_t *a = json_array_get(list, i);
		int x[4];

		for (size_t k = 0; k < 4; k++) {
			x[k] = (int)json_integer_value(json_array_get(a, k));
			if (x[k] < 0)
				complain(f, "adopted");
		}
		if (!f->bad && (x[0] >= e->scheduler.brackets ||
				       x[2] >= e->scheduler.shape[x[0]].n_rungs))
			complain(f, "adopted");
		seats[i] = (struct adopted_seat){
			.seat = {.bracket = x[0], .round = x[1], .rung = x[2]},
			.running = x[3] != 0};
	}
	if (!event_read_revived(json_object_get(f->object, "revived"), seats, n))
		complain(f, "revived");
	e->scheduler.adopted = journal_keep(r->keep, seats, n * sizeof(*seats));
	e->scheduler.n_adopted = n;
	free(seats);
	return 0;
}

static int read_scheduler(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	const char *spec = text(f, "spec");

	e->scheduler.idle_wait = !strcmp(text(f, "idle"), "wait");
	e->scheduler.scratch = !strcmp(text(f, "resume"), "scratch");
	if (f->bad)
		return -1;
	e->scheduler.spec = event_keep_text(r, spec);
	if (read_shape(r, spec, e, err) < 0)
		return -1;
	return read_adopted(r, f, e);
}

static int read_trial(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	const json_t *config = json_object_get(f->object, "config");
	const char *wrong;

	e->trial.trial = (uint32_t)whole(f, "trial", r->trials, r->trials);
	e->trial.bracket = small(f, "bracket");
	e->trial.round = small(f, "round");
	wrong = event_read_proposal(r, f->object, &e->trial.why);
	if (wrong)
		complain(f, wrong);
	if (!json_is_object(config))
		complain(f, "config");
	if (f->bad)
		return -1;
	e->trial.config = event_read_values(r, config, err);
	return e->trial.config ? 0 : -1;
}

static int read_task(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	(void)err;
	e->task.trial = known_trial(r, f);
	e->task.worker = (int)whole(f, "worker", 0, 10000000);
	e->task.from = small(f, "from");
	e->task.to = small(f, "to");
	e->task.bracket = small(f, "bracket");
	e->task.round = small(f, "round");
	e->task.rung = small(f, "rung");
	return 0;
}

static int read_report(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	struct fields metrics = {.object = json_object_get(f->object, "metrics")};

	(void)err;
	e->report.trial = known_trial(r, f);
	e->report.epoch = (int)whole(f, "epoch", 1, INT_MAX);
	e->report.seconds = (float)number(f, "seconds");
	for (size_t m = 0; m < r->info.n_metrics; m++)
		e->report.metrics[m] = number(&metrics, r->info.metrics[m]);
	if (metrics.bad)
		complain(f, "metrics");
	return 0;
}

static int read_decision(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	struct decision *d = &e->decision;
	int verdict = verdict_of(text(f, "verdict"));

	(void)err;
	*d = (struct decision){
		.trial = known_trial(r, f),
		.bracket = small(f, "bracket"),
		.round = small(f, "round"),
		.rung = small(f, "rung"),
		.level = small(f, "level"),
		.value = number(f, "value"),
		.results = (uint32_t)whole(f, "results", 0, UINT32_MAX),
		.places = (uint32_t)whole(f, "places", 0, UINT32_MAX),
		.rank = (uint32_t)whole(f, "rank", 0, UINT32_MAX),
		.cutoff = number(f, "cutoff"),
		.by_hand = json_is_true(json_object_get(f->object, "by_hand")),
		.broken = json_number_value(json_object_get(f->object, "broken")),
		.cutoff_broken =
			json_number_value(json_object_get(f->object, "cutoff_broken")),
	};
	if (verdict < 0)
		complain(f, "verdict");
	else
		d->verdict = (enum verdict)verdict;
	return 0;
}

static int read_incumbent(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	(void)err;
	e->incumbent.trial = known_trial(r, f);
	e->incumbent.epoch = small(f, "epoch");
	e->incumbent.value = number(f, "value");
	return 0;
}

static int read_end(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	int state = trial_state_of(text(f, "state"));
	const char *wrong = failure_read_fields(f->object, &e->end.failure);

	(void)err;
	if (wrong)
		complain(f, wrong);
	e->end.trial = known_trial(r, f);
	if (state < TRIAL_COMPLETED)
		complain(f, "state");
	else
		e->end.state = (enum trial_state)state;
	e->end.why = event_keep_text(r, text(f, "why"));
	e->end.failure.line = maybe_text(r, f, "line");
	e->end.patience = event_read_is(f->object, "reason", "patience");
	return 0;
}

/* The fields that a recording may be too old for. */
static void read_newer_fields(struct event_reader *r, struct fields *f, struct event *e)
{
	const char *warning = json_string_value(json_object_get(f->object, "warning"));
	int w = warning_of(warning);

	e->control.exhausted = json_is_true(json_object_get(f->object, "exhausted"));
	if (warning && w < 0)
		complain(f, "warning");
	else if (warning)
		e->control.warning = (enum warning)w;
	if (json_object_get(f->object, "stop")) {
		struct stop_limits limits = event_read_stop(f->object);

		e->control.limits = journal_keep(r->keep, &limits, sizeof(limits));
	}
	e->control.platform = maybe_platform(r, f);
	if (!warning && !e->control.exhausted && !e->control.limits)
		event_read_sentence(r->keep, e);
}

/* A note or tags: a warning with one more field. */
static bool read_note(struct event_reader *r, struct fields *f, struct event *e)
{
	static const enum control_action actions[] = {CONTROL_NOTE, CONTROL_TAG};

	for (size_t i = 0; i < 2; i++) {
		const char *text = maybe_text(r, f, control_action_name(actions[i]));

		if (!text)
			continue;
		e->control.action = actions[i];
		e->control.text = text;
		return true;
	}
	return false;
}

static int read_control(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	int action = action_of(text(f, "action"));

	(void)err;
	if (action < 0) {
		complain(f, "action");
		return -1;
	}
	e->control.action = (enum control_action)action;
	if (action == CONTROL_WARN && read_note(r, f, e))
		return 0;
	e->control.text = maybe_text(r, f, "text");
	e->control.refused = maybe_text(r, f, "refused");
	e->control.set = maybe_text(r, f, "set");
	if (action == CONTROL_WORKERS || action == CONTROL_PACE)
		e->control.number = number(f, control_action_name(e->control.action));
	if (action == CONTROL_KILL || action == CONTROL_PROMOTE ||
		action == CONTROL_TRAIN_ON)
		e->control.trial = (uint32_t)whole(f, "trial", 0, UINT32_MAX);
	read_newer_fields(r, f, e);
	return 0;
}

static int read_finish(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	int reason = reason_of(text(f, "reason"));

	(void)err;
	if (reason < 0)
		complain(f, "reason");
	else
		e->finish.reason = (enum finish_reason)reason;
	e->finish.trials = (uint64_t)whole(f, "trials", 0, INT64_MAX);
	e->finish.epochs = (uint64_t)whole(f, "epochs", 0, INT64_MAX);
	e->finish.error = maybe_text(r, f, "error");
	return 0;
}

static int read_place(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	(void)err;
	e->place.trial = known_trial(r, f);
	e->place.worker = (int)whole(f, "worker", 0, 10000000);
	e->place.attempt = small(f, "attempt");
	e->place.node = event_keep_text(r, text(f, "node"));
	e->place.why = maybe_text(r, f, "why");
	e->place.gpus = maybe_text(r, f, "gpus");
	return 0;
}

static int read_start(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	(void)err;
	e->start.trial = known_trial(r, f);
	e->start.worker = (int)whole(f, "worker", 0, 10000000);
	e->start.attempt = small(f, "attempt");
	e->start.seconds = number(f, "seconds");
	e->start.reported = !json_is_false(json_object_get(f->object, "reported"));
	e->start.argv = maybe_array(r, f, "argv");
	return 0;
}

static int read_hold(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	(void)err;
	e->hold.trial = known_trial(r, f);
	e->hold.attempt = small(f, "attempt");
	e->hold.bytes = number(f, "bytes");
	e->hold.seconds = number(f, "seconds");
	e->hold.back = json_is_true(json_object_get(f->object, "back"));
	return 0;
}

static int read_earlier(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	const char *wrong = event_read_earlier(r, f->object, &e->earlier, err);

	if (wrong)
		complain(f, wrong);
	return wrong ? -1 : 0;
}

static int read_kind(
	struct event_reader *r, struct fields *f, struct event *e, struct error *err)
{
	static int (*const read[])(struct event_reader *, struct fields *, struct event *,
		struct error *) = {
		[EVENT_STUDY] = read_study,
		[EVENT_SCHEDULER] = read_scheduler,
		[EVENT_TRIAL] = read_trial,
		[EVENT_TASK] = read_task,
		[EVENT_REPORT] = read_report,
		[EVENT_DECISION] = read_decision,
		[EVENT_INCUMBENT] = read_incumbent,
		[EVENT_END] = read_end,
		[EVENT_CONTROL] = read_control,
		[EVENT_PLACE] = read_place,
		[EVENT_START] = read_start,
		[EVENT_HOLD] = read_hold,
		[EVENT_EARLIER] = read_earlier,
		[EVENT_FINISH] = read_finish,
	};
	int kind = kind_of(text(f, "event"));

	if (kind < 0)
		return error_usage(err, "not an event of a study");
	if ((kind == EVENT_STUDY) != !r->info.name)
		return error_usage(err, kind == EVENT_STUDY ? "a second study event"
							    : "no study event first");
	*e = (struct event){.kind = (enum event_kind)kind};
	e->seq = (uint64_t)whole(f, "seq", (int64_t)r->seq + 1, (int64_t)r->seq + 1);
	e->t = number(f, "t");
	err->text[0] = '\0';
	if ((f->bad || read[kind](r, f, e, err) < 0 || f->bad) && !err->text[0])
		error_usage(err, "'%s' is missing or wrong", f->bad);
	if (err->text[0])
		return -1;
	r->seq = e->seq;
	r->trials += kind == EVENT_TRIAL;
	return 0;
}

int event_read_json(struct event_reader *r, const char *line, size_t n, struct event *e,
	struct error *err)
{
	json_error_t wrong;
	struct fields f = {.object = json_loadb(line, n, 0, &wrong)};
	int rc;

	if (!json_is_object(f.object))
		rc = error_usage(err, "not a JSON object: %s",
			f.object ? "another value" : wrong.text);
	else
		rc = read_kind(r, &f, e, err);
	json_decref((json_t *)f.object);
	return rc;
}
