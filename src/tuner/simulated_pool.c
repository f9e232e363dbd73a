/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pool on a virtual clock. An epoch is worked out when it begins; the clock then
 * jumps from the end of one epoch to the end of the next, whichever worker's that is, so
 * an hour with ten thousand workers takes as long as its sums do. With a pace, each jump
 * waits for as much real time as the pace makes of it.
 *
 * Threads: all of it belongs to the tuner's thread, but for wake(), which any thread may
 * call: `lock` guards `woken`, and receive() waits for it when there is nothing else.
 */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/heap.h"
#include "base/xalloc.h"
#include "tuner/pool.h"

struct virtual_worker {
	struct task task;
	struct pool_message next; /* its coming epoch */
	enum outcome outcome; /* of that epoch */
	bool stop;
};

struct simulated_pool {
	struct pool base;
	const struct objective *objective;
	void *workspace;
	struct virtual_worker *workers;
	int n_workers;
	int n_stopping; /* told to stop, and not done yet: while all are, nothing is paced */
	struct heap ends; /* of the epochs under way; the key is virtual time */
	uint64_t epochs;  /* begun so far: ties go to the one that began first */
	double now; /* virtual */

	double pace;	    /* virtual seconds a second; 0: no waiting */
	double paced_from;  /* virtual time at `anchor` */
	struct timespec anchor;
	pthread_mutex_t lock;
	pthread_cond_t bell;
	bool woken;
};

static struct simulated_pool *pool_of(struct pool *p)
{
	return (struct simulated_pool *)p;
}

static int sim_grow(struct pool *base, int n, struct error *err)
{
	struct simulated_pool *p = pool_of(base);

	(void)err;
	if (n <= p->n_workers)
		return 0;
	p->workers = xreallocarray(p->workers, (size_t)n, sizeof(*p->workers));
	memset(p->workers + p->n_workers, 0,
		(size_t)(n - p->n_workers) * sizeof(*p->workers));
	p->n_workers = n;
	return 0;
}

/* Trains one epoch, for the message that tells of it later. Its virtual seconds. */
static double train(struct simulated_pool *p, struct virtual_worker *w)
{
	const struct objective_ops *ops = p->objective->ops;
	struct pool_message *m = &w->next;
	struct error err;
	int rc = ops->trial_epoch(
		w->task.state, p->objective, p->workspace, m->metrics, &err);

	w->outcome = rc < 0		    ? OUTCOME_FAILED
		     : rc == EPOCH_FINISHED ? OUTCOME_FINISHED
		     : rc		    ? OUTCOME_DIVERGED
					    : OUTCOME_REACHED;
	if (rc < 0 || rc == EPOCH_FINISHED) {
		m->why = xstrdup(err.text);
		return 0;
	}
	return ops->trial_seconds(w->task.state);
}

/* Puts the end of the worker's next epoch, `late` seconds after now, into the heap. */
static void begin_epoch(struct simulated_pool *p, int worker, double late)
{
	struct virtual_worker *w = &p->workers[worker];
	double seconds = 0;

	if (w->outcome == OUTCOME_REACHED)
		seconds = train(p, w);
	w->next.seconds = (float)seconds;
	heap_push(&p->ends, (struct heap_item){.key = p->now + late + seconds,
				    .order = p->epochs++,
				    .value = worker});
}

/* A new trial, or one whose checkpoint is gone, which trains again up to where it was. */
static double make_trial(struct simulated_pool *p, struct virtual_worker *w)
{
	struct trial_setup setup = {
		.config = w->task.config, .trial = w->task.trial, .row = w->task.row};
	double late = 0;
	struct error err;

	assert(!w->task.state_epoch);
	w->task.state = p->objective->ops->trial_new(p->objective, &setup, &err);
	if (!w->task.state) {
		w->outcome = OUTCOME_FAILED;
		w->next.why = xstrdup(err.text);
	}
	for (int e = 0; e < w->task.from && w->outcome == OUTCOME_REACHED; e++)
		late += train(p, w);
	return late;
}

static void sim_submit(struct pool *base, int worker, const struct task *task)
{
	struct simulated_pool *p = pool_of(base);
	struct virtual_worker *w = &p->workers[worker];
	double late = 0;

	p->n_stopping -= w->stop; /* meant for the task before, which was at its end */
	w->stop = false;
	w->task = *task;
	w->outcome = OUTCOME_REACHED;
	w->next = (struct pool_message){
		.worker = worker, .trial = task->trial, .epoch = task->from};
	if (!w->task.state)
		late = make_trial(p, w);
	begin_epoch(p, worker, late);
}

static void sim_interrupt(struct pool *base, int worker)
{
	struct simulated_pool *p = pool_of(base);

	p->n_stopping += !p->workers[worker].stop;
	p->workers[worker].stop = true;
}

