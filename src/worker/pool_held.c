/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs that wait for their trials to go on. */
#include "config.h"

#include <stdlib.h>

#include "worker/pool_parts.h"

void pool_give_up(struct worker_pool *c, struct connection **at)
{
	struct connection *l = *at;

	*at = l->next;
	c->n_held--;
	*l->holder = NULL;
	pool_tell(l, "stop");
	l->ending = true;
	pool_drop_slot(c, l->slot);
	l->slot = NULL;
	pool_push_free(c, l);
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
	pool_tell(l, "hold");
	if (l->slot)
		slots_hold(c->slots, l->slot);
	pthread_mutex_lock(&c->lock);
	l->holder = holder;
	l->next = NULL;
	*holder = l;
	*place_of(c, NULL) = l;
	c->n_held++;
	while (c->n_held > c->hold_max)
		pool_give_up(c, &c->held);
	pthread_mutex_unlock(&c->lock);
}

enum news worker_pool_go_on(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct connection **holder, struct connection **connection)
{
	struct slot *slot = NULL;
	enum news news = pool_take_own_slot(c, wish, holder, &slot);
	struct connection *l;

	if (news != NEWS_MESSAGE)
		return news;
	pthread_mutex_lock(&c->lock);
	l = *holder;
	if (l) {
		*place_of(c, l) = l->next;
		c->n_held--;
		*holder = NULL;
		pool_drop_slot(c, l->slot);
		l->slot = slot;
	}
	pthread_mutex_unlock(&c->lock);
	if (l)
		pool_tell(l, "go on");
	else
		pool_drop_slot(c, slot);
	*connection = l;
	return l ? NEWS_MESSAGE : NEWS_NONE;
}

void worker_pool_give_up(struct worker_pool *c, struct connection **holder)
{
	pthread_mutex_lock(&c->lock);
	if (*holder)
		pool_give_up(c, place_of(c, *holder));
	pthread_mutex_unlock(&c->lock);
}

bool worker_pool_drop_held(struct worker_pool *c)
{
	bool some;

	pthread_mutex_lock(&c->lock);
	some = c->held != NULL;
	while (c->held)
		pool_give_up(c, &c->held);
	pthread_mutex_unlock(&c->lock);
	return some;
}
