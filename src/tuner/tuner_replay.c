/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The events of a recorded study are gone through in their order, and at each
 * the scheduler and the searcher are asked what they were asked then: what a worker
 * is to do when a trial or a task begins, what becomes of a trial when its result or its
 * end comes. What they answer must be what is recorded, or they are not what they were.
 *
 * Decisions are recorded right after what led to them, so their cause is what went
 * before; but for two: a trial that was lost has its end after them, and a promotion
 * that a free worker was given has its task after them. Hence the look ahead.
 */
#include "config.h"

#include "tuner/tuner_replay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "tuner/tuner_scheduler.h"
#include "tuner/tuner_search.h"
#include "tuner/tuner_state.h"

#define NEAR 1e-9 /* relative: what another build may make of a number */

struct replay {
	struct tuner *t;
	const char *path; /* of what is replayed */
	uint64_t seq; /* of the event at hand */
	struct decisions expected; /* those from `next` on are still to come */
	size_t next;
	struct job job; /* what a worker was told, until its trial or task comes */
	bool has_job;
	uint32_t begun; /* the trial that has begun but not got its task, or NOBODY */
	uint32_t lost;	/* the trial whose loss has been told, until its end comes */
	const struct platform *platform; /* that recorded it, or NULL */
	bool stepping;	/* until the first decision */
	bool stepped;	/* the pause that ends the step is about to come */
	struct error *err;
};

static int differs(struct replay *r, const char *what)
{
	return error_usage(r->err,
		"%s: event %llu: %s is not what the scheduler decides on replay; the "
		"file is damaged, or of another version",
		r->path, (unsigned long long)r->seq, what);
}

static const struct event *event_at(const struct replay *r, uint64_t seq)
{
	return seq <= journal_length(r->t->journal) ? journal_at(r->t->journal, seq)
						    : NULL;
}

/* The first event from the one at hand on that is neither a decision nor an incumbent. */
static const struct event *look_ahead(const struct replay *r)
{
	const struct event *e;

	for (uint64_t seq = r->seq; (e = event_at(r, seq)); seq++)
		if (e->kind != EVENT_DECISION && e->kind != EVENT_INCUMBENT)
			return e;
	return NULL;
}

static bool is_failure(const struct event *e)
{
	return e->end.state == TRIAL_DIVERGED || e->end.state == TRIAL_FAILED ||
	       e->end.state == TRIAL_KILLED;
}

/* An end on the way, that the scheduler was told of; one of the trial's own, too. */
static bool is_on_the_way(const struct replay *r, const struct event *e)
{
	const struct tuner_trial *tr;

	if (!e || e->kind != EVENT_END)
		return false;
	tr = &r->t->trials[e->end.trial];
	return is_failure(e) || e->end.patience ||
	       (e->end.state == TRIAL_COMPLETED && tr->epoch < tr->job.to);
}

/*
 * An older version took a program's own end for a loss, and judged it: the trial's last
 * verdict is that it stops where it never came.
 */
static bool was_judged(const struct replay *r, const struct event *end)
{
	const struct event *e;

	for (uint64_t seq = end->seq - 1; (e = event_at(r, seq)); seq--) {
		if (e->kind != EVENT_DECISION && e->kind != EVENT_INCUMBENT)
			return false;
		if (e->kind == EVENT_DECISION && e->decision.trial == end->end.trial)
			return e->decision.level > r->t->trials[end->end.trial].epoch;
	}
	return false;
}

/* Expected decisions */

static bool is_expecting(const struct replay *r)
{
	return r->next < r->expected.n;
}

static struct decisions *expect(struct replay *r)
{
	if (!is_expecting(r))
		r->expected.n = r->next = 0;
	return &r->expected;
}

/* The same but for the last digits, which depend on the processor and the compiler. */
static bool same_number(double a, double b)
{
	if (!isfinite(a) || !isfinite(b))
		return !isfinite(a) && !isfinite(b);
	return fabs(a - b) <= NEAR * fabs(b);
}

