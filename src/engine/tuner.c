/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tuner's thread does, over and over: take the commands that have come, give idle
 * workers their jobs, wait for one message of the pool, act on it. All of a running
 * study's state is its own; commands come in through `inbox` (guarded by `lock`, and a
 * wake of the pool), everything it does goes out through the journal.
 *
 * A paused study: workers stop at their next epoch and their tasks wait in `waiting`.
 * Tasks that had just been finished wait in `deferred`, since judging them would be a
 * decision; a step judges them one by one until one decision has been taken.
 *
 * Shutdown: whatever the reason to finish is, workers are interrupted, their messages
 * taken, `finish` appended, and the thread ends.
 */
#include "config.h"

#include "engine/tuner.h"

#include "base/stream.h"
#include "base/xalloc.h"
#include "engine/checkpoints.h"
#include "engine/pool.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tuner_trial {
	const struct value *config;
	struct job job; /* its present one */
	int epoch;	/* trained */
	double value;	/* of the metric there */
	bool ended;
};

struct tuner {
	const struct study_info *info;
	const struct studyfile *file;
	struct objective *objective;
	struct journal *journal;
	struct pool *pool;
	struct scheduler *scheduler;
	struct searcher *searcher;
	struct checkpoints checkpoints;

	struct tuner_trial *trials;
	size_t n_trials, cap_trials;
	uint64_t epochs;
	uint32_t best_trial;
	double best; /* NaN: no incumbent yet */

	int workers; /* that may have a task */
	bool *busy;  /* by worker; n_busy of them */
	int n_seats; /* entries of busy */
	int n_busy;
	double pace;

	uint32_t *waiting; /* interrupted trials, oldest first */
	size_t n_waiting, cap_waiting;
	struct message *deferred;
	size_t n_deferred, cap_deferred;

	bool paused, stepping;
	double paused_at, paused_for;
	bool closed, dry; /* no new trial: by the limit, or the searcher has none */
	bool stopping;
	enum finish_reason reason;

	pthread_t thread;
	pthread_mutex_t lock;
	struct command *inbox;
	size_t n_inbox, cap_inbox;
};

/* Study time stands still while the study is paused. */
static double study_time(const struct tuner *t)
{
	return (t->paused ? t->paused_at : t->pool->ops->now(t->pool)) - t->paused_for;
}

static void append(struct tuner *t, struct event *e)
{
	e->t = study_time(t);
	journal_append(t->journal, e);
}

static void append_control(struct tuner *t, enum control_action action, double number)
{
	append(t, &(struct event){.kind = EVENT_CONTROL,
			  .control = {.action = action, .number = number}});
}

/* Finishing */

static void interrupt_all(struct tuner *t)
{
	for (int w = 0; w < t->n_seats; w++)
		if (t->busy[w])
			t->pool->ops->interrupt(t->pool, w);
}

static void stop(struct tuner *t, enum finish_reason reason)
{
	if (t->stopping)
		return;
	t->stopping = true;
	t->reason = reason;
	interrupt_all(t);
}

/* Decisions */

static void append_end(
	struct tuner *t, uint32_t trial, enum trial_state state, const char *why)
{
	t->trials[trial].ended = true;
	checkpoints_drop(&t->checkpoints, trial);
	append(t,
		&(struct event){.kind = EVENT_END,
			.end = {.trial = trial,
				.state = state,
				.why = journal_keep(t->journal, why, strlen(why) + 1)}});
}

static void end_by_decision(struct tuner *t, const struct decision *d)
{
	char why[64];

	if (d->verdict == VERDICT_COMPLETE) {
		append_end(t, d->trial, TRIAL_COMPLETED, "trained to the top rung");
		return;
	}
	snprintf(why, sizeof(why), "rank %u of %u, %u climb", d->rank, d->results,
		d->places);
	append_end(t, d->trial, TRIAL_STOPPED, why);
}

static void set_paused(struct tuner *t, bool paused)
{
	double now = t->pool->ops->now(t->pool);

	if (paused && !t->paused) {
		t->paused_at = now;
		interrupt_all(t);
	} else if (!paused && t->paused) {
		t->paused_for += now - t->paused_at;
	}
	t->paused = paused;
}

