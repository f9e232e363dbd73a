/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's thread: one poll for the socket, the clients and the tuner's orders, until it
 * is told to quit. It never waits for anybody else.
 */
#include "config.h"

#include "serve/server.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "serve/server_parts.h"

#define CLIENTS_MAX 1000
#define ACCEPT_AGAIN 0.5 /* seconds, when there is no room for another one */
#define FAREWELL 1.0	 /* seconds in which clients may read their last answers */

struct server *server_new(const struct server_setup *setup)
{
	struct server *s = xcalloc(1, sizeof(*s));

	s->setup = *setup;
	s->listener = -1;
	s->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	study_init(&s->study);
	serve_pool_init(s);
	return s;
}

struct pool *server_pool(struct server *s)
{
	return &s->base;
}

int server_done(const struct server *s)
{
	return s->done;
}

void server_serve_pair(struct server *s, int in, int out)
{
	s->pair_flags = fcntl(out, F_GETFL);
	fcntl(out, F_SETFL, s->pair_flags | O_NONBLOCK);
	s->pair = client_new(s, in, out);
}

/*
 * The tuner's orders.
 */

static void end_study(struct server *s)
{
	s->over = true;
	asks_finish(s);
	steer_finish(s);
	looks_answer(s, UINT64_MAX);
}

static void obey(struct server *s, struct order *o)
{
	switch (o->kind) {
	case ORDER_TASK:
		served_offer(s, o->worker, &o->task);
		break;
	case ORDER_INTERRUPT:
		if (s->seats[o->worker].state != SERVED_FREE)
			served_interrupt(s, &s->seats[o->worker]);
		break;
	case ORDER_HURRY:
		served_hurry(s);
		break;
	case ORDER_SETTLED:
		asks_match(s);
		asks_expire(s, clock_seconds(), o->looked);
		looks_answer(s, o->looked);
		break;
	case ORDER_ANSWER:
		steer_answer(s, o->ticket, o->refused);
		free(o->refused);
		break;
	case ORDER_OVER:
		end_study(s);
		break;
	case ORDER_AGAIN:
		s->over = false;
		break;
	case ORDER_QUIT:
		s->quit = true;
		break;
	}
}

static void take_orders(struct server *s)
{
	eventfd_t ignored;
	struct order *list;
	size_t n;

	eventfd_read(s->bell, &ignored);
	list = serve_take_orders(s, &n);
	for (size_t i = 0; i < n; i++)
		obey(s, &list[i]);
	free(list);
}

/*
 * Clients.
 */

static void accept_all(struct server *s)
{
	int fd;

	while (s->n_clients < CLIENTS_MAX && (fd = socket_accept(s)) >= 0)
		client_new(s, fd, fd);
	if (s->n_clients == CLIENTS_MAX || (errno != EAGAIN && errno != EINTR))
		s->listen_at = clock_seconds() + ACCEPT_AGAIN;
}

/* As far as it reads the answers. */
static void answer_lines(struct server *s, struct client *c)
{
	char *line;
	size_t len;

	c->more = true;
	while (c->more && client_has_room(c)) {
		line = client_next_line(c, &len);
		c->more = line;
		if (line)
			request_answer(s, c, line, len);
	}
}

/* Nothing more comes of it, and nothing is to be said to it. */
static bool is_through(const struct client *c)
{
	bool said_all = c->sent == c->answers.len && !c->n_waiting;

	return c->ended && !c->more && (c->deaf || said_all);
}

/* Our standard input has ended: who asks there waits no longer. */
static void end_pair(struct server *s)
{
	if (!s->pair || !s->pair->ended || s->pair_ended)
		return;
	s->pair_ended = true;
	asks_hurry(s, s->pair);
}

/* False: there is more to do at once. */
static bool serve_clients(struct server *s)
{
	bool more = false;

	for (struct client *c = s->clients; c; c = c->next)
		answer_lines(s, c);
	end_pair(s);
	asks_match(s);
	asks_grow(s);
	for (struct client *c = s->clients, *next; c; c = next) {
		next = c->next;
		client_write(c);
		more |= c->more && client_has_room(c);
		if (is_through(c))
			client_remove(s, c);
	}
	return !more;
}

/* Whether somebody may still have something to ask; until the time in *until. */
static bool is_attended(const struct server *s, double now, double *until)
{
	bool any = false;

	for (const struct client *c = s->clients; c; c = c->next) {
		double silent_at = c->heard + c->fence;

		if (silent_at <= now)
			continue;
		any = true;
		*until = fmin(*until, silent_at);
	}
	return any;
}

/*
 * The loop.
 */

