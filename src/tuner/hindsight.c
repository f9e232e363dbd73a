/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Threads: whoever asks puts trials into `asked`; hindsight's thread takes them, gives them
 * to the workers of its pool, and puts what they send into `news`, which the one who asks
 * takes away. `lock` guards what both sides touch; the bell is rung for each batch of news.
 * Objective, pool and file belong to hindsight's thread alone.
 *
 * Shutdown: `quit` is set and the pool woken; workers are interrupted, their messages taken,
 * and the thread ends. A trial that was not whole by then is not kept.
 */
#include "config.h"

#include "tuner/hindsight.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/number.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "store/audit_file.h"
#include "tuner/pool.h"

struct wanted {
	uint32_t trial;
	const struct value *config;
	int to;
};

/* An epoch of a trial, or its end. */
struct found {
	uint32_t trial;
	double value;
	enum future_end end; /* FUTURE_UNKNOWN: an epoch */
};

/* A trial on a worker. */
struct under_way {
	struct audit_row *rows; /* n, of its epochs so far */
	size_t n, cap;
};

struct hindsight {
	struct hindsight_setup setup;
	char *recording;
	pthread_t thread;
	int bell; /* an eventfd */

	pthread_mutex_t lock; /* guards from here … */
	pthread_cond_t more;  /* asked, or quit, before there is a pool */
	bool quit;
	struct pool *pool; /* once it is there */
	struct wanted *asked; /* asked[first … n - 1] wait */
	size_t first, n_asked, cap_asked;
	struct found *found;
	size_t n_found, cap_found;
	struct hindsight_news news; /* … to here */

	/* the thread's own */
	struct hindsight_source source;
	struct audit_file *file;   /* once there is something in it */
	bool unkept;		   /* there can be none */
	struct under_way *workers; /* n_workers */
	int n_workers, n_busy;
	bool *has; /* by trial: it is known, or on its way; cap_has */
	size_t cap_has;

	bool *differs; /* the taker's own, by trial; cap_differs */
	size_t cap_differs;
};

static void ring(struct hindsight *h)
{
	eventfd_write(h->bell, 1);
}

static void publish(struct hindsight *h, struct found x)
{
	pthread_mutex_lock(&h->lock);
	ARRAY_ROOM(h->found, h->n_found, h->cap_found);
	h->found[h->n_found++] = x;
	pthread_mutex_unlock(&h->lock);
}

static void set_phase(struct hindsight *h, enum hindsight_phase phase)
{
	bool changes;

	pthread_mutex_lock(&h->lock);
	changes = h->news.phase != phase;
	h->news.phase = phase;
	pthread_mutex_unlock(&h->lock);
	if (changes)
		ring(h);
}

static void tell(struct hindsight *h, const struct error *err)
{
	pthread_mutex_lock(&h->lock);
	h->news.failure = *err;
	pthread_mutex_unlock(&h->lock);
	ring(h);
}

/* False: it has been asked for before. */
static bool take_on(struct hindsight *h, uint32_t trial)
{
	if (trial >= h->cap_has) {
		size_t cap = 2 * (size_t)trial + 64;

		h->has = xreallocarray(h->has, cap, sizeof(*h->has));
		memset(h->has + h->cap_has, 0, cap - h->cap_has);
		h->cap_has = cap;
	}
	if (h->has[trial])
		return false;
	return h->has[trial] = true;
}

static void take_kept(
	void *arg, uint32_t trial, enum future_end end, const double *values, size_t n)
{
	struct hindsight *h = arg;

	take_on(h, trial);
	for (size_t i = 0; i < n; i++)
		publish(h, (struct found){trial, values[i], FUTURE_UNKNOWN});
	publish(h, (struct found){trial, NO_NUMBER, end});
}

/* What earlier runs have found out. A file that cannot be used is told, and not touched. */
static void read_kept(struct hindsight *h)
{
	struct error err = {.text = ""};

	if (!h->recording)
		return;
	h->file = audit_file_look(h->recording, h->setup.info, &err);
	if (h->file && audit_file_read(h->file, take_kept, h, &err) < 0) {
		audit_file_close(h->file);
		h->file = NULL;
	}
	if (*err.text)
		tell(h, &err);
}

