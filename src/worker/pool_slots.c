/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the workers' programs have of the GPUs. */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "worker/pool_parts.h"

struct slot_request {
	struct worker_pool *pool;
	const struct worker_pool_wish *wish;
	struct connection **holder; /* of a program that is to go on */
	struct connection *found;   /* an idle worker with a slot of its own */
};

bool pool_has_slot(struct connection *l)
{
	return l->slot && pool_is_idle(l);
}

static bool find_idle(void *request)
{
	struct slot_request *r = request;

	pthread_mutex_lock(&r->pool->lock);
	r->found = pool_pop(r->pool, pool_has_slot);
	pthread_mutex_unlock(&r->pool->lock);
	return r->found != NULL;
}

static bool is_ended(void *request)
{
	struct slot_request *r = request;
	bool ended;

	pthread_mutex_lock(&r->pool->lock);
	ended = !*r->holder;
	pthread_mutex_unlock(&r->pool->lock);
	return ended;
}

static void on_wait(void *request, const char *why)
{
	const struct slot_request *r = request;

	r->wish->waits(r->wish->arg, why);
}

static void on_note(void *request, const char *note)
{
	const struct slot_request *r = request;

	r->wish->tell(r->wish->arg, note);
}

/* Takes the slot when nothing comes of it. */
static enum slot_news take(struct slot_request *r, bool (*instead)(void *request),
	struct slot *slot, struct slot **out, struct error *err)
{
	const struct slot_wish wish = {.cancel_fd = r->wish->cancel_fd,
		.alone = r->wish->alone,
		.own = r->holder != NULL,
		.instead = instead,
		.waits = on_wait,
		.tell = on_note,
		.arg = r};
	enum slot_news news = slots_take(r->pool->slots, &wish, slot, err);

	*out = slot;
	if (news == SLOT_TAKEN)
		return news;
	free(slot);
	*out = NULL;
	return news;
}

static bool gives(const struct worker_pool *c)
{
	return c->slots && slots_count(c->slots);
}

enum news pool_take_slot(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct slot **slot, struct connection **found, struct error *err)
{
	struct slot_request r = {.pool = c, .wish = wish};
	enum slot_news news;

	if (!gives(c))
		return NEWS_MESSAGE;
	news = take(&r, c->serves && !wish->alone ? find_idle : NULL,
		xcalloc(1, sizeof(**slot)), slot, err);
	*found = r.found;
	return news == SLOT_CANCELLED ? NEWS_CANCELLED
	       : news == SLOT_NEVER   ? NEWS_NONE
				      : NEWS_MESSAGE;
}

enum news pool_take_own_slot(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct connection **holder, struct slot **slot)
{
	struct slot_request r = {.pool = c, .wish = wish, .holder = holder};
	struct slot *own = NULL;
	struct error err;

	if (!gives(c))
		return NEWS_MESSAGE;
	pthread_mutex_lock(&c->lock);
	if (*holder) {
		own = xcalloc(1, sizeof(*own));
		slot_copy(own, (*holder)->slot);
	}
	pthread_mutex_unlock(&c->lock);
	if (!own)
		return NEWS_NONE;
	switch (take(&r, is_ended, own, slot, &err)) {
	case SLOT_TAKEN:
		return NEWS_MESSAGE;
	case SLOT_INSTEAD:
		return NEWS_NONE;
	case SLOT_NEVER: /* and it is not there any more, either */
		worker_pool_give_up(c, holder);
		return NEWS_NONE;
	case SLOT_CANCELLED:
		break;
	}
	return NEWS_CANCELLED;
}

void pool_drop_slot(struct worker_pool *c, struct slot *slot)
{
	if (slot)
		slots_give_back(c->slots, slot);
	free(slot);
}
