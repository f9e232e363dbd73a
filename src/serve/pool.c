/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tuner's side of the server: values go both ways, messages to the tuner and orders to
 * the server. `lock` guards both lists and the counts; nothing else is shared.
 */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "serve/server_parts.h"

static struct server *server_of(struct pool *p)
{
	return (struct server *)p;
}

/*
 * The server's thread.
 */

void serve_post(struct server *s, const struct pool_message *m)
{
	pthread_mutex_lock(&s->lock);
	ARRAY_ROOM(s->queue, s->n, s->cap);
	s->queue[s->n++] = *m;
	pthread_mutex_unlock(&s->lock);
	s->news = true;
}

void serve_tell(struct server *s)
{
	if (s->news)
		pthread_cond_signal(&s->arrived);
	s->news = false;
}

uint64_t serve_look_again(struct server *s)
{
	uint64_t n;

	pthread_mutex_lock(&s->lock);
	n = ++s->n_asked;
	s->woken = true;
	s->settled = false;
	pthread_mutex_unlock(&s->lock);
	s->news = true;
	return n;
}

void serve_count_looks(struct server *s, int looks)
{
	pthread_mutex_lock(&s->lock);
	s->n_looking += looks;
	pthread_mutex_unlock(&s->lock);
}

uint64_t serve_count(struct server *s, int asks, int ready)
{
	uint64_t n;

	pthread_mutex_lock(&s->lock);
	s->n_asking += asks;
	s->n_ready += ready;
	assert(s->n_asking >= 0 && s->n_ready >= 0);
	n = s->n_asked;
	pthread_mutex_unlock(&s->lock);
	return asks > 0 ? serve_look_again(s) : n;
}

struct order *serve_take_orders(struct server *s, size_t *n)
{
	struct order *list;

	pthread_mutex_lock(&s->lock);
	list = s->orders;
	*n = s->n_orders;
	s->orders = NULL;
	s->n_orders = s->cap_orders = 0;
	pthread_mutex_unlock(&s->lock);
	return list;
}

int serve_workers(struct server *s)
{
	int n;

	pthread_mutex_lock(&s->lock);
	n = s->workers;
	pthread_mutex_unlock(&s->lock);
	return n;
}

/*
 * The tuner's thread.
 */

/* With the lock held. */
static void add_order(struct server *s, const struct order *o)
{
	ARRAY_ROOM(s->orders, s->n_orders, s->cap_orders);
	s->orders[s->n_orders++] = *o;
	if (s->n_orders == 1)
		eventfd_write(s->bell, 1);
}

void serve_order(struct server *s, const struct order *o)
{
	pthread_mutex_lock(&s->lock);
	add_order(s, o);
	pthread_mutex_unlock(&s->lock);
}

static int serve_grow(struct pool *base, int n, struct error *err)
{
	struct server *s = server_of(base);

	(void)err;
	assert(n <= SEATS_MAX);
	pthread_mutex_lock(&s->lock);
	s->workers = n;
	pthread_mutex_unlock(&s->lock);
	return 0;
}

static void serve_submit(struct pool *base, int worker, const struct task *task)
{
	struct server *s = server_of(base);

	pthread_mutex_lock(&s->lock);
	s->n_ready++;
	add_order(s, &(struct order){
			     .kind = ORDER_TASK, .worker = worker, .task = *task});
	pthread_mutex_unlock(&s->lock);
}

static void serve_interrupt(struct pool *base, int worker)
{
	serve_order(server_of(base),
		&(struct order){.kind = ORDER_INTERRUPT, .worker = worker});
}

static void serve_hurry(struct pool *base)
{
	serve_order(server_of(base), &(struct order){.kind = ORDER_HURRY});
}

static void serve_over(struct pool *base, bool over)
{
	serve_order(server_of(base),
		&(struct order){.kind = over ? ORDER_OVER : ORDER_AGAIN});
}

static bool serve_wanted(struct pool *base)
{
	struct server *s = server_of(base);
	bool wanted;

	pthread_mutex_lock(&s->lock);
	/* what has been reported before comes first */
	wanted = s->n_asking > s->n_ready && s->head == s->n;
	pthread_mutex_unlock(&s->lock);
	return wanted;
}

static struct timespec at_second(const struct server *s, double deadline)
{
	double t = s->start + deadline, whole = floor(t);

	return (struct timespec){
		.tv_sec = (time_t)whole, .tv_nsec = (long)((t - whole) * 1e9)};
}

/* The tuner has nothing more to do; whoever waits for that is told. With the lock held. */
static void tell_settled(struct server *s)
{
	if (s->settled || (s->n_asking <= s->n_ready && !s->n_looking))
		return;
	s->settled = true;
	add_order(s, &(struct order){.kind = ORDER_SETTLED, .looked = s->n_asked});
}

static bool serve_receive(struct pool *base, double deadline, struct pool_message *m)
{
	struct server *s = server_of(base);
	bool got = false;

	pthread_mutex_lock(&s->lock);
	while (s->head == s->n && !s->woken) {
		struct timespec until;

		tell_settled(s);
		if (isinf(deadline)) {
			pthread_cond_wait(&s->arrived, &s->lock);
			continue;
		}
		if (clock_seconds() - s->start >= deadline)
			break;
		until = at_second(s, deadline);
		pthread_cond_timedwait(&s->arrived, &s->lock, &until);
	}
	s->woken = false;
	if (s->head < s->n) {
		*m = s->queue[s->head++];
		if (s->head == s->n)
			s->head = s->n = 0;
		got = true;
	}
	pthread_mutex_unlock(&s->lock);
	return got;
}

static void serve_wake(struct pool *base)
{
	struct server *s = server_of(base);

	pthread_mutex_lock(&s->lock);
	s->woken = true;
	pthread_mutex_unlock(&s->lock);
	pthread_cond_signal(&s->arrived);
}

static double serve_now(const struct pool *base)
{
	return clock_seconds() - ((const struct server *)base)->start;
}

static void serve_free(struct pool *base)
{
	struct server *s = server_of(base);

	server_stop(s);
	serve_pool_free(s);
}

static const struct pool_ops serve_pool_ops = {
	.grow = serve_grow,
	.submit = serve_submit,
	.interrupt = serve_interrupt,
	.hurry = serve_hurry,
	.wanted = serve_wanted,
	.receive = serve_receive,
	.wake = serve_wake,
	.now = serve_now,
	.over = serve_over,
	.free = serve_free,
};

void serve_pool_init(struct server *s)
{
	pthread_condattr_t attr;

	s->base.ops = &serve_pool_ops;
	s->base.workers_max = SEATS_MAX;
	s->start = clock_seconds();
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->arrived, &attr);
	pthread_condattr_destroy(&attr);
}

void serve_pool_free(struct server *s)
{
	for (size_t i = 0; i < s->n_orders; i++)
		free(s->orders[i].refused);
	for (; s->head < s->n; s->head++) { /* the study could not be started */
		free(s->queue[s->head].note);
		free(s->queue[s->head].node);
	}
	pthread_cond_destroy(&s->arrived);
	pthread_mutex_destroy(&s->lock);
	free(s->orders);
	free(s->queue);
	free(s);
}
