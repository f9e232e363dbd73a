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
#include "worker/slurm_reason.h"

#define PATIENCE 2.0  /* seconds beyond the grace */
#define TURN 0.25     /* seconds between two looks for an idle worker */
#define ASK_AFTER 1.0 /* seconds until Slurm is asked for the reason; then twice that, */
#define ASK_MOST 60.0 /* and so on up to this */
#define LEFT_ALONE 60.0 /* seconds without new workers for a node that was lost */
#define LEFT_ALONE_MAX 32

struct lost_node {
	char *name;
	double until;
};

struct worker_pool {
	const struct launcher *launcher;
	size_t hold_max, n_held;
	double grace;
	char *log;
	pthread_mutex_t lock;
	struct connection *free;
	struct connection *held; /* the oldest first */
	struct lost_node lost[LEFT_ALONE_MAX];
	size_t n_lost;
	bool worked; /* a worker has greeted */
	double ask_at, ask_every;
	char *reason; /* why workers are waited for, by Slurm; NULL: not known */
};

/* A turn after the other, until there is a worker. */
struct wait {
	int turns;
	char *told; /* the reason that was told last */
};

static void tell(struct connection *l, const char *word)
{
	connection_send(l, json_pack("{s:s, s:b}", "do", word, "quiet", 1));
}

/*
 * Lists.
 */

static void push_free(struct worker_pool *c, struct connection *l)
{
	l->next = c->free;
	c->free = l;
}

/*
 * Whether a free connection can be taken: the program before has ended, and the worker is there.
 * Does not wait.
 */
static bool is_idle(struct connection *l)
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
static struct connection *pop(struct worker_pool *c, bool (*fits)(struct connection *l))
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

/* With the lock held. */
static void give_up(struct worker_pool *c, struct connection **at)
{
	struct connection *l = *at;

	*at = l->next;
	c->n_held--;
	*l->holder = NULL;
	tell(l, "stop");
	l->ending = true;
	push_free(c, l);
}

/*
 * Nodes that were lost. Slurm may take minutes to notice, and places workers there.
 */

static void forget_node(struct worker_pool *c, size_t i)
{
	free(c->lost[i].name);
	c->lost[i] = c->lost[--c->n_lost];
}

/* False: it was not for its node that it was lost. */
static bool leave_alone(struct worker_pool *c, const struct connection *l)
{
	char *node = connection_lost_node(l);
	size_t i = 0;

	if (!node)
		return false;
	pthread_mutex_lock(&c->lock);
	while (i < c->n_lost && strcmp(c->lost[i].name, node) != 0)
		i++;
	if (i == LEFT_ALONE_MAX)
		forget_node(c, --i);
	if (i == c->n_lost)
		c->lost[c->n_lost++].name = xstrdup(node);
	c->lost[i].until = clock_seconds() + LEFT_ALONE;
	pthread_mutex_unlock(&c->lock);
	free(node);
	return true;
}

/* srun's word for them; NULL: there are none. free() it. */
static char *exclusion(struct worker_pool *c)
{
	struct strbuf word = STRBUF_INIT;

	pthread_mutex_lock(&c->lock);
	for (size_t i = 0; i < c->n_lost;)
		if (c->lost[i].until < clock_seconds())
			forget_node(c, i);
		else
			i++;
	for (size_t i = 0; i < c->n_lost; i++)
		strbuf_addf(&word, "%s%s", i ? "," : "--exclude=", c->lost[i].name);
	pthread_mutex_unlock(&c->lock);
	if (word.len)
		return strbuf_detach(&word);
	strbuf_release(&word);
	return NULL;
}

/* There may be no others. */
static void forget_nodes(struct worker_pool *c)
{
	pthread_mutex_lock(&c->lock);
	while (c->n_lost)
		forget_node(c, c->n_lost - 1);
	pthread_mutex_unlock(&c->lock);
}

/*
 * Taking one.
 */

static struct connection *start(struct worker_pool *c, struct error *err)
{
	char *options = exclusion(c);
	const struct connection_setup setup = {
		.launcher = c->launcher, .options = options, .log = c->log};
	struct connection *l = connection_start(&setup, err);

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
	if (!elsewhere)
		forget_nodes(c);
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
		l = pop(c, is_lost);
		pthread_mutex_unlock(&c->lock);
		if (!l)
			return;
		strbuf_init(&why);
		connection_explain(l, &why);
		wish->lost(wish->arg, why.buf);
		strbuf_release(&why);
		connection_free(l);
	}
}