static bool same_decision(const struct decision *a, const struct decision *b)
{
	return a->trial == b->trial && a->bracket == b->bracket && a->round == b->round &&
	       a->rung == b->rung && a->level == b->level &&
	       same_number(a->value, b->value) && a->results == b->results &&
	       a->places == b->places && a->rank == b->rank &&
	       same_number(a->cutoff, b->cutoff) && a->verdict == b->verdict &&
	       a->by_hand == b->by_hand && same_number(a->broken, b->broken) &&
	       same_number(a->cutoff_broken, b->cutoff_broken);
}

/* What the scheduler was asked */

/* What a free worker is to do. A trial that climbs has its job from here on. */
static void ask_next(struct replay *r)
{
	struct tuner *t = r->t;

	t->scheduler->ops->next(t->scheduler, &r->job, expect(r));
	r->has_job = r->job.kind != JOB_WAIT;
	if (r->job.kind != JOB_CLIMB)
		return;
	t->trials[r->job.trial].job = r->job;
	if (r->job.from == 0)
		t->trials[r->job.trial].epoch = 0;
}

static void judge(struct replay *r, uint32_t trial)
{
	struct tuner *t = r->t;

	t->scheduler->ops->report(
		t->scheduler, trial, tuner_curve(&t->trials[trial]), expect(r));
}

/* What had to wait for the study's pause to end, and for the ends before it. */
static void settle(struct replay *r)
{
	struct tuner *t = r->t;

	while (!t->paused && !r->stepped && t->n_deferred && !is_expecting(r)) {
		uint32_t trial = t->deferred[0];

		memmove(t->deferred, t->deferred + 1, --t->n_deferred * sizeof(trial));
		judge(r, trial);
	}
}

static void end_on_the_way(struct replay *r, const struct event *e)
{
	struct scheduler *s = r->t->scheduler;
	uint32_t trial = e->end.trial;

	r->lost = trial;
	if (is_failure(e) || was_judged(r, e))
		s->ops->lost(s, trial, expect(r));
	else
		s->ops->ended(s, trial, tuner_curve(&r->t->trials[trial]), expect(r));
}

/* One function a kind of event */

static bool is_near(struct value a, struct value b)
{
	if (a.kind != VALUE_REAL || (b.kind != VALUE_REAL && b.kind != VALUE_INT))
		return value_equal(a, b);
	return same_number(a.number, b.number);
}

/*
 * On another platform a model's least difference grows to another configuration. What it
 * is told of is the recorded one, so it goes on from there. Rows of a table it counts by
 * itself.
 */
static bool may_differ(const struct replay *r)
{
	const struct platform *here = r->t->info->platform;

	return r->platform && here && !platform_equal(r->platform, here) &&
	       !r->t->configs;
}

/* A recorded value as the domain has it, with the number as recorded. */
static bool own_value(const struct domain *d, struct value recorded, struct value *own)
{
	*own = recorded;
	if (value_is_nothing(recorded))
		return true;
	if (!domain_own(d, recorded, own))
		return false;
	own->number = recorded.number;
	return true;
}

/*
 * What the searcher proposes, with the numbers as recorded; what is recorded where that
 * may differ; NULL: it is another.
 */
static const struct value *as_recorded(
	struct replay *r, const struct value *proposed, const struct value *recorded)
{
	const struct space *space = r->t->info->space;
	struct value *config;
	const struct value *kept = NULL;
	bool near = true, same = true, own = true;

	if (!proposed)
		return NULL;
	for (size_t i = 0; i < space->n; i++) {
		near = near && is_near(proposed[i], recorded[i]);
		same = same && value_equal(proposed[i], recorded[i]);
	}
	if (same)
		return proposed;
	if (!near && !may_differ(r))
		return NULL;
	config = xcalloc(space->n, sizeof(*config));
	for (size_t i = 0; i < space->n; i++)
		own = own_value(&space->params[i].domain, recorded[i], &config[i]) && own;
	if (own)
		kept = journal_keep(r->t->journal, config, space->n * sizeof(*config));
	free(config);
	r->t->n_differing += kept && !near;
	return kept;
}

