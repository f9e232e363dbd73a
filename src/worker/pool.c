/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `lock` guards the lists: the free connections, those on hold, and the nodes to avoid. A
 * connection that a thread has taken belongs to it alone, and messages are read and sent
 * without the lock.
 *
 * When a program on hold is ended, the pool does not wait for it: its connection is among the
 * free ones as `ending`, and can be taken when its `end` has come.
 *
 * A cluster may not have room for one more worker. A thread that waits for one checks now and
 * then whether another has become idle, and takes that; the worker that it had started stays
 * among the free ones, for the next thread that waits. Programs on hold occupy room, too: in
 * each turn of the wait the oldest is ended. Meanwhile one of the waiting threads asks Slurm
 * for the reason, less and less often; a reason that waiting cannot change ends the wait.
 *
 * Shutdown: all workers are told to quit, then each is waited for; one that takes longer than
 * the programs' grace is killed, and its program with it.
 */
#include "config.h"

#include "worker/pool.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "worker/pool_parts.h"
#include "worker/slurm_reason.h"

#define TURN 0.25     /* seconds between two looks for an idle worker */
#define ASK_AFTER 1.0 /* seconds until Slurm is asked for the reason; then twice that, */
#define ASK_MOST 60.0 /* and so on up to this */

/* A turn after the other, until there is a worker. */
struct wait {
	int turns;
	char *told; /* the reason that was told last */
};

void pool_tell(struct connection *l, const char *word)
{
	connection_send(l, json_pack("{s:s, s:b}", "do", word, "quiet", 1));
}

static void discard(struct worker_pool *c, struct connection *l)
{
	pool_drop_slot(c, l->slot);
	connection_free(l);
}

/* Reads to the end of what the worker says, which is its own end. */
static void see_off(struct worker_pool *c, struct connection *l, double until)
{
	if (connection_drain(l, until) == NEWS_NONE)
		connection_kill(l);
	discard(c, l);
}

/* A program that stays is ended, for its GPU. */
static void dismiss(struct worker_pool *c, struct connection *l)
{
	pool_tell(l, "quit");
	see_off(c, l, clock_seconds() + c->grace + POOL_PATIENCE);
}

/*
 * Lists.
 */

void pool_push_free(struct worker_pool *c, struct connection *l)
{
	l->next = c->free;
	c->free = l;
}

/*
 * Whether a free connection can be taken: the program before has ended, and the worker is there.
 * Does not wait.
 */
bool pool_is_idle(struct connection *l)
{
	json_t *message;

	while (connection_wait(l, 0, -1, &message) == NEWS_MESSAGE) {
		const char *is = json_string_value(json_object_get(message, "is"));

		if (is && (!strcmp(is, "end") || !strcmp(is, "refused")))
			l->ending = false;
		json_decref(message);
	}
	return l->greeted && !l->ending && !l->lost;
}

static bool is_lost(struct connection *l)
{
	return l->lost;
}

static bool is_starting(struct connection *l)
{
	return !l->greeted && !l->lost;
}

/* With the lock held. */
struct connection *pool_pop(struct worker_pool *c, bool (*fits)(struct connection *l))
{
	for (struct connection **at = &c->free; *at; at = &(*at)->next) {
		struct connection *l = *at;

		if (!fits(l))
			continue;
		*at = l->next;
		return l;
	}
	return NULL;
}

/* False: it was not for its node that it was lost. */
static bool leave_alone(struct worker_pool *c, const struct connection *l)
{
	char *node = connection_lost_node(l);

	if (!node)
		return false;
	pthread_mutex_lock(&c->lock);
	lost_nodes_add(&c->lost, node);
	pthread_mutex_unlock(&c->lock);
	free(node);
	return true;
}

/*
 * Taking one.
 */

static struct connection *start(struct worker_pool *c, struct error *err)
{
	struct connection_setup setup = {.launcher = c->launcher, .log = c->log};
	struct connection *l;
	char *options;

	pthread_mutex_lock(&c->lock);
	options = lost_nodes_exclusion(&c->lost);
	pthread_mutex_unlock(&c->lock);
	setup.options = options;
	l = connection_start(&setup, err);
	free(options);
	return l;
}

/* While no worker ever came there is no hope for others. */
static enum news no_worker(struct worker_pool *c)
{
	bool worked;

	pthread_mutex_lock(&c->lock);
	worked = c->worked;
	pthread_mutex_unlock(&c->lock);
	return worked ? NEWS_LOST : NEWS_NONE;
}

