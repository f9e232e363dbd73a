/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Those who ask for a task: an answer comes when there is one, or when the study is over. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "serve/server_parts.h"

void asks_grow(struct server *s)
{
	int n = s->n_taken + (int)s->n_asks, now = serve_workers(s);

	n = n < SEATS_MAX ? n : SEATS_MAX;
	if (!s->setup.grows || n <= s->asked_workers || now != s->asked_workers)
		return; /* it is on its way, or somebody has said another number */
	s->asked_workers = n;
	steer_workers(s, n);
}

void asks_add(struct server *s, struct client *c, const char *id, double wait)
{
	ARRAY_ROOM(s->asks, s->n_asks, s->cap_asks);
	s->asks[s->n_asks++] = (struct ask){.client = c,
		.id = id ? xstrdup(id) : NULL,
		.until = clock_seconds() + wait,
		.at_once = wait <= 0,
		.number = serve_count(s, 1, 0)};
	c->n_waiting++;
}

/* Takes it off the list; its id is the caller's. */
static struct ask take(struct server *s, size_t i)
{
	struct ask a = s->asks[i];

	memmove(s->asks + i, s->asks + i + 1, (--s->n_asks - i) * sizeof(*s->asks));
	a.client->n_waiting--;
	return a;
}

void asks_forget(struct server *s, const struct client *c)
{
	for (size_t i = s->n_asks; i-- > 0;) {
		if (s->asks[i].client != c)
			continue;
		free(take(s, i).id);
		serve_count(s, -1, 0);
	}
}

/* The first who asks, or before those the one who has the trial in memory. */
static size_t choose(struct server *s, const struct served *task)
{
	const struct holder *h = holder_of(s, task->task.trial);

	for (size_t i = 0; h && h->has_state && i < s->n_asks; i++)
		if (s->asks[i].client->id == h->client)
			return i;
	return 0;
}

void asks_match(struct server *s)
{
	for (int i = 0; s->n_asks && i < s->n_seats; i++) {
		struct ask a;

		if (s->seats[i].state != SERVED_OFFERED)
			continue;
		a = take(s, choose(s, &s->seats[i]));
		serve_count(s, -1, -1);
		served_give(s, &s->seats[i], a.client, a.id);
		free(a.id);
	}
}

void asks_expire(struct server *s, double now, uint64_t looked)
{
	for (size_t i = s->n_asks; i-- > 0;) {
		struct ask a = s->asks[i];

		if (a.at_once ? a.number > looked : a.until > now)
			continue;
		take(s, i);
		serve_count(s, -1, 0);
		answer_begin(a.client, "wait", a.id);
		answer_end(a.client);
		free(a.id);
	}
}

void asks_hurry(struct server *s, const struct client *c)
{
	uint64_t number = serve_look_again(s);

	for (size_t i = 0; i < s->n_asks; i++)
		if (s->asks[i].client == c) {
			s->asks[i].at_once = true;
			s->asks[i].number = number;
		}
}

double asks_next(const struct server *s)
{
	double next = INFINITY;

	for (size_t i = 0; i < s->n_asks; i++)
		if (!s->asks[i].at_once)
			next = fmin(next, s->asks[i].until);
	return next;
}

void asks_finish(struct server *s)
{
	while (s->n_asks) {
		struct ask a = take(s, 0);

		serve_count(s, -1, 0);
		answer_finished(s, a.client, a.id);
		free(a.id);
	}
}
