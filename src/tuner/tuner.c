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

#include "base/thread.h"
#include "base/xalloc.h"
#include "tuner/tuner_append.h"
#include "tuner/tuner_commands.h"
#include "tuner/tuner_decide.h"
#include "tuner/tuner_jobs.h"
#include "tuner/tuner_messages.h"
#include "tuner/tuner_scheduler.h"
#include "tuner/tuner_search.h"
#include "tuner/tuner_state.h"
#include "tuner/tuner_stop.h"
#include "tuner/tuner_switch.h"

#define RING_EVERY 4096 /* events */
#define SAVE_EVERY 0.25 /* seconds */

static enum finish_reason natural_end(const struct tuner *t)
{
	if (t->error)
		return FINISH_ERROR;
	if (t->dry)
		return FINISH_EXHAUSTED;
	return t->closed ? FINISH_TRIALS : FINISH_ROUNDS;
}

/* Commands */

/* Those that have come; the caller frees them and their texts. */
static struct command *take_commands(struct tuner *t, size_t *n)
{
	struct command *inbox;

	pthread_mutex_lock(&t->lock);
	inbox = t->inbox;
	*n = t->n_inbox;
	t->inbox = NULL;
	t->n_inbox = t->cap_inbox = 0;
	pthread_mutex_unlock(&t->lock);
	return inbox;
}

/* Obeys it, or does not; tells its asker what came of it, and frees its text. */
static void settle(struct tuner *t, struct command *c, bool obeys)
{
	t->refused = obeys ? NULL : "the study has ended";
	if (obeys)
		tuner_obey(t, c);
	if (c->answer)
		c->answer(c->asker, c->ticket, t->refused);
	free(c->text);
}

/* What comes while the study stops is for after the end. */
static void obey_all(struct tuner *t)
{
	size_t n = 0;
	struct command *inbox = t->stopping ? NULL : take_commands(t, &n);

	for (size_t i = 0; i < n; i++)
		settle(t, &inbox[i], !t->stopping);
	free(inbox);
}

/* The loop */

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
 * On a real one they may come thick and fast, and then wake them no more often than anybody
 * could see.
 */
static void ring(struct tuner *t)
{
	bool waits = !t->info->simulated || t->paused || t->pace > 0;
	double now = t->pool->ops->now(t->pool);

	t->unrung = false;
	if (!waits && journal_unheard(t->journal) < RING_EVERY)
		return;
	if (!t->info->simulated && t->n_busy && now < t->rung + TUNER_RING_APART) {
		t->unrung = journal_unheard(t->journal) > 0;
		return;
	}
	t->rung = now;
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
	obey_all(t); /* there may be other limits */
	if (!t->stopping)
		tuner_enforce_limits(t);
}

/* After the end: some commands are for then, and some let it go on. */
static bool obey_after_end(struct tuner *t, struct command *c, bool goes_on)
{
	enum control_action a = c->action;

	if (!goes_on && (a == CONTROL_STOP || a == CONTROL_SWITCH)) {
		t->stopping = false;
		t->error = NULL;
		tuner_set_paused(t, false);
		tuner_append_resumption(t);
		goes_on = true;
	}
	settle(t, c,
		goes_on || a == CONTROL_NOTE || a == CONTROL_TAG || a == CONTROL_WARN);
	return goes_on;
}

static void tell_pool(struct tuner *t, bool over)
{
	if (t->pool->ops->over)
		t->pool->ops->over(t->pool, over);
}

/* Waits for commands. False: nothing more is to come. */
static bool goes_on(struct tuner *t)
{
	bool again = false;

	tuner_set_paused(t, true); /* its clock stands still */
	while (!again) {
		size_t n;
		struct command *inbox = take_commands(t, &n);
		bool quit = false;

		for (size_t i = 0; i < n; i++) {
			quit |= inbox[i].action == CONTROL_QUIT && !again;
			if (quit)
				settle(t, &inbox[i], false);
			else
				again = obey_after_end(t, &inbox[i], again);
		}
		free(inbox);
		if (quit)
			return false;
		journal_complete(t->journal);
		journal_ring(t->journal);
		if (!n)
			tuner_take_message(t);
	}
	tell_pool(t, false);
	if (!t->stopping)
		tuner_enforce_limits(t);
	return true;
}

/* Until nothing is left to do. */
static void work(struct tuner *t)
{
	for (;;) {
		obey_all(t);
		tuner_dispatch(t);
		if (!t->n_busy && !t->stopping && !t->paused && tuner_is_over(t)) {
			check_stuck(t);
			tuner_stop(t, natural_end(t));
		}
		if (!t->n_busy && t->stopping)
			return;
		journal_complete(t->journal);
		ring(t);
		tuner_take_message(t);
	}
}

static void *run(void *arg)
{
	struct tuner *t = arg;

	take_up(t);
	do {
		work(t);
		tuner_append(t,
			&(struct event){.kind = EVENT_FINISH,
				.finish = {t->reason, t->n_trials, t->epochs, t->error}});
		journal_complete(t->journal);
		journal_ring(t->journal);
		tell_pool(t, true);
	} while (t->lingers && t->reason != FINISH_USER && goes_on(t));
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
	t->stop = t->info->stop;
	t->lingers = setup->lingers;
	pthread_mutex_init(&t->lock, NULL);
	checkpoints_init(&t->checkpoints, t->objective->ops, f->memory);
	t->scheduler =
		tuner_new_scheduler(t, f->scheduler.kind, &f->scheduler.knobs, err);
	if (!t->scheduler || tuner_check_switches(t, err) < 0 ||
		tuner_new_searcher(t, setup->choose, err) < 0) {
		tuner_free(t);
		return NULL;
	}
	t->pool = setup->pool		 ? setup->pool
		  : t->info->simulated ? simulated_pool_new(t->objective)
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