static void sim_set_pace(struct pool *base, double pace)
{
	struct simulated_pool *p = pool_of(base);

	p->pace = pace;
	p->paced_from = p->now;
	clock_gettime(CLOCK_MONOTONIC, &p->anchor);
}

/* The real time at which the virtual clock shows t. */
static struct timespec real_time(const struct simulated_pool *p, double t)
{
	double s = (t - p->paced_from) / p->pace, whole = floor(s);
	struct timespec at = {.tv_sec = p->anchor.tv_sec + (time_t)whole,
		.tv_nsec = p->anchor.tv_nsec + (long)((s - whole) * 1e9)};

	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	return at;
}

/*
 * Waits until virtual time t, for ever when that is infinite. False: woken before.
 * Without a pace only what is infinite takes time.
 */
static bool wait_until(struct simulated_pool *p, double t)
{
	bool woken;

	pthread_mutex_lock(&p->lock);
	if (isinf(t)) {
		while (!p->woken)
			pthread_cond_wait(&p->bell, &p->lock);
		/* the wait is no part of the pace */
		p->paced_from = p->now;
		clock_gettime(CLOCK_MONOTONIC, &p->anchor);
	} else if (p->pace > 0 && (size_t)p->n_stopping < p->ends.n) {
		struct timespec until = real_time(p, t);

		while (!p->woken &&
			!pthread_cond_timedwait(&p->bell, &p->lock, &until))
			continue;
	}
	woken = p->woken;
	p->woken = false;
	pthread_mutex_unlock(&p->lock);
	return !woken;
}

/* The worker's epoch is over: its message, and what the worker does next. */
static void end_epoch(struct simulated_pool *p, int worker, struct pool_message *m)
{
	struct virtual_worker *w = &p->workers[worker];

	w->next.trained =
		w->outcome != OUTCOME_FAILED && w->outcome != OUTCOME_FINISHED;
	w->next.epoch += w->next.trained;
	*m = w->next;
	if (m->trained &&
		plateau_take(&w->task.plateau, &w->task.patience, w->task.maximize,
			m->metrics[w->task.metric]) &&
		w->outcome == OUTCOME_REACHED && m->epoch < w->task.to)
		w->outcome = OUTCOME_FLAT;
	if (w->outcome == OUTCOME_REACHED && m->epoch < w->task.to && !w->stop) {
		begin_epoch(p, worker, 0);
		return;
	}
	m->free = true;
	m->outcome = w->outcome;
	if (w->outcome == OUTCOME_REACHED && m->epoch < w->task.to)
		m->outcome = OUTCOME_INTERRUPTED;
	m->state = w->task.state;
	p->n_stopping -= w->stop;
	w->stop = false;
}

static bool sim_receive(struct pool *base, double deadline, struct pool_message *m)
{
	struct simulated_pool *p = pool_of(base);
	double t = p->ends.n ? p->ends.items[0].key : (double)INFINITY;

	if (t > deadline)
		t = deadline;
	if (!wait_until(p, t))
		return false;
	p->now = t;
	if (!p->ends.n || p->ends.items[0].key > t)
		return false;
	end_epoch(p, heap_pop(&p->ends).value, m);
	return true;
}

static void sim_wake(struct pool *base)
{
	struct simulated_pool *p = pool_of(base);

	pthread_mutex_lock(&p->lock);
	p->woken = true;
	pthread_cond_signal(&p->bell);
	pthread_mutex_unlock(&p->lock);
}

static double sim_now(const struct pool *base)
{
	return ((const struct simulated_pool *)base)->now;
}

static void sim_free(struct pool *base)
{
	struct simulated_pool *p = pool_of(base);

	assert(!p->ends.n);
	if (p->objective->ops->workspace_free)
		p->objective->ops->workspace_free(p->workspace);
	heap_release(&p->ends);
	free(p->workers);
	pthread_cond_destroy(&p->bell);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

static const struct pool_ops simulated_pool_ops = {
	.grow = sim_grow,
	.submit = sim_submit,
	.interrupt = sim_interrupt,
	.set_pace = sim_set_pace,
	.receive = sim_receive,
	.wake = sim_wake,
	.now = sim_now,
	.free = sim_free,
};

struct pool *simulated_pool_new(const struct objective *objective)
{
	struct simulated_pool *p = xcalloc(1, sizeof(*p));
	pthread_condattr_t attr;

	p->base.ops = &simulated_pool_ops;
	p->base.workers_max = VIRTUAL_WORKERS_MAX;
	p->objective = objective;
	if (objective->ops->workspace_new)
		p->workspace = objective->ops->workspace_new(objective);
	clock_gettime(CLOCK_MONOTONIC, &p->anchor);
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->bell, &attr);
	pthread_condattr_destroy(&attr);
	return &p->base;
}