/* The ends that follow from decisions; and they were the step, if there was one. */
static void conclude(struct tuner *t, struct decisions *ds)
{
	for (size_t i = 0; i < ds->n; i++) {
		const struct decision *d = &ds->items[i];

		if ((d->verdict == VERDICT_STOP || d->verdict == VERDICT_COMPLETE) &&
			!t->trials[d->trial].ended)
			end_by_decision(t, d);
	}
	if (ds->n && t->stepping) {
		t->stepping = false;
		append_control(t, CONTROL_PAUSE, 0);
		set_paused(t, true);
	}
	decisions_release(ds);
}

static void append_decisions(struct tuner *t, const struct decisions *ds)
{
	for (size_t i = 0; i < ds->n; i++)
		append(t, &(struct event){
				  .kind = EVENT_DECISION, .decision = ds->items[i]});
}

static void publish(struct tuner *t, struct decisions *ds)
{
	append_decisions(t, ds);
	conclude(t, ds);
}

/* A trial ended on its way: its own end comes between the decisions and the other ends. */
static void lose(struct tuner *t, uint32_t trial, enum trial_state state, const char *why)
{
	struct decisions ds = {0};

	t->scheduler->ops->lost(t->scheduler, trial, &ds);
	append_decisions(t, &ds);
	append_end(t, trial, state, why);
	conclude(t, &ds);
}

static void close_scheduler(struct tuner *t)
{
	struct decisions ds = {0};

	t->closed = true;
	t->scheduler->ops->close(t->scheduler, &ds);
	publish(t, &ds);
}

/* Jobs */

static void submit(struct tuner *t, uint32_t trial, int worker)
{
	struct tuner_trial *tr = &t->trials[trial];
	struct task task = {.trial = trial,
		.from = tr->epoch,
		.to = tr->job.to,
		.config = tr->config,
		.state = checkpoints_take(&t->checkpoints, trial)};

	append(t, &(struct event){.kind = EVENT_TASK,
			  .task = {.trial = trial,
				  .worker = worker,
				  .from = task.from,
				  .to = task.to,
				  .bracket = tr->job.bracket,
				  .round = tr->job.round,
				  .rung = tr->job.rung}});
	t->busy[worker] = true;
	t->n_busy++;
	t->pool->ops->submit(t->pool, worker, &task);
}

/* The configuration of the next trial, or NULL when there is none left. */
static const struct value *next_config(struct tuner *t)
{
	size_t n = t->info->space->n, id = t->n_trials;
	struct value *config;
	const struct value *kept = NULL;

	if (id < t->file->n_enqueue)
		return t->file->enqueue[id];
	config = xcalloc(n, sizeof(*config));
	if (searcher_propose(t->searcher, (uint32_t)id, config))
		kept = journal_keep(t->journal, config, n * sizeof(*config));
	free(config);
	return kept;
}

/* Begins a new trial; false when the searcher has run dry. */
static bool begin_trial(struct tuner *t, const struct job *job, uint32_t *trial)
{
	const struct value *config = next_config(t);

	if (!config) {
		t->dry = true;
		close_scheduler(t);
		return false;
	}
	*trial = (uint32_t)t->n_trials;
	ARRAY_ROOM(t->trials, t->n_trials, t->cap_trials);
	t->trials[t->n_trials++] = (struct tuner_trial){.config = config, .job = *job};
	append(t, &(struct event){.kind = EVENT_TRIAL,
			  .trial = {.trial = *trial,
				  .bracket = job->bracket,
				  .round = job->round,
				  .config = config}});
	t->scheduler->ops->seat(t->scheduler, job, *trial);
	return true;
}