/* It is gone without a word; there is hope, too, for those on other nodes. */
static enum news on_no_greeting(
	struct worker_pool *c, struct connection *l, struct error *err)
{
	struct strbuf words = STRBUF_INIT;
	bool elsewhere;

	connection_last_words(l, &words);
	elsewhere = c->launcher->slurm && leave_alone(c, l);
	if (!elsewhere) { /* there may be no others */
		pthread_mutex_lock(&c->lock);
		lost_nodes_forget(&c->lost);
		pthread_mutex_unlock(&c->lock);
	}
	connection_free(l);
	if (words.len)
		error_set(err, "no worker can be started: %s", words.buf);
	else
		error_set(err, "no worker can be started%s%s", c->log ? "; see " : "",
			c->log ? c->log : "");
	strbuf_release(&words);
	return elsewhere ? NEWS_LOST : no_worker(c);
}

/* Idle workers that are gone: the next thread that takes one reports them. */
static void bury_lost(struct worker_pool *c, const struct worker_pool_wish *wish)
{
	struct strbuf why;

	for (;;) {
		struct connection *l;

		pthread_mutex_lock(&c->lock);
		l = pool_pop(c, is_lost);
		pthread_mutex_unlock(&c->lock);
		if (!l)
			return;
		strbuf_init(&why);
		connection_explain(l, &why);
		wish->lost(wish->arg, why.buf);
		strbuf_release(&why);
		discard(c, l);
	}
}

/* One that has greeted, or one of which that can be waited for. NULL with err. */
static struct connection *take_some(struct worker_pool *c,
	const struct worker_pool_wish *wish, struct connection *starting,
	struct error *err)
{
	struct connection *l;

	pthread_mutex_lock(&c->lock);
	l = pool_pop(c, pool_is_idle);
	if (l && starting)
		pool_push_free(c, starting);
	if (!l)
		l = starting ? starting : pool_pop(c, is_starting);
	pthread_mutex_unlock(&c->lock);
	bury_lost(c, wish);
	return l ? l : start(c, err);
}

/* Whether it is the caller's turn to ask Slurm. With the lock held. */
static bool may_ask(struct worker_pool *c)
{
	double now = clock_seconds();

	if (now < c->ask_at)
		return false;
	c->ask_every = fmin(fmax(2 * c->ask_every, ASK_AFTER), ASK_MOST);
	c->ask_at = now + c->ask_every;
	return true;
}

static void ask(struct worker_pool *c, const struct connection *l)
{
	char *said = connection_said(l);
	struct strbuf reason = STRBUF_INIT;

	slurm_find_reason(said, &reason);
	pthread_mutex_lock(&c->lock);
	free(c->reason);
	c->reason = reason.len ? xstrdup(reason.buf) : NULL;
	pthread_mutex_unlock(&c->lock);
	strbuf_release(&reason);
	free(said);
}

/* The reason, when it is another one than was told; free() it. */
static char *new_reason(struct worker_pool *c, struct wait *w)
{
	char *reason = NULL;

	pthread_mutex_lock(&c->lock);
	if (c->reason && (!w->told || strcmp(w->told, c->reason) != 0))
		reason = xstrdup(c->reason);
	pthread_mutex_unlock(&c->lock);
	return reason;
}

/* Nothing has come of a turn. -1 with err: nor will it ever. */
static int wait_on(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct wait *w, const struct connection *l, struct error *err)
{
	const char *final;
	char *reason;
	bool asks;

	if (!w->turns++)
		wish->waits(wish->arg, NULL);
	pthread_mutex_lock(&c->lock);
	if (c->held)
		pool_give_up(c, &c->held);
	asks = w->turns * TURN >= ASK_AFTER && may_ask(c);
	pthread_mutex_unlock(&c->lock);
	if (asks)
		ask(c, l);
	reason = new_reason(c, w);
	if (!reason)
		return 0;
	free(w->told);
	w->told = reason;
	wish->waits(wish->arg, reason);
	final = slurm_reason_is_final(reason);
	return final ? error_set(err, "no worker can be started: Slurm says %s: %s",
			       reason, final)
		     : 0;
}

/* What was asked for can never be given. */
static enum news withdraw(struct worker_pool *c, struct connection *l)
{
	char *said = connection_said(l), *job = slurm_waiting_job(said);

	if (job)
		slurm_cancel(job, "");
	free(job);
	free(said);
	connection_free(l);
	return no_worker(c);
}

/* Waits for its first word. */
static enum news wait_for_greeting(struct connection *l, double until, int cancel_fd)
{
	enum news news = NEWS_MESSAGE;
	json_t *message;

