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

#include "tuner/tuner.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/score.h"
#include "base/strbuf.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "tuner/tuner_append.h"
#include "tuner/tuner_commands.h"
#include "tuner/tuner_decide.h"
#include "tuner/tuner_fail.h"
#include "tuner/tuner_scheduler.h"
#include "tuner/tuner_search.h"
#include "tuner/tuner_state.h"
#include "tuner/tuner_switch.h"

#define RING_EVERY 4096 /* events */
#define SAVE_EVERY 0.25 /* seconds */

/* Jobs */

static void submit(struct tuner *t, uint32_t trial, int worker)
{
	struct tuner_trial *tr = &t->trials[trial];
	struct task task = {.trial = trial,
		.from = tr->epoch,
		.to = tr->job.to,
		.workers = t->workers,
		.config = tr->config,
		.row = tr->row,
		.unsaved = tr->unsaved,
		.patience = t->info->patience,
		.plateau = tr->epoch ? tr->plateau : plateau_begin(),
		.maximize = t->info->maximize,
		.metric = t->info->metric_index};

	task.state = checkpoints_take(&t->checkpoints, trial, &task.state_epoch);

	tuner_append(t, &(struct event){.kind = EVENT_TASK,
				.task = {.trial = trial,
					.worker = worker,
					.from = task.from,
					.to = task.to,
					.bracket = tr->job.bracket,
					.round = tr->job.round,
					.rung = tr->job.rung}});
	tr->worker = worker;
	t->on_worker[worker] = trial;
	t->n_busy++;
	t->pool->ops->submit(t->pool, worker, &task);
}

/* Begins a new trial; false when the searcher has run dry. */
static bool begin_trial(struct tuner *t, const struct job *job, uint32_t *trial)
{
	struct proposal why;
	const struct value *config = tuner_next_config(t, job, &why);

	if (!config) {
		t->dry = true;
		tuner_close(t);
		return false;
	}
	*trial = (uint32_t)t->n_trials;
	ARRAY_ROOM(t->trials, t->n_trials, t->cap_trials);
	t->trials[t->n_trials++] = (struct tuner_trial){
		.config = config, .row = (uint32_t)why.row, .job = *job, .worker = -1};
	tuner_append(t, &(struct event){.kind = EVENT_TRIAL,
				.trial = {.trial = *trial,
					.bracket = job->bracket,
					.round = job->round,
					.config = config,
					.why = tuner_keep_proposal(t, &why)}});
	t->scheduler->ops->seat(t->scheduler, job, *trial);
	tuner_append_searcher_warning(t);
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
	tuner_publish(t, &ds);
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
	for (;;) {
		uint32_t trial;

		tuner_switch_by_schedule(t);
		if (t->paused || t->stopping || !t->idle.n || !next_trial(t, &trial))
			return;
		if (t->paused) { /* taking the job was the decision that ended a step */
			ARRAY_ROOM(t->waiting, t->n_waiting, t->cap_waiting);
			t->waiting[t->n_waiting++] = trial;
		} else {
			submit(t, trial, heap_pop(&t->idle).value);
		}
		if (!t->closed && t->info->stop.trials &&
			t->n_trials >= (size_t)t->info->stop.trials)
			tuner_close(t);
	}
}

/* Messages */

static enum finish_reason natural_end(const struct tuner *t)
{
	if (t->error)
		return FINISH_ERROR;
	if (t->dry)
		return FINISH_EXHAUSTED;
	return t->closed ? FINISH_TRIALS : FINISH_ROUNDS;
}

static bool breaks(const struct tuner *t, double score)
{
	return t->info->n_constraints && score_broken(score) > 0;
}

/* Whether the score is the best so far of a trial that breaks no constraint. */
static bool better(const struct tuner *t, double a, uint32_t trial)
{
	if (!isfinite(a) || breaks(t, a))
		return false;
	if (isnan(t->best) || a != t->best)
		return isnan(t->best) || (t->info->maximize ? a > t->best : a < t->best);
	/* Ties go to the lower id, so the incumbent does not depend on who came first. */
	return trial < t->best_trial;
}

static bool reached(const struct tuner *t, double value)
{
	if (isnan(t->info->stop.value) || !isfinite(value) || breaks(t, value))
		return false;
	return t->info->maximize ? value >= t->info->stop.value
				 : value <= t->info->stop.value;
}