/* A trial's place in the objective's own configurations; -1: it has none there. */
static int64_t row_of(const struct hindsight *h, const struct wanted *w)
{
	const struct hindsight_source *src = &h->source;
	size_t n = h->setup.info->space->n;

	if (!src->configs)
		return w->trial;
	for (size_t i = 0; i <= src->n_configs; i++) {
		size_t row = i ? i - 1 : w->trial; /* its own number first */
		bool same = row < src->n_configs;

		for (size_t k = 0; same && k < n; k++)
			same = value_equal(src->configs[row][k], w->config[k]);
		if (same)
			return (int64_t)row;
	}
	return -1;
}

static void count_done(struct hindsight *h)
{
	pthread_mutex_lock(&h->lock);
	h->news.done++;
	pthread_mutex_unlock(&h->lock);
	ring(h);
}

static void end_trial(struct hindsight *h, uint32_t trial, enum future_end end)
{
	publish(h, (struct found){trial, NO_NUMBER, end});
	count_done(h);
}

static void submit(struct hindsight *h, int worker, const struct wanted *w)
{
	int64_t row = row_of(h, w);
	struct task task = {.trial = w->trial,
		.row = (uint32_t)row,
		.to = w->to,
		.workers = h->n_workers,
		.config = w->config};
	struct error err;

	if (row < 0) {
		error_set(&err, "T%u has a configuration that the data do not have",
			w->trial);
		tell(h, &err);
		end_trial(h, w->trial, FUTURE_LOST);
		return;
	}
	h->workers[worker].n = 0;
	h->n_busy++;
	h->pool->ops->submit(h->pool, worker, &task);
}

static bool next_wanted(struct hindsight *h, struct wanted *w)
{
	bool has = false;

	pthread_mutex_lock(&h->lock);
	while (!has && !h->quit && h->first < h->n_asked) {
		*w = h->asked[h->first++];
		has = take_on(h, w->trial);
		if (!has) {
			h->news.done++;
			ring(h);
		}
	}
	pthread_mutex_unlock(&h->lock);
	return has;
}

static void take_epoch(struct hindsight *h, const struct pool_message *m)
{
	struct under_way *u = &h->workers[m->worker];
	struct audit_row row = {.seconds = (double)m->seconds};

	memcpy(row.metrics, m->metrics, sizeof(row.metrics));
	for (size_t i = 0; u->n && i < h->setup.info->n_constraints; i++) {
		size_t k = h->setup.info->constraints[i].index;

		if (!isfinite(row.metrics[k])) /* it holds until it is reported again */
			row.metrics[k] = u->rows[u->n - 1].metrics[k];
	}
	ARRAY_ROOM(u->rows, u->n, u->cap);
	u->rows[u->n++] = row;
	publish(h, (struct found){m->trial, study_score(h->setup.info, row.metrics),
			   FUTURE_UNKNOWN});
	pthread_mutex_lock(&h->lock);
	h->news.epochs++;
	h->news.seconds += row.seconds;
	pthread_mutex_unlock(&h->lock);
	if (!h->news.computes)
		ring(h);
}

static enum future_end end_of(const struct pool_message *m)
{
	switch (m->outcome) {
	case OUTCOME_REACHED:
	case OUTCOME_FINISHED:
		return FUTURE_WHOLE;
	case OUTCOME_DIVERGED:
	case OUTCOME_FAILED:
	case OUTCOME_INFEASIBLE:
		return FUTURE_LOST;
	default: /* it is not known what it would have come to */
		return FUTURE_UNKNOWN;
	}
}

