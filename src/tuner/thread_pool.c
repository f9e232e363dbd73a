/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pool of threads.
 *
 * Threads: worker w is a thread that waits for its slot to hold a task, trains it one
 * epoch at a time and puts a message for each into the queue, which the tuner empties.
 * Values go both ways; a checkpoint belongs to the task while it is under way, so no
 * two threads ever hold one.
 *
 * Guards: `lock` guards the slots' tasks, the queue, the pace and the two flags. The
 * stop flag of a slot is atomic: the tuner sets it, the worker reads it between epochs;
 * the slot's eventfd says the same to a trial that waits for another process.
 * Training happens without the lock.
 *
 * Shutdown: the tuner interrupts all workers and takes their messages until each has
 * said that it is free; free() then sets `quit`, wakes everyone and joins.
 */
#include "config.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/thread.h"
#include "base/xalloc.h"
#include "tuner/pool.h"

struct thread_pool;

struct worker {
	struct thread_pool *pool;
	int index;
	pthread_t thread;
	pthread_cond_t wake; /* a task came, or stop, quit or the pace changed */
	bool busy;	     /* task is valid */
	struct task task;
	atomic_bool stop;
	int cancel; /* an eventfd, readable while `stop`: for trials that wait elsewhere */
};

struct thread_pool {
	struct pool base;
	const struct objective *objective;
	struct timespec start;
	pthread_mutex_t lock;
	pthread_cond_t arrived; /* the queue has a message, or `woken` */
	bool woken, quit;
	double pace;
	struct pool_message *queue; /* messages head … n − 1 wait */
	size_t head, n, cap;
	struct worker *workers[THREADS_MAX]; /* never move: their threads point to them */
	int n_workers;
};

static struct thread_pool *pool_of(struct pool *p)
{
	return (struct thread_pool *)p;
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	       (double)(now.tv_nsec - start->tv_nsec) * 1e-9;
}

static struct timespec at_second(const struct timespec *start, double s)
{
	double whole = floor(s);
	struct timespec t = {.tv_sec = start->tv_sec + (time_t)whole,
		.tv_nsec = start->tv_nsec + (long)((s - whole) * 1e9)};

	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

static void cond_init(pthread_cond_t *c)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(c, &attr);
	pthread_condattr_destroy(&attr);
}

static void send(struct thread_pool *p, const struct pool_message *m)
{
	pthread_mutex_lock(&p->lock);
	ARRAY_ROOM(p->queue, p->n, p->cap);
	p->queue[p->n++] = *m;
	pthread_mutex_unlock(&p->lock);
	pthread_cond_signal(&p->arrived); /* who wakes finds the lock free */
}

/* Holds the worker back until its epoch has taken 1/pace seconds, whatever that is then. */
static void keep_pace(struct worker *w, double began)
{
	struct thread_pool *p = w->pool;

	pthread_mutex_lock(&p->lock);
	while (p->pace > 0 && !atomic_load(&w->stop) && !p->quit) {
		struct timespec until = at_second(&p->start, began + 1 / p->pace);

		if (seconds_since(&p->start) >= began + 1 / p->pace)
			break;
		pthread_cond_timedwait(&w->wake, &p->lock, &until);
	}
	pthread_mutex_unlock(&p->lock);
}

static enum outcome outcome_of(int rc)
{
	switch (rc) {
	case EPOCH_TRAINED:
		return OUTCOME_REACHED;
	case EPOCH_DIVERGED:
		return OUTCOME_DIVERGED;
	case EPOCH_CANCELLED:
		return OUTCOME_INTERRUPTED;
	case EPOCH_FINISHED:
		return OUTCOME_FINISHED;
	case EPOCH_HOPELESS:
		return OUTCOME_HOPELESS;
	case EPOCH_INFEASIBLE:
		return OUTCOME_INFEASIBLE;
	default:
		return OUTCOME_FAILED;
	}
}