/* Once: a metric of a constraint that no report has had so far. */
static void warn_of_unknown(struct tuner *t, const struct event *report)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; !t->unknown_told && i < t->info->n_constraints; i++) {
		const struct constraint *c = &t->info->constraints[i];

		if (isfinite(report->report.metrics[c->index]))
			continue;
		strbuf_addf(&text,
			"T%u has reported no %s, of which there is a constraint; until "
			"it does its results rank last",
			report->report.trial, c->metric);
		tuner_append(t, &(struct event){.kind = EVENT_CONTROL,
					.control = {.action = CONTROL_WARN,
						.text = tuner_keep_text(t, text.buf),
						.warning = WARNING_ONCE}});
		t->unknown_told = true;
	}
	strbuf_release(&text);
}

static void on_epoch(struct tuner *t, const struct pool_message *m)
{
	struct event e = {.kind = EVENT_REPORT,
		.report = {.trial = m->trial,
			.epoch = m->epoch,
			.seconds = (float)event_seconds(m->seconds)}};
	struct tuner_trial *tr = &t->trials[m->trial];
	double score;

	memcpy(e.report.metrics, m->metrics, sizeof(m->metrics));
	tuner_fill_in(t, tr, e.report.metrics);
	warn_of_unknown(t, &e);
	tuner_append(t, &e);
	score = tuner_keep_value(t, tr, m->epoch, e.report.metrics);
	tr->unsaved += (double)m->seconds;
	if (m->saved) {
		t->save(t->save_arg, m->trial, m->epoch, m->saved, m->saved_size);
		tr->unsaved = 0;
	}
	t->epochs++;
	if (better(t, score, m->trial)) {
		t->best = score;
		t->best_trial = m->trial;
		tuner_append(t, &(struct event){.kind = EVENT_INCUMBENT,
					.incumbent = {m->trial, m->epoch, score}});
	}
	if (reached(t, score))
		tuner_stop(t, FINISH_VALUE);
	if (t->is_flat)
		tuner_stop(t, FINISH_PLATEAU);
	if (t->info->stop.epochs && t->epochs >= (uint64_t)t->info->stop.epochs)
		tuner_stop(t, FINISH_EPOCHS);
}

static void on_note(struct tuner *t, const struct pool_message *m)
{
	tuner_append(t, &(struct event){.kind = EVENT_CONTROL,
				.control = {.action = CONTROL_WARN,
					.trial = m->trial,
					.text = tuner_keep_text(t, m->note)}});
	free(m->note);
}

static void on_node(struct tuner *t, const struct pool_message *m)
{
	tuner_append(t,
		&(struct event){.kind = EVENT_PLACE,
			.place = {.trial = m->trial,
				.worker = m->worker,
				.attempt = m->attempt,
				.node = tuner_keep_text(t, m->node),
				.why = m->waits ? tuner_keep_text(t, m->waits) : NULL,
				.gpus = m->gpus ? tuner_keep_text(t, m->gpus) : NULL}});
	free(m->node);
	free(m->waits);
	free(m->gpus);
}

static void on_start(struct tuner *t, const struct pool_message *m)
{
	tuner_append(t, &(struct event){.kind = EVENT_START,
				.start = {.trial = m->trial,
					.worker = m->worker,
					.attempt = m->attempt,
					.seconds = event_seconds(m->started),
					.reported = m->reported,
					.argv = m->argv ? tuner_keep_text(t, m->argv)
							: NULL}});
	free(m->argv);
}

static void on_hold(struct tuner *t, const struct trial_hold *h)
{
	tuner_append(t, &(struct event){.kind = EVENT_HOLD,
				.hold = {.trial = h->trial,
					.attempt = h->attempt,
					.bytes = h->bytes,
					.seconds = event_seconds(h->seconds),
					.back = h->back}});
}

/* Its task goes on later, from the epoch that it has come to. */
static void put_aside(struct tuner *t, const struct pool_message *m)
{
	checkpoints_put(&t->checkpoints, m->trial, m->epoch, m->state);
	ARRAY_ROOM(t->waiting, t->n_waiting, t->cap_waiting);
	t->waiting[t->n_waiting++] = m->trial;
}