	while (!l->greeted && news == NEWS_MESSAGE) {
		news = connection_wait(l, until, cancel_fd, &message);
		if (news == NEWS_MESSAGE)
			json_decref(message);
	}
	return news;
}

static void note_work(struct worker_pool *c)
{
	pthread_mutex_lock(&c->lock);
	c->worked = true;
	c->ask_every = 0;
	free(c->reason);
	c->reason = NULL;
	pthread_mutex_unlock(&c->lock);
}

static enum news take(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct wait *w, struct connection **connection, struct error *err)
{
	struct connection *l = NULL;

	for (;;) {
		double until = c->launcher->slurm ? clock_seconds() + TURN : INFINITY;

		l = take_some(c, wish, l, err);
		if (!l)
			return no_worker(c);
		switch (wait_for_greeting(l, until, wish->cancel_fd)) {
		case NEWS_MESSAGE:
			note_work(c);
			*connection = l;
			return NEWS_MESSAGE;
		case NEWS_NONE:
			if (wait_on(c, wish, w, l, err) < 0)
				return withdraw(c, l);
			break;
		case NEWS_CANCELLED:
			worker_pool_give_back(c, l);
			return NEWS_CANCELLED;
		case NEWS_LOST:
			return on_no_greeting(c, l, err);
		}
	}
}

/* Ends programs that stay, and wait for a task. */
static void dismiss_idle(struct worker_pool *c)
{
	struct connection *l;

	do {
		pthread_mutex_lock(&c->lock);
		l = pool_pop(c, pool_has_slot);
		pthread_mutex_unlock(&c->lock);
		if (l)
			dismiss(c, l);
	} while (l);
}

/* A worker for the slot; one that has another one will do, where it need not be alone. */
static enum news take_for_slot(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct slot *slot, struct connection **connection, struct error *err)
{
	struct wait w = {0};
	enum news news;

	while ((news = take(c, wish, &w, connection, err)) == NEWS_MESSAGE &&
		wish->alone && (*connection)->slot)
		dismiss(c, *connection);
	free(w.told);
	if (news == NEWS_MESSAGE && !(*connection)->slot)
		(*connection)->slot = slot;
	else
		pool_drop_slot(c, slot);
	return news;
}

enum news worker_pool_take(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct connection **connection, struct error *err)
{
	struct slot *slot = NULL;
	enum news news;

	if (c->serves && wish->alone)
		dismiss_idle(c);
	*connection = NULL;
	news = pool_take_slot(c, wish, &slot, connection, err);
	if (news != NEWS_MESSAGE || *connection)
		return news;
	return take_for_slot(c, wish, slot, connection, err);
}

void worker_pool_give_back(struct worker_pool *c, struct connection *l)
{
	bool stays = c->serves && l->slot;

	if (l->lost) {
		if (c->launcher->slurm)
			leave_alone(c, l);
		discard(c, l);
		return;
	}
	if (stays && slots_want_back(c->slots, l->slot)) {
		dismiss(c, l);
		return;
	}
	if (!stays) {
		pool_drop_slot(c, l->slot);
		l->slot = NULL;
	}
	pthread_mutex_lock(&c->lock);
	pool_push_free(c, l);
	pthread_mutex_unlock(&c->lock);
	if (stays)
		slots_wake(c->slots);
}

/*
 * The pool.
 */

struct worker_pool *worker_pool_new(const struct worker_pool_setup *setup)
{
	struct worker_pool *c = xcalloc(1, sizeof(*c));

	c->launcher = setup->launcher;
	c->hold = setup->hold;
	c->grace = setup->grace;
	c->slots = setup->slots;
	c->serves = setup->serves;
	c->told = json_object();
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->settled, NULL);
	return c;
}

void worker_pool_set_log(struct worker_pool *c, const char *path)
{
	free(c->log);
	c->log = path ? xstrdup(path) : NULL;
}

void worker_pool_free(struct worker_pool *c)
{
	double until = clock_seconds() + c->grace + POOL_PATIENCE;

	while (c->held)
		pool_give_up(c, &c->held);
	for (struct connection *l = c->free; l; l = l->next) {
		pool_tell(l, "quit");
		if (!l->greeted)
			kill(-l->pid, SIGTERM); /* it may wait for its place for ever */
	}
	while (c->free) {
		struct connection *l = c->free;

		c->free = l->next;
		see_off(c, l, until);
	}
	lost_nodes_forget(&c->lost);
	pthread_cond_destroy(&c->settled);
	pthread_mutex_destroy(&c->lock);
	json_decref(c->told);
	free(c->reason);
	free(c->log);
	free(c);
}