static void keep_failure(const struct objective_ops *ops, struct pool_message *m)
{
	m->failure = *ops->trial_failure(m->state);
	m->line = m->failure.line ? xstrdup(m->failure.line) : NULL;
	m->failure.line = m->line;
}

static enum outcome train_epoch(struct worker *w, void *ws, struct pool_message *m)
{
	const struct objective *o = w->pool->objective;
	struct error err;
	int rc;

	err.text[0] = '\0';
	rc = o->ops->trial_epoch(m->state, o, ws, m->metrics, &err);
	if (rc < 0 || rc == EPOCH_FINISHED || (rc == EPOCH_DIVERGED && *err.text))
		m->why = xstrdup(err.text);
	if ((rc == EPOCH_FAILED || rc == EPOCH_INFEASIBLE) && o->ops->trial_failure)
		keep_failure(o->ops, m);
	return outcome_of(rc);
}

/* Whether the last epoch has happened, and can be told of. */
static bool has_trained(enum outcome rc)
{
	return rc == OUTCOME_REACHED || rc == OUTCOME_DIVERGED;
}

/* A lost checkpoint is made again from the seed. Half of one is of no use. */
static enum outcome catch_up(struct worker *w, void *ws, int epochs, struct pool_message *m)
{
	enum outcome rc = OUTCOME_REACHED;

	for (int e = 0; e < epochs && rc == OUTCOME_REACHED; e++) {
		rc = train_epoch(w, ws, m);
		if (rc == OUTCOME_REACHED && atomic_load(&w->stop))
			rc = OUTCOME_INTERRUPTED;
	}
	if (rc != OUTCOME_REACHED) {
		w->pool->objective->ops->trial_free(m->state);
		m->state = NULL;
	}
	return rc;
}

/* A message of its own, in its turn among those of the epochs. */
static void tell(void *listener, const struct trial_news *news)
{
	struct worker *w = listener;
	struct pool_message m = {.worker = w->index,
		.trial = w->task.trial,
		.attempt = news->attempt,
		.started = news->started,
		.reported = news->reported,
		.note = news->note ? xstrdup(news->note) : NULL,
		.node = news->node ? xstrdup(news->node) : NULL,
		.waits = news->waits ? xstrdup(news->waits) : NULL,
		.gpus = news->gpus ? xstrdup(news->gpus) : NULL,
		.argv = news->argv ? xstrdup(news->argv) : NULL,
		.has_hold = news->hold};

	if (news->hold)
		m.hold = *news->hold;
	send(w->pool, &m);
}

/* The trial catches up with the task's first epoch, or is told to do so itself. */
static enum outcome start_from(
	struct worker *w, void *ws, const struct task *t, int epoch, struct pool_message *m)
{
	const struct objective_ops *ops = w->pool->objective->ops;
	struct trial_task task = {.from = t->from,
		.to = t->to,
		.state = epoch,
		.workers = t->workers,
		.cancel_fd = w->cancel,
		.tell = tell,
		.listener = w};

	if (!ops->task_begin)
		return catch_up(w, ws, t->from - epoch, m);
	ops->task_begin(m->state, &task);
	return OUTCOME_REACHED;
}

static enum outcome begin(
	struct worker *w, void *ws, const struct task *t, struct pool_message *m)
{
	const struct objective *o = w->pool->objective;
	struct trial_setup setup = {
		.config = t->config, .trial = t->trial, .row = t->row};
	struct error err;

	m->state = t->state;
	if (m->state)
		return start_from(w, ws, t, t->state_epoch, m);
	m->state = o->ops->trial_new(o, &setup, &err);
	if (m->state)
		return start_from(w, ws, t, 0, m);
	m->why = xstrdup(err.text);
	return OUTCOME_FAILED;
}