static int on_trial(struct replay *r, const struct event *e)
{
	struct tuner *t = r->t;
	const struct value *config;
	struct proposal why; /* what is recorded of it stays */
	struct tuner_trial *tr;

	if (!r->has_job)
		ask_next(r);
	if (!r->has_job || r->job.kind != JOB_START || is_expecting(r) ||
		r->job.bracket != e->trial.bracket || r->job.round != e->trial.round)
		return differs(r, "the trial");
	config = as_recorded(r, tuner_next_config(t, &r->job, &why), e->trial.config);
	if (!config)
		return error_usage(r->err,
			"%s: event %llu: the searcher does not propose T%u's "
			"configuration on replay; a build that draws other numbers may "
			"have recorded it",
			r->path, (unsigned long long)r->seq, e->trial.trial);
	ARRAY_ROOM(t->trials, t->n_trials, t->cap_trials);
	tr = &t->trials[t->n_trials++];
	*tr = (struct tuner_trial){
		.config = config, .row = (uint32_t)why.row, .job = r->job, .worker = -1};
	t->scheduler->ops->seat(t->scheduler, &r->job, e->trial.trial);
	r->has_job = false;
	r->begun = e->trial.trial;
	return 0;
}

static int take_climb(struct replay *r, const struct event *e)
{
	if (!r->has_job)
		ask_next(r);
	if (!r->has_job || r->job.kind != JOB_CLIMB || r->job.trial != e->task.trial ||
		is_expecting(r))
		return differs(r, "the task");
	r->has_job = false;
	return 0;
}

static int on_task(struct replay *r, const struct event *e)
{
	struct tuner *t = r->t;
	uint32_t trial = e->task.trial;
	struct tuner_trial *tr = &t->trials[trial];

	/* One that had been interrupted goes on; else it has been told to. */
	if (r->begun == trial)
		r->begun = NOBODY;
	else if (!tuner_remove(t->waiting, &t->n_waiting, trial) && tr->worker < 0 &&
		 take_climb(r, e) < 0)
		return -1;
	if (tr->job.to != e->task.to || tr->epoch != e->task.from)
		return differs(r, "the task");
	tr->worker = e->task.worker;
	return 0;
}

static int on_report(struct replay *r, const struct event *e)
{
	struct tuner *t = r->t;
	struct tuner_trial *tr = &t->trials[e->report.trial];
	const struct event *after;
	double metrics[METRICS_MAX];

	if (e->report.epoch != tr->epoch + 1 || e->report.epoch > tr->job.to)
		return differs(r, "the report");
	memcpy(metrics, e->report.metrics, sizeof(metrics));
	tuner_fill_in(t, tr, metrics);
	tuner_keep_value(t, tr, e->report.epoch, metrics);
	tr->unsaved += (double)e->report.seconds;
	t->epochs++;
	if (tr->epoch < tr->job.to)
		return 0;
	tr->worker = -1;
	r->seq++;
	after = look_ahead(r);
	r->seq--;
	if (is_on_the_way(r, after) && after->end.trial == e->report.trial &&
		!after->end.patience)
		return 0;
	if (t->paused) {
		ARRAY_ROOM(t->deferred, t->n_deferred, t->cap_deferred);
		t->deferred[t->n_deferred++] = e->report.trial;
	} else {
		judge(r, e->report.trial);
	}
	return 0;
}