/* Finds a trial for a free worker; false when there is none now. */
static bool next_trial(struct tuner *t, uint32_t *trial)
{
	struct decisions ds = {0};
	struct job job;

	if (t->n_waiting) {
		*trial = t->waiting[0];
		memmove(t->waiting, t->waiting + 1, --t->n_waiting * sizeof(*t->waiting));
		return true;
	}
	t->scheduler->ops->next(t->scheduler, &job, &ds);
	publish(t, &ds);
	if (job.kind == JOB_WAIT)
		return false;
	if (job.kind == JOB_START)
		return begin_trial(t, &job, trial) || next_trial(t, trial);
	*trial = job.trial;
	t->trials[job.trial].job = job;
	if (job.from == 0) {
		t->trials[job.trial].epoch = 0;
		checkpoints_drop(&t->checkpoints, job.trial);
	}
	return true;
}

static void dispatch(struct tuner *t)
{
	for (int w = 0; w < t->workers && !t->paused && !t->stopping; w++) {
		uint32_t trial;

		if (t->busy[w])
			continue;
		if (!next_trial(t, &trial))
			return;
		if (t->paused) { /* taking the job was the decision that ended a step */
			ARRAY_ROOM(t->waiting, t->n_waiting, t->cap_waiting);
			t->waiting[t->n_waiting++] = trial;
		} else {
			submit(t, trial, w);
		}
		if (!t->closed && t->info->stop.trials &&
			t->n_trials >= (size_t)t->info->stop.trials)
			close_scheduler(t);
	}
}

/* Messages */

static bool better(const struct tuner *t, double a, uint32_t trial)
{
	if (!isfinite(a))
		return false;
	if (isnan(t->best) || a != t->best)
		return isnan(t->best) || (t->info->maximize ? a > t->best : a < t->best);
	/* Ties go to the lower id, so the incumbent does not depend on who came first. */
	return trial < t->best_trial;
}

static bool reached(const struct tuner *t, double value)
{
	if (isnan(t->info->stop.value) || !isfinite(value))
		return false;
	return t->info->maximize ? value >= t->info->stop.value
				 : value <= t->info->stop.value;
}

static void on_epoch(struct tuner *t, const struct message *m)
{
	struct event e = {.kind = EVENT_REPORT,
		.report = {.trial = m->trial, .epoch = m->epoch, .seconds = m->seconds}};
	double value = m->metrics[t->info->metric_index];

	memcpy(e.report.metrics, m->metrics, sizeof(m->metrics));
	append(t, &e);
	t->trials[m->trial].epoch = m->epoch;
	t->trials[m->trial].value = value;
	t->epochs++;
	if (better(t, value, m->trial)) {
		t->best = value;
		t->best_trial = m->trial;
		append(t, &(struct event){.kind = EVENT_INCUMBENT,
				  .incumbent = {m->trial, m->epoch, value}});
	}
	if (reached(t, value))
		stop(t, FINISH_VALUE);
	if (t->info->stop.epochs && t->epochs >= (uint64_t)t->info->stop.epochs)
		stop(t, FINISH_EPOCHS);
}

static void judge(struct tuner *t, const struct message *m)
{
	struct decisions ds = {0};

	t->scheduler->ops->report(
		t->scheduler, m->trial, m->epoch, t->trials[m->trial].value, &ds);
	publish(t, &ds);
}

static void on_done(struct tuner *t, struct message *m)
{
	char why[64];

	t->busy[m->worker] = false;
	t->n_busy--;
	switch (m->outcome) {
	case OUTCOME_REACHED:
		checkpoints_put(&t->checkpoints, m->trial, m->state);
		if (t->paused) {
			ARRAY_ROOM(t->deferred, t->n_deferred, t->cap_deferred);
			t->deferred[t->n_deferred++] = *m;
		} else {
			judge(t, m);
		}
		return;
	case OUTCOME_INTERRUPTED:
		checkpoints_put(&t->checkpoints, m->trial, m->state);
		ARRAY_ROOM(t->waiting, t->n_waiting, t->cap_waiting);
		t->waiting[t->n_waiting++] = m->trial;
		return;
	case OUTCOME_DIVERGED:
		snprintf(why, sizeof(why), "the loss was not finite in epoch %d",
			m->epoch);
		lose(t, m->trial, TRIAL_DIVERGED, why);
		break;
	case OUTCOME_FAILED:
		lose(t, m->trial, TRIAL_FAILED, m->why);
		break;
	}
	if (m->state)
		t->objective->ops->trial_free(m->state);
	free(m->why);
}