/* What another process could go on with, when enough has been trained since the last. */
static void save(struct worker *w, struct pool_message *m, double *unsaved)
{
	const struct objective_ops *ops = w->pool->objective->ops;
	double every = w->pool->base.save_every;

	*unsaved += (double)m->seconds;
	m->saved = NULL;
	if (!ops->trial_save || every <= 0 || *unsaved < every)
		return;
	m->saved = ops->trial_save(m->state, &m->saved_size);
	*unsaved = 0;
}

/* The last message of a task; from now on there may be another one in the slot. */
static void let_go(struct worker *w, struct pool_message *m, enum outcome outcome)
{
	const struct objective_ops *ops = w->pool->objective->ops;

	if (m->state && ops->task_end)
		ops->task_end(m->state,
			outcome == OUTCOME_REACHED || outcome == OUTCOME_INTERRUPTED);
	m->free = true;
	m->outcome = outcome;
	pthread_mutex_lock(&w->pool->lock);
	w->busy = false;
	pthread_mutex_unlock(&w->pool->lock);
	send(w->pool, m);
}

/*
 * One epoch after the other. The message of the last one also says that the worker is
 * free, so that results are judged in the order in which they were reported.
 */
static void train(struct worker *w, void *ws, struct task *task)
{
	struct pool_message m = {
		.worker = w->index, .trial = task->trial, .epoch = task->from};
	enum outcome rc = begin(w, ws, task, &m);
	double unsaved = task->unsaved;

	while (rc == OUTCOME_REACHED) {
		double began = seconds_since(&w->pool->start);
		struct pool_message epoch;

		if (atomic_load(&w->stop)) {
			rc = OUTCOME_INTERRUPTED;
			break;
		}
		rc = train_epoch(w, ws, &m);
		if (!has_trained(rc))
			break;
		m.seconds = (float)(seconds_since(&w->pool->start) - began);
		m.epoch++;
		m.trained = true;
		if (plateau_take(&task->plateau, &task->patience, task->maximize,
			    m.metrics[task->metric]) &&
			rc == OUTCOME_REACHED && m.epoch < task->to)
			rc = OUTCOME_FLAT;
		if (rc == OUTCOME_REACHED)
			save(w, &m, &unsaved);
		if (rc != OUTCOME_REACHED || m.epoch == task->to) {
			let_go(w, &m, rc);
			keep_pace(w, began);
			return;
		}
		epoch = m;
		epoch.state = NULL;
		send(w->pool, &epoch);
		m.trained = false;
		m.saved = NULL;
		keep_pace(w, began);
	}
	let_go(w, &m, rc);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct thread_pool *p = w->pool;
	const struct objective_ops *ops = p->objective->ops;
	void *ws = ops->workspace_new ? ops->workspace_new(p->objective) : NULL;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		struct task task;

		while (!w->busy && !p->quit)
			pthread_cond_wait(&w->wake, &p->lock);
		if (!w->busy)
			break;
		task = w->task;
		pthread_mutex_unlock(&p->lock);
		train(w, ws, &task);
		pthread_mutex_lock(&p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	if (ops->workspace_free)
		ops->workspace_free(ws);
	return NULL;
}

static int start_worker(struct thread_pool *p, struct error *err)
{
	struct worker *w;
	int rc, cancel = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (cancel < 0)
		return error_set(
			err, "cannot start worker %d: %s", p->n_workers, strerror(errno));
	w = xcalloc(1, sizeof(*w));
	w->cancel = cancel;

	w->pool = p;
	w->index = p->n_workers;
	cond_init(&w->wake);
	atomic_init(&w->stop, false);
	rc = thread_start(&w->thread, work, w);
	if (rc) {
		pthread_cond_destroy(&w->wake);
		close(w->cancel);
		free(w);
		return error_set(
			err, "cannot start worker %d: %s", p->n_workers, strerror(rc));
	}
	p->workers[p->n_workers++] = w;
	return 0;
}

static int thread_grow(struct pool *base, int n, struct error *err)
{
	struct thread_pool *p = pool_of(base);

	assert(n <= THREADS_MAX);
	while (p->n_workers < n)
		if (start_worker(p, err) < 0)
			return -1;
	return 0;
}

static void thread_submit(struct pool *base, int worker, const struct task *task)
{
	struct thread_pool *p = pool_of(base);
	struct worker *w = p->workers[worker];
	eventfd_t ignored;

	pthread_mutex_lock(&p->lock);
	assert(!w->busy);
	w->task = *task;
	w->busy = true;
	atomic_store(&w->stop, false);
	eventfd_read(w->cancel, &ignored);
	pthread_mutex_unlock(&p->lock);
	pthread_cond_signal(&w->wake);
}

static void thread_interrupt(struct pool *base, int worker)
{
	struct thread_pool *p = pool_of(base);
	struct worker *w = p->workers[worker];

	pthread_mutex_lock(&p->lock);
	atomic_store(&w->stop, true);
	eventfd_write(w->cancel, 1);
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&p->lock);
}

