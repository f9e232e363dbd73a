/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `lock` guards everything. Who waits sleeps in poll() on an eventfd of its own, which
 * all changes that may let somebody in make readable, and on what cancels its task.
 */
#include "config.h"

#include "command/room.h"

#include <limits.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

void room_init(struct room *r)
{
	*r = (struct room){.inside = 0};
	pthread_mutex_init(&r->lock, NULL);
}

void room_release(struct room *r)
{
	pthread_mutex_destroy(&r->lock);
}

static void wake_all(struct room *r)
{
	for (struct room_place *p = r->waiting; p; p = p->next)
		eventfd_write(p->wake, 1);
}

static int limit_of(const struct room *r)
{
	int most = INT_MAX;

	for (const struct room_place *p = r->limits; p; p = p->next_limit)
		most = p->most < most ? p->most : most;
	return most;
}

static bool may_enter(const struct room *r, const struct room_place *p)
{
	for (const struct room_place *w = r->waiting; w && !p->most; w = w->next)
		if (w->most)
			return false;
	return r->inside < limit_of(r);
}

static void enter(struct room *r, struct room_place *p)
{
	r->inside += !p->inside;
	p->inside = true;
}

static void stop_waiting(struct room *r, struct room_place *p)
{
	struct room_place **at = &r->waiting;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	close(p->wake);
	wake_all(r); /* it may have been in their way */
}

/* With the lock held, but for the sleep. */
static bool wait_for_turn(struct room *r, struct room_place *p, int cancel_fd)
{
	bool cancelled = false;

	p->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (p->wake < 0)
		return true; /* then it is not held back */
	p->next = r->waiting;
	r->waiting = p;
	while (!cancelled && !may_enter(r, p)) {
		struct pollfd fds[] = {{.fd = p->wake, .events = POLLIN},
			{.fd = cancel_fd, .events = POLLIN}};
		eventfd_t ignored;

		pthread_mutex_unlock(&r->lock);
		poll(fds, 2, -1);
		cancelled = fds[1].revents != 0;
		pthread_mutex_lock(&r->lock);
		eventfd_read(p->wake, &ignored);
	}
	stop_waiting(r, p);
	return !cancelled;
}

bool room_enter(struct room *r, struct room_place *p, int cancel_fd)
{
	bool in = true;

	pthread_mutex_lock(&r->lock);
	if (!p->inside && !may_enter(r, p))
		in = wait_for_turn(r, p, cancel_fd);
	if (in)
		enter(r, p);
	pthread_mutex_unlock(&r->lock);
	return in;
}

void room_enter_now(struct room *r, struct room_place *p)
{
	pthread_mutex_lock(&r->lock);
	enter(r, p);
	pthread_mutex_unlock(&r->lock);
}

static void leave(struct room *r, struct room_place *p)
{
	r->inside -= p->inside;
	p->inside = false;
	wake_all(r);
}

void room_leave(struct room *r, struct room_place *p)
{
	pthread_mutex_lock(&r->lock);
	leave(r, p);
	pthread_mutex_unlock(&r->lock);
}

bool room_shrink(struct room *r, struct room_place *p)
{
	bool alone;

	pthread_mutex_lock(&r->lock);
	alone = r->inside <= 1;
	if (!alone && !p->most) {
		p->next_limit = r->limits;
		r->limits = p;
	}
	if (!alone)
		p->most = r->inside - 1;
	leave(r, p);
	pthread_mutex_unlock(&r->lock);
	return !alone;
}

void room_relax(struct room *r, struct room_place *p)
{
	struct room_place **at = &r->limits;

	pthread_mutex_lock(&r->lock);
	while (*at && *at != p)
		at = &(*at)->next_limit;
	if (*at)
		*at = p->next_limit;
	p->most = 0;
	wake_all(r);
	pthread_mutex_unlock(&r->lock);
}