static void on_free(struct tuner *t, struct pool_message *m)
{
	struct tuner_trial *tr = &t->trials[m->trial];
	char why[64];

	tr->worker = -1;
	t->on_worker[m->worker] = NOBODY;
	t->n_busy--;
	tuner_make_idle(t, m->worker);
	if (tr->killed &&
		(m->outcome == OUTCOME_REACHED || m->outcome == OUTCOME_INTERRUPTED)) {
		tuner_lose(t, m->trial, TRIAL_KILLED, KILLED_BY_HAND);
		m->why = NULL;
	} else {
		switch (m->outcome) {
		case OUTCOME_REACHED:
			checkpoints_put(&t->checkpoints, m->trial, m->epoch, m->state);
			if (t->paused) {
				ARRAY_ROOM(t->deferred, t->n_deferred, t->cap_deferred);
				t->deferred[t->n_deferred++] = m->trial;
			} else {
				tuner_judge(t, m->trial);
			}
			return;
		case OUTCOME_INTERRUPTED:
			put_aside(t, m);
			return;
		case OUTCOME_DIVERGED:
			snprintf(why, sizeof(why), "the loss was not finite in epoch %d",
				m->epoch);
			tuner_lose(t, m->trial, TRIAL_DIVERGED, m->why ? m->why : why);
			break;
		case OUTCOME_FAILED:
			tuner_fail(t, m->trial, m->why, &m->failure);
			break;
		case OUTCOME_INFEASIBLE:
			tuner_lose_to(
				t, m->trial, TRIAL_DIVERGED, m->why, &m->failure);
			break;
		case OUTCOME_HOPELESS: /* which is not the trial's fault: it may go on */
			put_aside(t, m);
			if (!t->error)
				t->error = tuner_keep_text(t, m->why);
			tuner_stop(t, FINISH_ERROR);
			free(m->why);
			return;
		case OUTCOME_FINISHED: /* short of the next rung, where it has no result */
			tuner_complete(t, m->trial, m->why, false);
			break;
		case OUTCOME_FLAT:
			tuner_lose_patience(t, m->trial);
			break;
		}
	}
	if (m->state)
		t->objective->ops->trial_free(m->state);
	free(m->why);
	free(m->line);
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
			tuner_obey(t, &inbox[i]);
		free(inbox[i].text);
	}
	free(inbox);
}

/* The loop */

static void take_message(struct tuner *t)
{
	/* To the microsecond, as study time is: else a clock at the limit is short of it. */
	double limit = event_seconds(t->info->stop.seconds), deadline = INFINITY;
	bool limited = t->info->stop.seconds > 0;
	struct pool_message m;

	if (limited && !t->stopping && !t->paused)
		deadline = limit + t->paused_for;
	if (t->pool->ops->receive(t->pool, deadline, &m)) {
		if (m.note)
			on_note(t, &m);
		if (m.node)
			on_node(t, &m);
		if (m.started > 0)
			on_start(t, &m);
		if (m.has_hold)
			on_hold(t, &m.hold);
		if (m.trained)
			on_epoch(t, &m);
		if (m.free)
			on_free(t, &m);
	}
	if (limited && tuner_time(t) >= limit)
		tuner_stop(t, FINISH_SECONDS);
}

/* The scheduler waits, and nothing is in flight that could change its mind. */
static void check_stuck(struct tuner *t)
{
	struct strbuf what = STRBUF_INIT;

	strbuf_adds(&what, "the scheduler waits with nothing in flight: ");
	if (t->scheduler->ops->expects(t->scheduler, &what))
		t->error = tuner_keep_text(t, what.buf);
	strbuf_release(&what);
}

/*
 * Wakes the journal's readers before the thread waits. On a virtual clock that runs
 * freely it hardly ever does, and news come in batches: a wake costs more than an epoch.
 */
static void ring(struct tuner *t)
{
	bool waits = !t->info->simulated || t->paused || t->pace > 0;

	if (waits || journal_unheard(t->journal) >= RING_EVERY)
		journal_ring(t->journal);
}

/* Those that were to be killed when the study stopped. */
static void kill_marked(struct tuner *t)
{
	for (size_t i = 0; i < t->n_trials; i++) {
		if (!t->trials[i].killed || t->trials[i].standing != STANDS_WAITING)
			continue;
		tuner_remove(t->waiting, &t->n_waiting, (uint32_t)i);
		tuner_lose(t, (uint32_t)i, TRIAL_KILLED, KILLED_BY_HAND);
	}
}

