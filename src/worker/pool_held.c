/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs that wait for their trials to go on. */
#include "config.h"

#include <stdlib.h>

#include "worker/pool_parts.h"

/* It is on hold no more. */
static void forget(struct worker_pool *c, struct connection *l)
{
	c->n_held--;
	c->aside -= l->held.aside;
	json_decref(l->held.stays);
	l->held = (struct held){0};
}

void pool_stop_held(struct worker_pool *c, struct connection *l)
{
	if (l->held.holder)
		*l->held.holder = NULL;
	forget(c, l);
	pool_tell(l, "stop");
	l->ending = true;
}

static void end(struct worker_pool *c, struct connection *l)
{
	pool_stop_held(c, l);
	pool_drop_slot(c, l->slot);
	l->slot = NULL;
	pool_push_free(c, l);
}

void pool_give_up(struct worker_pool *c, struct connection **at)
{
	struct connection *l = *at;

	*at = l->next;
	end(c, l);
}

static struct connection **place_of(struct worker_pool *c, const struct connection *l)
{
	struct connection **at = &c->held;

	while (*at && *at != l)
		at = &(*at)->next;
	return at;
}

void pool_put_back(struct worker_pool *c, struct connection *l)
{
	l->held.busy = false;
	if (l->held.holder) {
		l->next = NULL;
		*place_of(c, NULL) = l;
	} else {
		end(c, l);
	}
	while (c->n_held > c->hold.max && c->held)
		pool_give_up(c, &c->held);
	pthread_cond_broadcast(&c->settled);
}

void worker_pool_hold(
	struct worker_pool *c, struct connection *l, const struct worker_pool_held *as)
{
	pool_tell(l, "hold");
	if (l->slot)
		slots_hold(c->slots, l->slot);
	pthread_mutex_lock(&c->lock);
	l->held = (struct held){.holder = as->holder,
		.trial = as->trial,
		.attempt = as->attempt,
		.by = pthread_self(),
		.fresh = true};
	*as->holder = l;
	c->n_held++;
	pool_put_back(c, l);
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
	while ((l = *holder) && l->held.busy)
		pthread_cond_wait(&c->settled, &c->lock);
	if (l) {
		l->coming_back = l->held.aside > 0;
		*place_of(c, l) = l->next;
		forget(c, l);
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
	if (*holder && (*holder)->held.busy) {
		(*holder)->held.holder = NULL; /* who has it ends it */
		*holder = NULL;
	} else if (*holder) {
		pool_give_up(c, place_of(c, *holder));
	}
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