/* What is due by the clock. */
static void meet_deadlines(struct server *s)
{
	double now = clock_seconds();

	asks_expire(s, now, 0);
	served_fence(s, now);
}

/* When something is due next. */
static double next_deadline(struct server *s)
{
	double now = clock_seconds(), until = fmin(served_next(s), asks_next(s));

	if (s->listener >= 0 && s->listen_at > now)
		until = fmin(until, s->listen_at);
	if (s->over && !is_attended(s, now, &until))
		eventfd_write(s->done, 1);
	return until;
}

static size_t add_fds(struct server *s, struct pollfd *fds, struct client **of)
{
	size_t n = 0;

	fds[n++] = (struct pollfd){.fd = s->bell, .events = POLLIN};
	fds[n++] = (struct pollfd){
		.fd = clock_seconds() >= s->listen_at ? s->listener : -1,
		.events = POLLIN};
	for (struct client *c = s->clients; c; c = c->next) {
		bool listens = !c->ended && client_has_room(c),
		     says = c->sent < c->answers.len;

		of[n] = c;
		fds[n++] = (struct pollfd){
			.fd = c->ended && c->in != c->out ? -1 : c->in,
			.events = listens ? POLLIN : 0};
		if (c->out == c->in) {
			fds[n - 1].events |= says ? POLLOUT : 0;
			continue;
		}
		of[n] = c;
		fds[n++] = (struct pollfd){
			.fd = c->out, .events = says ? POLLOUT : 0};
	}
	return n;
}

/* At its end a descriptor is ready again and again: it is not asked about any more. */
static void look_at(struct client *c, const struct pollfd *p)
{
	if (p->revents & POLLIN)
		client_read(c);
	else if (p->fd == c->out && (p->revents & (POLLHUP | POLLERR)))
		c->ended = c->deaf = true;
	else if (p->revents & (POLLHUP | POLLERR | POLLNVAL))
		c->ended = true;
}

static void wait_for_news(struct server *s, double until)
{
	struct pollfd fds[2 * CLIENTS_MAX + 4];
	struct client *of[2 * CLIENTS_MAX + 4];
	size_t n = add_fds(s, fds, of);
	double left = until - clock_seconds();
	int timeout = isinf(until) ? -1
		      : left > 0   ? (int)fmin(left * 1e3 + 1, 1e6)
				   : 0;

	if (poll(fds, n, timeout) < 0)
		return;
	for (size_t i = 2; i < n; i++)
		look_at(of[i], &fds[i]);
	if (fds[0].revents)
		take_orders(s);
	if (fds[1].revents && s->listener >= 0)
		accept_all(s);
}

/* Last answers, to who reads them. */
static void say_farewell(struct server *s)
{
	double until = clock_seconds() + FAREWELL;
	bool any = true;

	while (any && clock_seconds() < until) {
		struct pollfd fds[CLIENTS_MAX + 1];
		nfds_t n = 0;

		for (struct client *c = s->clients; c; c = c->next) {
			client_write(c);
			if (c->sent < c->answers.len)
				fds[n++] = (struct pollfd){
					.fd = c->out, .events = POLLOUT};
		}
		any = n > 0;
		if (any)
			poll(fds, n, 100);
	}
}

static void *run(void *arg)
{
	struct server *s = arg;

	while (!s->quit) {
		bool idle;

		meet_deadlines(s);
		idle = serve_clients(s);
		serve_tell(s);
		wait_for_news(s, idle ? next_deadline(s) : 0);
	}
	say_farewell(s);
	return NULL;
}

int server_start(struct server *s, struct tuner *tuner, struct error *err)
{
	int rc;

	s->tuner = tuner;
	s->asked_workers = serve_workers(s);
	rc = thread_start(&s->thread, run, s);
	if (rc)
		return error_set(
			err, "cannot start the server's thread: %s", strerror(rc));
	s->started = true;
	return 0;
}

static void release(struct server *s)
{
	if (s->pair)
		fcntl(s->pair->out, F_SETFL, s->pair_flags);
	while (s->clients)
		client_remove(s, s->clients);
	socket_close(s);
	for (int i = 0; i < s->n_seats; i++)
		free(s->seats[i].name);
	study_release(&s->study);
	free(s->asks);
	free(s->looks);
	free(s->tickets);
	free(s->holders);
	close(s->bell);
	close(s->done);
}

void server_stop(struct server *s)
{
	if (s->started) {
		serve_order(s, &(struct order){.kind = ORDER_QUIT});
		pthread_join(s->thread, NULL);
		s->started = false;
	}
	if (s->bell < 0)
		return;
	release(s);
	s->bell = -1;
}