static void take_end(struct hindsight *h, const struct pool_message *m)
{
	struct under_way *u = &h->workers[m->worker];
	enum future_end end = end_of(m);
	struct error err;

	if (end == FUTURE_UNKNOWN)
		return;
	if (h->setup.keeps && h->recording && !h->file && !h->unkept) {
		h->file = audit_file_open(h->recording, h->setup.info, &err);
		h->unkept = !h->file;
		if (h->unkept)
			tell(h, &err);
	}
	if (h->setup.keeps && h->file &&
		audit_file_keep(h->file, m->trial, end, u->rows, u->n,
			end == FUTURE_LOST ? m->why : NULL, &err) < 0)
		tell(h, &err);
	end_trial(h, m->trial, end);
}

/* True when no trial can be trained at all. */
static bool take_message(struct hindsight *h, struct pool_message *m)
{
	bool hopeless = m->free && m->outcome == OUTCOME_HOPELESS;
	struct error err;

	if (m->trained)
		take_epoch(h, m);
	if (m->free) {
		h->n_busy--;
		take_end(h, m);
		if (m->state)
			h->source.objective->ops->trial_free(m->state);
	}
	if (hopeless) {
		error_set(&err, "%s", m->why);
		tell(h, &err);
	}
	free(m->saved);
	free(m->note);
	free(m->node);
	free(m->waits);
	free(m->gpus);
	free(m->argv);
	if (m->free) {
		free(m->why);
		free(m->line);
	}
	return hopeless;
}

static bool is_over(struct hindsight *h)
{
	bool over;

	pthread_mutex_lock(&h->lock);
	over = h->quit;
	pthread_mutex_unlock(&h->lock);
	return over;
}

/* Those that are idle take what was asked for. */
static void hand_out(struct hindsight *h, bool *idle)
{
	struct wanted w;

	for (int i = 0; i < h->n_workers; i++) {
		while (idle[i] && next_wanted(h, &w)) {
			int busy = h->n_busy;

			submit(h, i, &w);
			idle[i] = h->n_busy == busy;
		}
	}
}

static void work(struct hindsight *h)
{
	bool *idle = xcalloc((size_t)h->n_workers, sizeof(*idle)), stop = false;

	for (int i = 0; i < h->n_workers; i++)
		idle[i] = true;
	while (!stop) {
		struct pool_message m;

		hand_out(h, idle);
		set_phase(h, h->n_busy ? HINDSIGHT_BUSY : HINDSIGHT_READY);
		stop = is_over(h);
		if (stop || !h->pool->ops->receive(h->pool, (double)INFINITY, &m))
			continue;
		idle[m.worker] |= m.free;
		stop = take_message(h, &m);
	}
	for (int i = 0; i < h->n_workers; i++)
		if (!idle[i])
			h->pool->ops->interrupt(h->pool, i);
	while (h->n_busy) {
		struct pool_message m;

		if (h->pool->ops->receive(h->pool, (double)INFINITY, &m))
			take_message(h, &m);
	}
	free(idle);
}

/* Nothing is opened for nothing. */
static bool wait_for_work(struct hindsight *h)
{
	bool quit;

	set_phase(h, HINDSIGHT_READY);
	pthread_mutex_lock(&h->lock);
	while (h->first == h->n_asked && !h->quit)
		pthread_cond_wait(&h->more, &h->lock);
	quit = h->quit;
	if (!quit)
		h->news.phase = HINDSIGHT_OPENING;
	pthread_mutex_unlock(&h->lock);
	return !quit;
}

static int open_pool(struct hindsight *h, struct error *err)
{
	bool computes;
	struct pool *pool;

	if (h->setup.open(h->setup.arg, &h->source, err) < 0)
		return -1;
	computes = h->source.objective->ops->trial_seconds != NULL;
	pool = computes ? simulated_pool_new(h->source.objective)
			: thread_pool_new(h->source.objective);
	h->n_workers = computes || h->setup.workers < 1 ? 1 : h->setup.workers;
	if (h->n_workers > pool->workers_max)
		h->n_workers = pool->workers_max;
	h->workers = xcalloc((size_t)h->n_workers, sizeof(*h->workers));
	pthread_mutex_lock(&h->lock);
	h->pool = pool;
	h->news.computes = computes;
	pthread_mutex_unlock(&h->lock);
	return pool->ops->grow(pool, h->n_workers, err);
}