/* A study that is gone on with: what had been left open when it stopped. */
static void take_up(struct tuner *t)
{
	t->paused = false;
	tuner_append_searcher_warning(t); /* it came to an end right before it */
	tuner_judge_deferred(t);
	kill_marked(t);
	if (t->reopen) {
		struct command c = {.action = CONTROL_SWITCH, .text = (char *)t->spec};

		t->closed = false;
		tuner_switch_by_text(t, &c);
	}
	if (!t->closed && t->info->stop.trials &&
		t->n_trials >= (size_t)t->info->stop.trials)
		tuner_close(t);
	if (t->info->stop.epochs && t->epochs >= (uint64_t)t->info->stop.epochs)
		tuner_stop(t, FINISH_EPOCHS);
	if (reached(t, t->best))
		tuner_stop(t, FINISH_VALUE);
	if (t->is_flat && t->info->stop.plateau.epochs &&
		t->plateau.epochs >= t->info->stop.plateau.epochs)
		tuner_stop(t, FINISH_PLATEAU);
}

static void *run(void *arg)
{
	struct tuner *t = arg;

	take_up(t);
	for (;;) {
		obey_all(t);
		dispatch(t);
		if (!t->n_busy && !t->stopping && !t->paused) {
			check_stuck(t);
			tuner_stop(t, natural_end(t));
		}
		if (!t->n_busy && t->stopping)
			break;
		journal_complete(t->journal);
		ring(t);
		take_message(t);
	}
	tuner_append(t, &(struct event){.kind = EVENT_FINISH,
				.finish = {t->reason, t->n_trials, t->epochs, t->error}});
	journal_complete(t->journal);
	journal_ring(t->journal);
	return NULL;
}

struct tuner *tuner_new(const struct tuner_setup *setup, struct error *err)
{
	const struct studyfile *f = setup->file;
	struct tuner *t = xcalloc(1, sizeof(*t));

	t->info = setup->info;
	t->file = f;
	t->objective = setup->objective;
	t->journal = setup->journal;
	t->workers = setup->workers;
	t->pace = setup->pace;
	t->configs = setup->configs;
	t->n_configs = setup->n_configs;
	t->best = NAN;
	t->plateau = plateau_begin();
	t->rounds = t->info->stop.rounds;
	pthread_mutex_init(&t->lock, NULL);
	checkpoints_init(&t->checkpoints, t->objective->ops, f->memory);
	t->scheduler =
		tuner_new_scheduler(t, f->scheduler.kind, &f->scheduler.knobs, err);
	if (!t->scheduler || tuner_check_switches(t, err) < 0 ||
		tuner_new_searcher(t, setup->choose, err) < 0) {
		tuner_free(t);
		return NULL;
	}
	t->pool = t->info->simulated ? simulated_pool_new(t->objective)
				     : thread_pool_new(t->objective);
	t->save = setup->save;
	t->save_arg = setup->save_arg;
	if (t->save)
		t->pool->save_every = SAVE_EVERY;
	return t;
}

void tuner_warm_up(struct tuner *t, const struct earlier_event *const *earlier, size_t n)
{
	t->earlier = earlier;
	t->n_earlier = n;
}

int tuner_start(struct tuner *t, struct error *err)
{
	int rc;

	int workers = t->workers;

	if (workers > t->pool->workers_max)
		return error_usage(err, "%d workers are too many; at most %d train here",
			workers, t->pool->workers_max);
	if (t->pool->ops->grow(t->pool, workers, err) < 0)
		return -1;
	if (!t->resumed) {
		tuner_append(t, &(struct event){.kind = EVENT_STUDY, .study = t->info});
		tuner_append_scheduler(
			t, t->file->scheduler.kind, &t->file->scheduler.knobs, NULL);
	}
	for (size_t i = 0; !t->resumed && i < t->n_earlier; i++)
		tuner_append(t,
			&(struct event){.kind = EVENT_EARLIER, .earlier = t->earlier[i]});
	t->workers = 0;
	tuner_set_workers(t, workers);
	if (t->pace > 0 || t->resumed)
		tuner_set_pace(t, t->pace);
	if (t->resumed)
		tuner_append_resumption(t);
	rc = thread_start(&t->thread, run, t);
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
	for (size_t i = 0; i < t->n_trials; i++)
		tuner_trial_release(&t->trials[i]);
	free(t->trials);
	free(t->on_worker);
	heap_release(&t->idle);
	free(t->held);
	free(t->queue);
	free(t->waiting);
	free(t->deferred);
	pthread_mutex_destroy(&t->lock);
	free(t);
}