static int on_decision(struct replay *r, const struct event *e)
{
	if (!is_expecting(r)) {
		const struct event *after = look_ahead(r);

		if (is_on_the_way(r, after) && r->lost == NOBODY)
			end_on_the_way(r, after);
		else
			ask_next(r);
	}
	if (is_expecting(r))
		tuner_settle(r->t, &r->expected.items[r->next], 1);
	if (!is_expecting(r) ||
		!same_decision(&r->expected.items[r->next], &e->decision))
		return differs(r, "the decision");
	r->next++;
	r->stepped |= r->stepping;
	return 0;
}

static int on_incumbent(struct replay *r, const struct event *e)
{
	r->t->best = e->incumbent.value;
	r->t->best_trial = e->incumbent.trial;
	return 0;
}

static int on_end(struct replay *r, const struct event *e)
{
	struct tuner_trial *tr = &r->t->trials[e->end.trial];
	bool loss = is_on_the_way(r, e);

	if (loss && r->lost != e->end.trial)
		end_on_the_way(r, e);
	if (loss)
		r->lost = NOBODY;
	if (r->has_job && r->job.kind == JOB_CLIMB && r->job.trial == e->end.trial)
		r->has_job = false; /* it ended before a worker took it up */
	tr->standing = is_failure(e)			 ? STANDS_LOST
		       : e->end.state == TRIAL_COMPLETED ? STANDS_COMPLETE
							 : STANDS_ENDED;
	tr->failed = e->end.state == TRIAL_FAILED;
	tr->ended = e->end.state == TRIAL_COMPLETED && (loss || e->end.patience);
	tr->worker = -1;
	tuner_remove(r->t->waiting, &r->t->n_waiting, e->end.trial);
	tuner_remove(r->t->deferred, &r->t->n_deferred, e->end.trial);
	return 0;
}

/* A switch that the study file asked for is not to be done again. */
static void count_switch(struct replay *r, const char *text)
{
	struct tuner *t = r->t;
	struct strbuf asked = STRBUF_INIT;

	if (t->n_switched >= t->file->n_switches)
		return;
	tuner_print_switch(t, &t->file->switches[t->n_switched], &asked);
	t->n_switched += !strcmp(asked.buf, text);
	strbuf_release(&asked);
}

/* A searcher that runs dry does so when a worker was to start a trial. */
static int on_close(struct replay *r, const struct event *e)
{
	struct tuner *t = r->t;

	if (!t->dry && e->control.exhausted) {
		if (!r->has_job)
			ask_next(r);
		if (!r->has_job || r->job.kind != JOB_START || is_expecting(r))
			return differs(r, "the close");
		r->has_job = false;
		t->dry = true;
	}
	t->closed = true;
	t->scheduler->ops->close(t->scheduler, expect(r));
	return 0;
}

static int on_control(struct replay *r, const struct event *e)
{
	struct tuner *t = r->t;
	struct command c = {.action = e->control.action, .trial = e->control.trial};

	if (e->control.action == CONTROL_SWITCH && e->control.text)
		count_switch(r, e->control.text);
	if (e->control.refused)
		return 0;
	switch (e->control.action) {
	case CONTROL_PAUSE:
		t->paused = true;
		r->stepping = r->stepped = false;
		break;
	case CONTROL_RESUME:
	case CONTROL_STEP:
		if (e->control.platform)
			r->platform = e->control.platform;
		t->paused = false;
		r->stepping = e->control.action == CONTROL_STEP;
		r->stepped = false;
		if (e->control.limits)
			t->stop = *e->control.limits;
		break;
	case CONTROL_STOP:
		t->stop = *e->control.limits;
		break;
	case CONTROL_CLOSE:
		return on_close(r, e);
	case CONTROL_KILL: /* on its worker, it ends at its next epoch */
		t->trials[c.trial].killed = true;
		break;
	case CONTROL_WORKERS:
		t->workers = (int)e->control.number;
		break;
	case CONTROL_WARN:
		t->searcher_warned |= e->control.warning == WARNING_SEARCHER;
		break;
	case CONTROL_PROMOTE:
		t->scheduler->ops->promote(t->scheduler, c.trial, expect(r));
		break;
	case CONTROL_ENQUEUE:
		tuner_enqueue(t, e->control.text, r->err);
		break;
	default: /* a switch shows as a scheduler */
		break;
	}
	return 0;
}