static void thread_set_pace(struct pool *base, double pace)
{
	struct thread_pool *p = pool_of(base);

	pthread_mutex_lock(&p->lock);
	p->pace = pace;
	for (int i = 0; i < p->n_workers; i++)
		pthread_cond_signal(&p->workers[i]->wake);
	pthread_mutex_unlock(&p->lock);
}

static bool thread_receive(struct pool *base, double deadline, struct pool_message *m)
{
	struct thread_pool *p = pool_of(base);
	bool got = false;

	pthread_mutex_lock(&p->lock);
	while (p->head == p->n && !p->woken) {
		struct timespec until;

		if (isinf(deadline)) {
			pthread_cond_wait(&p->arrived, &p->lock);
			continue;
		}
		if (seconds_since(&p->start) >= deadline)
			break;
		until = at_second(&p->start, deadline);
		pthread_cond_timedwait(&p->arrived, &p->lock, &until);
	}
	p->woken = false;
	if (p->head < p->n) {
		*m = p->queue[p->head++];
		if (p->head == p->n)
			p->head = p->n = 0;
		got = true;
	}
	pthread_mutex_unlock(&p->lock);
	return got;
}

static void thread_wake(struct pool *base)
{
	struct thread_pool *p = pool_of(base);

	pthread_mutex_lock(&p->lock);
	p->woken = true;
	pthread_cond_signal(&p->arrived);
	pthread_mutex_unlock(&p->lock);
}

static double thread_now(const struct pool *base)
{
	return seconds_since(&((const struct thread_pool *)base)->start);
}

static void thread_free(struct pool *base)
{
	struct thread_pool *p = pool_of(base);

	pthread_mutex_lock(&p->lock);
	p->quit = true;
	for (int i = 0; i < p->n_workers; i++)
		pthread_cond_signal(&p->workers[i]->wake);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->n_workers; i++) {
		pthread_join(p->workers[i]->thread, NULL);
		pthread_cond_destroy(&p->workers[i]->wake);
		close(p->workers[i]->cancel);
		free(p->workers[i]);
	}
	pthread_cond_destroy(&p->arrived);
	pthread_mutex_destroy(&p->lock);
	free(p->queue);
	free(p);
}

static const struct pool_ops thread_pool_ops = {
	.grow = thread_grow,
	.submit = thread_submit,
	.interrupt = thread_interrupt,
	.set_pace = thread_set_pace,
	.receive = thread_receive,
	.wake = thread_wake,
	.now = thread_now,
	.free = thread_free,
};

struct pool *thread_pool_new(const struct objective *objective)
{
	struct thread_pool *p = xcalloc(1, sizeof(*p));

	p->base.ops = &thread_pool_ops;
	p->base.workers_max = THREADS_MAX;
	p->objective = objective;
	clock_gettime(CLOCK_MONOTONIC, &p->start);
	pthread_mutex_init(&p->lock, NULL);
	cond_init(&p->arrived);
	return &p->base;
}