/* Judges what had been finished when the study was paused, until a step is over. */
static void judge_deferred(struct tuner *t)
{
	size_t i = 0;

	if (!t->n_deferred)
		return;
	while (i < t->n_deferred && !t->paused)
		judge(t, &t->deferred[i++]);
	memmove(t->deferred, t->deferred + i, (t->n_deferred - i) * sizeof(*t->deferred));
	t->n_deferred -= i;
}

/* Commands */

static void set_workers(struct tuner *t, int n)
{
	struct error err;

	n = n < 1 ? 1 : n > WORKERS_MAX ? WORKERS_MAX : n;
	if (t->pool->ops->grow(t->pool, n, &err) < 0)
		return;
	if (n > t->n_seats) {
		t->busy = xreallocarray(t->busy, (size_t)n, sizeof(*t->busy));
		while (t->n_seats < n)
			t->busy[t->n_seats++] = false;
	}
	for (int w = n; w < t->n_seats; w++)
		if (t->busy[w])
			t->pool->ops->interrupt(t->pool, w);
	t->workers = n;
	append_control(t, CONTROL_WORKERS, n);
}

static void set_pace(struct tuner *t, double pace)
{
	t->pace = pace;
	t->pool->ops->set_pace(t->pool, pace);
	append_control(t, CONTROL_PACE, pace);
}

static void obey(struct tuner *t, const struct command *c)
{
	switch (c->action) {
	case CONTROL_PAUSE:
		t->stepping = false;
		if (!t->paused) {
			append_control(t, CONTROL_PAUSE, 0);
			set_paused(t, true);
		}
		break;
	case CONTROL_RESUME:
	case CONTROL_STEP:
		t->stepping = c->action == CONTROL_STEP;
		set_paused(t, false);
		append_control(t, c->action, 0);
		judge_deferred(t);
		break;
	case CONTROL_WORKERS:
		set_workers(t, (int)c->number);
		break;
	case CONTROL_PACE:
		set_pace(t, c->number);
		break;
	case CONTROL_QUIT:
		stop(t, FINISH_USER);
		break;
	default: /* those of the screens to come have no sender yet */
		break;
	}
}

static void obey_all(struct tuner *t)
{
	struct command *inbox;
	size_t n;

	pthread_mutex_lock(&t->lock);
	inbox = t->inbox;
	n = t->n_inbox;
	t->inbox = NULL;
	t->n_inbox = t->cap_inbox = 0;
	pthread_mutex_unlock(&t->lock);
	for (size_t i = 0; i < n; i++) {
		if (!t->stopping)
			obey(t, &inbox[i]);
		free(inbox[i].text);
	}
	free(inbox);
}

/* The loop */

static void take_message(struct tuner *t)
{
	double limit = t->info->stop.seconds, deadline = INFINITY;
	struct message m;

	if (limit > 0 && !t->stopping && !t->paused)
		deadline = limit + t->paused_for;
	if (t->pool->ops->receive(t->pool, deadline, &m)) {
		if (m.kind == MESSAGE_EPOCH)
			on_epoch(t, &m);
		else
			on_done(t, &m);
	}
	if (limit > 0 && study_time(t) >= limit)
		stop(t, FINISH_SECONDS);
}

static enum finish_reason natural_end(const struct tuner *t)
{
	if (t->dry)
		return FINISH_EXHAUSTED;
	return t->closed ? FINISH_TRIALS : FINISH_ROUNDS;
}