static int on_scheduler(struct replay *r, const struct event *e)
{
	struct tuner *t = r->t;
	const struct kind *kind;
	struct scheduler *s;
	struct knobs knobs;

	if (scheduler_parse(e->scheduler.spec, NULL, &kind, &knobs, r->err) < 0)
		return -1;
	s = tuner_new_scheduler(t, kind, &knobs, r->err);
	knobs_release(&knobs);
	if (s && !t->spec) { /* the first one */
		scheduler_free(t->scheduler);
		t->scheduler = s;
		t->spec = e->scheduler.spec;
		return 0;
	}
	if (!s || e->scheduler.n_adopted != t->n_trials) {
		scheduler_free(s);
		return s ? differs(r, "the switch") : -1;
	}
	for (size_t i = 0; i < t->n_trials; i++) {
		if (!e->scheduler.adopted[i].running)
			t->trials[i].worker = -1;
		if (e->scheduler.adopted[i].revived)
			t->trials[i].standing = STANDS_WAITING;
	}
	t->spec = e->scheduler.spec;
	tuner_adopt(t, s, expect(r));
	tuner_seat_all(t);
	r->has_job = false;
	t->closed = false; /* if it is, that comes next */
	return 0;
}

static int apply(struct replay *r, const struct event *e)
{
	static int (*const on[EVENT_FINISH + 1])(
		struct replay *, const struct event *) = {
		[EVENT_SCHEDULER] = on_scheduler,
		[EVENT_TRIAL] = on_trial,
		[EVENT_TASK] = on_task,
		[EVENT_REPORT] = on_report,
		[EVENT_DECISION] = on_decision,
		[EVENT_END] = on_end,
		[EVENT_CONTROL] = on_control,
		[EVENT_PLACE] = NULL, /* its worker is gone, too */
		[EVENT_START] = NULL, /* and so is its program */
		[EVENT_HOLD] = NULL,
		[EVENT_EARLIER] = NULL, /* tuner_tell_searcher() takes it */
		[EVENT_FINISH] = NULL,	/* who was interrupted by it goes on */
	};

	if (e->kind == EVENT_STUDY)
		r->platform = e->study->platform;
	if (e->kind == EVENT_INCUMBENT) /* between a report and what is decided on it */
		return on_incumbent(r, e);
	if (e->kind != EVENT_END)
		settle(r);
	if (is_expecting(r) && e->kind != EVENT_DECISION)
		return differs(r, "a decision that is missing before it");
	if (on[e->kind] && on[e->kind](r, e) < 0)
		return -1;
	tuner_tell_searcher(r->t, e);
	return 0;
}

int tuner_replay(struct tuner *t, const char *path, struct error *err)
{
	struct replay r = {
		.t = t, .path = path, .begun = NOBODY, .lost = NOBODY, .err = err};
	int rc = 0;

	for (r.seq = 1; !rc && r.seq <= journal_length(t->journal); r.seq++)
		rc = apply(&r, journal_at(t->journal, r.seq));
	if (!rc)
		settle(&r);
	if (!rc && is_expecting(&r)) {
		r.seq--;
		rc = differs(&r, "the end");
	}
	decisions_release(&r.expected);
	if (rc)
		return -1;
	if (r.has_job && r.job.kind == JOB_CLIMB) { /* promoted, and not on its way yet */
		ARRAY_ROOM(t->waiting, t->n_waiting, t->cap_waiting);
		t->waiting[t->n_waiting++] = r.job.trial;
	}
	if (r.begun != NOBODY)
		t->trials[r.begun].worker = 0; /* it goes first */
	return 0;
}