static void *run(void *arg)
{
	struct hindsight *h = arg;
	struct error err;

	read_kept(h);
	if (wait_for_work(h)) {
		if (open_pool(h, &err) < 0)
			tell(h, &err);
		else
			work(h);
		if (!is_over(h))
			set_phase(h, HINDSIGHT_FAILED);
	}
	audit_file_close(h->file);
	return NULL;
}

struct hindsight *hindsight_new(const struct hindsight_setup *setup, struct error *err)
{
	struct hindsight *h = xcalloc(1, sizeof(*h));
	int rc;

	h->setup = *setup;
	h->recording = setup->recording ? xstrdup(setup->recording) : NULL;
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->more, NULL);
	h->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	rc = h->bell < 0 ? errno : thread_start(&h->thread, run, h);
	if (!rc)
		return h;
	error_set(err, "cannot look into what trials would have been: %s", strerror(rc));
	if (h->bell >= 0)
		close(h->bell);
	free(h->recording);
	pthread_cond_destroy(&h->more);
	pthread_mutex_destroy(&h->lock);
	free(h);
	return NULL;
}

void hindsight_free(struct hindsight *h)
{
	if (!h)
		return;
	pthread_mutex_lock(&h->lock);
	h->quit = true;
	pthread_cond_signal(&h->more);
	if (h->pool)
		h->pool->ops->wake(h->pool);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->thread, NULL);
	if (h->pool)
		h->pool->ops->free(h->pool);
	for (int i = 0; i < h->n_workers; i++)
		free(h->workers[i].rows);
	free(h->workers);
	free(h->has);
	free(h->differs);
	free(h->asked);
	free(h->found);
	close(h->bell);
	free(h->recording);
	pthread_cond_destroy(&h->more);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

void hindsight_ask(struct hindsight *h, uint32_t trial, const struct value *config, int to)
{
	pthread_mutex_lock(&h->lock);
	ARRAY_ROOM(h->asked, h->n_asked, h->cap_asked);
	h->asked[h->n_asked++] = (struct wanted){trial, config, to};
	h->news.asked++;
	pthread_cond_signal(&h->more);
	if (h->pool)
		h->pool->ops->wake(h->pool);
	pthread_mutex_unlock(&h->lock);
}

int hindsight_bell(const struct hindsight *h)
{
	return h->bell;
}

/* An epoch that is trained again has the value that the study has. */
static void compare(struct hindsight *h, const struct study *s, const struct future *x,
	struct found n)
{
	double was;

	if (n.trial >= s->n_trials || x->epochs >= s->trials[n.trial].epoch)
		return;
	was = study_results(&s->trials[n.trial])[x->epochs];
	if (was == n.value || (!isfinite(was) && !isfinite(n.value)))
		return;
	if (n.trial >= h->cap_differs) {
		size_t cap = 2 * (size_t)n.trial + 64;

		h->differs = xreallocarray(h->differs, cap, sizeof(*h->differs));
		memset(h->differs + h->cap_differs, 0, cap - h->cap_differs);
		h->cap_differs = cap;
	}
	h->news.differ += !h->differs[n.trial];
	h->news.differs = n.trial;
	h->differs[n.trial] = true;
}

bool hindsight_take(struct hindsight *h, const struct study *s, struct futures *f,
	struct hindsight_news *news)
{
	eventfd_t ignored;
	bool any;

	eventfd_read(h->bell, &ignored);
	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < h->n_found; i++) {
		struct found x = h->found[i];

		futures_grow(f, (size_t)x.trial + 1);
		if (f->items[x.trial].end != FUTURE_UNKNOWN)
			continue;
		if (x.end == FUTURE_UNKNOWN) {
			compare(h, s, &f->items[x.trial], x);
			futures_add(f, x.trial, x.value);
		} else {
			futures_end(f, x.trial, x.end);
		}
	}
	any = h->n_found > 0;
	h->n_found = 0;
	*news = h->news;
	pthread_mutex_unlock(&h->lock);
	return any;
}