static void append_shape(struct tuner *t)
{
	const struct scheduler_ops *ops = t->scheduler->ops;
	const struct knobs *k = &t->file->scheduler.knobs;
	int n = ops->n_brackets(t->scheduler);
	struct bracket_shape *shape = xcalloc((size_t)n, sizeof(*shape));
	struct event e = {.kind = EVENT_SCHEDULER};

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
	e.scheduler.name = ops->kind.name;
	e.scheduler.eta = scheduler_knob_eta(k);
	e.scheduler.r_min = scheduler_knob_min(k);
	e.scheduler.r_max = scheduler_knob_max(k);
	e.scheduler.n_levels = shape[0].n_rungs;
	memcpy(e.scheduler.levels, shape[0].levels,
		(size_t)shape[0].n_rungs * sizeof(*shape[0].levels));
	e.scheduler.brackets = n;
	e.scheduler.synchronous = ops->synchronous;
	e.scheduler.idle_wait = knob_find(k->rows, "idle") && knobs_is(k, "idle", "wait");
	e.scheduler.scratch =
		knob_find(k->rows, "resume") && knobs_is(k, "resume", "scratch");
	e.scheduler.shape = journal_keep(t->journal, shape, (size_t)n * sizeof(*shape));
	free(shape);
	append(t, &e);
}

static void *run(void *arg)
{
	struct tuner *t = arg;

	for (;;) {
		obey_all(t);
		dispatch(t);
		if (!t->n_busy && !t->stopping && !t->paused)
			stop(t, natural_end(t));
		if (!t->n_busy && t->stopping)
			break;
		journal_ring(t->journal);
		take_message(t);
	}
	append(t, &(struct event){.kind = EVENT_FINISH,
			  .finish = {t->reason, t->n_trials, t->epochs}});
	journal_ring(t->journal);
	return NULL;
}

struct tuner *tuner_new(const struct tuner_setup *setup, struct error *err)
{
	const struct studyfile *f = setup->file;
	struct tuner *t = xcalloc(1, sizeof(*t));
	struct scheduler_setup scheduler = {.knobs = &f->scheduler.knobs,
		.maximize = f->maximize,
		.seed = f->seed,
		.rounds = f->stop.rounds};
	struct searcher_setup searcher = {
		.space = &f->space, .knobs = &f->searcher.knobs, .seed = f->seed};

	t->info = setup->info;
	t->file = f;
	t->objective = setup->objective;
	t->journal = setup->journal;
	t->workers = setup->workers;
	t->pace = setup->pace;
	t->best = NAN;
	pthread_mutex_init(&t->lock, NULL);
	checkpoints_init(&t->checkpoints, t->objective->ops, f->memory);
	t->scheduler = scheduler_new(f->scheduler.kind, &scheduler, err);
	if (t->scheduler)
		t->searcher = searcher_new(f->searcher.kind, &searcher, err);
	if (!t->searcher) {
		tuner_free(t);
		return NULL;
	}
	t->pool = thread_pool_new(t->objective);
	return t;
}

int tuner_start(struct tuner *t, struct error *err)
{
	sigset_t all, before;
	int rc;

	if (t->pool->ops->grow(t->pool, t->workers, err) < 0)
		return -1;
	append(t, &(struct event){.kind = EVENT_STUDY, .study = t->info});
	append_shape(t);
	set_workers(t, t->workers);
	if (t->pace > 0)
		set_pace(t, t->pace);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&t->thread, NULL, run, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc)
		return error_set(
			err, "cannot start the tuner's thread: %s", strerror(rc));
	return 0;
}

void tuner_command(struct tuner *t, struct command c)
{
	pthread_mutex_lock(&t->lock);
	ARRAY_ROOM(t->inbox, t->n_inbox, t->cap_inbox);
	t->inbox[t->n_inbox++] = c;
	pthread_mutex_unlock(&t->lock);
	t->pool->ops->wake(t->pool);
}

void tuner_join(struct tuner *t)
{
	pthread_join(t->thread, NULL);
}

void tuner_free(struct tuner *t)
{
	if (!t)
		return;
	if (t->pool)
		t->pool->ops->free(t->pool);
	scheduler_free(t->scheduler);
	searcher_free(t->searcher);
	checkpoints_release(&t->checkpoints);
	for (size_t i = 0; i < t->n_inbox; i++)
		free(t->inbox[i].text);
	free(t->inbox);
	free(t->trials);
	free(t->busy);
	free(t->waiting);
	free(t->deferred);
	pthread_mutex_destroy(&t->lock);
	free(t);
}