/* One that has greeted, or one of which that can be waited for. NULL with err. */
static struct connection *take_some(struct worker_pool *c,
	const struct worker_pool_wish *wish, struct connection *starting,
	struct error *err)
{
	struct connection *l;

	pthread_mutex_lock(&c->lock);
	l = pop(c, is_idle);
	if (l && starting)
		push_free(c, starting);
	if (!l)
		l = starting ? starting : pop(c, is_starting);
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
		give_up(c, &c->held);
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

enum news worker_pool_take(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct connection **connection, struct error *err)
{
	struct wait w = {0};
	enum news news = take(c, wish, &w, connection, err);

	free(w.told);
	return news;
}

void worker_pool_give_back(struct worker_pool *c, struct connection *l)
{
	if (l->lost) {
		if (c->launcher->slurm)
			leave_alone(c, l);
		connection_free(l);
		return;
	}
	pthread_mutex_lock(&c->lock);
	push_free(c, l);
	pthread_mutex_unlock(&c->lock);
}

static struct connection **place_of(struct worker_pool *c, const struct connection *l)
{
	struct connection **at = &c->held;

	while (*at && *at != l)
		at = &(*at)->next;
	return at;
}

void worker_pool_hold(
	struct worker_pool *c, struct connection *l, struct connection **holder)
{
	tell(l, "hold");
	pthread_mutex_lock(&c->lock);
	l->holder = holder;
	l->next = NULL;
	*holder = l;
	*place_of(c, NULL) = l;
	c->n_held++;
	while (c->n_held > c->hold_max)
		give_up(c, &c->held);
	pthread_mutex_unlock(&c->lock);
}

struct connection *worker_pool_go_on(struct worker_pool *c, struct connection **holder)
{
	struct connection *l;

	pthread_mutex_lock(&c->lock);
	l = *holder;
	if (l) {
		*place_of(c, l) = l->next;
		c->n_held--;
		*holder = NULL;
	}
	pthread_mutex_unlock(&c->lock);
	if (l)
		tell(l, "go on");
	return l;
}

void worker_pool_give_up(struct worker_pool *c, struct connection **holder)
{
	pthread_mutex_lock(&c->lock);
	if (*holder)
		give_up(c, place_of(c, *holder));
	pthread_mutex_unlock(&c->lock);
}

bool worker_pool_drop_held(struct worker_pool *c)
{
	bool some;

	pthread_mutex_lock(&c->lock);
	some = c->held != NULL;
	while (c->held)
		give_up(c, &c->held);
	pthread_mutex_unlock(&c->lock);
	return some;
}

/*
 * The pool.
 */

struct worker_pool *worker_pool_new(const struct worker_pool_setup *setup)
{
	struct worker_pool *c = xcalloc(1, sizeof(*c));

	c->launcher = setup->launcher;
	c->hold_max = setup->hold_max;
	c->grace = setup->grace;
	pthread_mutex_init(&c->lock, NULL);
	return c;
}

void worker_pool_set_log(struct worker_pool *c, const char *path)
{
	free(c->log);
	c->log = path ? xstrdup(path) : NULL;
}

/* Reads to the end of what the worker says, which is its own end. */
static void see_off(struct connection *l, double until)
{
	if (connection_drain(l, until) == NEWS_NONE)
		connection_kill(l);
	connection_free(l);
}

void worker_pool_free(struct worker_pool *c)
{
	double until = clock_seconds() + c->grace + PATIENCE;

	while (c->held)
		give_up(c, &c->held);
	for (struct connection *l = c->free; l; l = l->next) {
		tell(l, "quit");
		if (!l->greeted)
			kill(-l->pid, SIGTERM); /* it may wait for its place for ever */
	}
	while (c->free) {
		struct connection *l = c->free;

		c->free = l->next;
		see_off(l, until);
	}
	forget_nodes(c);
	pthread_mutex_destroy(&c->lock);
	free(c->reason);
	free(c->log);
	free(c);
}
