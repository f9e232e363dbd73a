/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What programs on hold have on GPUs.
 *
 * A program is stopped at once, and keeps its memory: its trial may well be the next one to
 * go on. When the thread that has stopped it takes up another trial, what it has on GPUs is
 * put aside first, in the memory of its machine, so that the other finds the device as free
 * as if it were not there. The thread waits for that, and nobody else; meanwhile the program
 * is busy: in no list, its connection with that thread.
 *
 * Where it cannot be put aside, it stays where it is. Then the oldest that have memory on a
 * device are ended until there is as much free as the largest program had so far.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/strbuf.h"
#include "worker/message.h"
#include "worker/pool_parts.h"

#define MIB (1024.0 * 1024)

/*
 * Telling.
 */

/* Each reason once: it is the same for the next ones. */
static void tell_once(struct worker_pool *c, const struct worker_pool_way *way,
	uint32_t trial, const char *what, const char *why)
{
	struct strbuf line = STRBUF_INIT;
	bool known;

	pthread_mutex_lock(&c->lock);
	known = json_object_get(c->told, why);
	json_object_set_new(c->told, why, json_true());
	pthread_mutex_unlock(&c->lock);
	strbuf_addf(&line, "T%" PRIu32 ": %s: %s", trial, what, why);
	if (!known)
		way->tell(way->arg, line.buf, NULL);
	strbuf_release(&line);
}

/*
 * Room on a device.
 */

static double number_at(const json_t *device, size_t i)
{
	return json_number_value(json_array_get(device, i));
}

/* What it has on the device of that name; 0: nothing. */
static double has_on(const struct connection *l, const char *name)
{
	size_t i;
	const json_t *device;

	json_array_foreach(l->held.stays, i, device)
	{
		const char *is = json_string_value(json_array_get(device, 0));

		if (is && !strcmp(is, name))
			return number_at(device, 1);
	}
	return 0;
}

/* Tells the oldest with memory there to end. NULL: there is none. With the lock held. */
static struct connection *stop_oldest_on(
	struct worker_pool *c, const char *name, uint32_t *trial, double *bytes)
{
	struct connection **at = &c->held;

	while (*at && has_on(*at, name) <= 0)
		at = &(*at)->next;
	if (*at) {
		struct connection *l = *at;

		*bytes = has_on(l, name);
		*trial = l->held.trial;
		*at = l->next;
		pool_stop_held(c, l);
		return l;
	}
	return NULL;
}

static void tell_ended(struct worker_pool *c, const struct worker_pool_way *way,
	uint32_t trial, const char *device)
{
	struct strbuf why = STRBUF_INIT;

	strbuf_addf(&why, "%s has no room for another beside it", device);
	tell_once(c, way, trial, "its program on hold is ended", why.buf);
	strbuf_release(&why);
}

/* Ends the oldest with memory there; what that has freed, or 0. */
static double end_oldest_on(
	struct worker_pool *c, const struct worker_pool_way *way, const char *name)
{
	static const char *const none[] = {NULL};
	struct connection *l;
	uint32_t trial;
	double bytes = 0;
	json_t *last = NULL;

	pthread_mutex_lock(&c->lock);
	l = stop_oldest_on(c, name, &trial, &bytes);
	pthread_mutex_unlock(&c->lock);
	if (!l)
		return 0;
	connection_wait_for(l, none, clock_seconds() + c->grace + POOL_PATIENCE,
		way->cancel_fd, &last);
	json_decref(last);
	pthread_mutex_lock(&c->lock);
	pool_drop_slot(c, l->slot);
	l->slot = NULL;
	pool_push_free(c, l);
	pthread_mutex_unlock(&c->lock);
	tell_ended(c, way, trial, name);
	return bytes;
}

/* The devices, as they were when the program was measured: is there room for another? */
static void make_room(
	struct worker_pool *c, const struct worker_pool_way *way, const json_t *devices)
{
	size_t i;
	const json_t *device;

	json_array_foreach(devices, i, device)
	{
		const char *name = json_string_value(json_array_get(device, 0));
		double free = number_at(device, 2), most, freed = 1;

		pthread_mutex_lock(&c->lock);
		most = c->most;
		pthread_mutex_unlock(&c->lock);
		while (name && free >= 0 && free < most && freed > 0) {
			freed = end_oldest_on(c, way, name);
			free += freed;
		}
	}
}

/* The oldest with memory on each of the devices (names). */
static void end_some_on(
	struct worker_pool *c, const struct worker_pool_way *way, const json_t *devices)
{
	size_t i;
	const json_t *name;

	json_array_foreach(devices, i, name)
	{
		const char *device = json_string_value(name);

		if (device)
			end_oldest_on(c, way, device);
	}
}

/*
 * Putting aside.
 */

/* The answer to `asks`; why: not, or "": as was asked for. */
static bool may(struct worker_pool *c, struct connection *l, const json_t *asks,
	struct strbuf *why)
{
	double bytes = json_number_value(json_object_get(asks, "bytes")),
	       room = json_number_value(json_object_get(asks, "room")),
	       cap = c->hold.aside_max < 0 ? INFINITY : c->hold.aside_max;
	bool fits;

	pthread_mutex_lock(&c->lock);
	fits = bytes <= room - c->coming && c->aside + bytes <= cap && !c->harmed;
	if (fits) {
		l->held.aside = bytes;
		c->aside += bytes;
		c->coming += bytes;
	} else if (c->aside + bytes > cap && cap > 0) {
		strbuf_addf(why, "hold_mib is %.0f", cap / MIB);
	} else if (cap > 0 && !c->harmed) { /* else it was asked for, or told */
		strbuf_addf(why, "%.0f MiB are more than the memory of %s has room for",
			ceil(bytes / MIB), l->node ? l->node : "its machine");
	}
	pthread_mutex_unlock(&c->lock);
	return fits;
}

/* The driver has failed, or has ended the program. */
static bool is_harm(const json_t *said)
{
	return json_is_true(json_object_get(said, "harmed")) ||
	       (json_is_true(json_object_get(said, "aside")) &&
		       !json_is_true(json_object_get(said, "ok")));
}

/* What came of it. `coming` is what was counted as under way. */
static void take_result(struct worker_pool *c, const struct worker_pool_way *way,
	struct connection *l, const json_t *said, double coming, struct strbuf *why)
{
	const json_t *devices = json_object_get(said, "devices");
	struct trial_hold news = {.trial = l->held.trial,
		.attempt = l->held.attempt,
		.bytes = json_number_value(json_object_get(said, "bytes")),
		.seconds = json_number_value(json_object_get(said, "seconds"))};
	size_t i;
	const json_t *device;

	pthread_mutex_lock(&c->lock);
	c->coming -= coming;
	c->aside += news.bytes - l->held.aside;
	l->held.aside = news.bytes;
	c->harmed |= is_harm(said);
	json_array_foreach(devices, i, device) c->most =
		fmax(c->most, number_at(device, 1));
	json_decref(l->held.stays);
	l->held.stays = news.bytes > 0 ? NULL : json_incref((json_t *)devices);
	pthread_mutex_unlock(&c->lock);
	if (!why->len && strcmp(message_field(said, "is"), "end") != 0)
		strbuf_adds(why, message_field(said, "why"));
	else if (is_harm(said))
		strbuf_addf(why, "its program has ended: %s", message_field(said, "why"));
	if (news.bytes > 0 && l->slot)
		slots_give_back(c->slots, l->slot); /* nothing of it is there */
	if (news.bytes > 0)
		way->tell(way->arg, NULL, &news);
	else if (why->len)
		tell_once(c, way, l->held.trial, "its GPU memory stays on the device",
			why->buf);
}

static void put_aside(
	struct worker_pool *c, const struct worker_pool_way *way, struct connection *l)
{
	static const char *const words[] = {"asks", "aside", NULL};
	struct strbuf why = STRBUF_INIT;
	json_t *m = NULL;
	double coming = 0;
	enum news news;

	pool_tell(l, "put aside");
	news = connection_wait_for(l, words, INFINITY, way->cancel_fd, &m);
	if (news == NEWS_MESSAGE && !strcmp(message_field(m, "is"), "asks")) {
		bool yes = may(c, l, m, &why);

		coming = l->held.aside;
		connection_send(l, json_pack("{s:s, s:b, s:f}", "do", "answer", "may",
					   yes, "bytes", coming));
		json_decref(m);
		m = NULL;
		news = connection_wait_for(l, words + 1, INFINITY, way->cancel_fd, &m);
	}
	take_result(c, way, l, m, coming, &why);
	json_decref(m);
	strbuf_release(&why);
}

/* Of whom what is on GPUs is to be put aside. */
struct whom {
	bool all;
	const struct slot *slot; /* those on a device of it; NULL: none */
	const struct connection *except;
};

static bool overlap(const struct slot *a, const struct slot *b)
{
	for (int i = 0; a && b && i < a->n; i++)
		for (int k = 0; k < b->n; k++)
			if (a->devices[i] == b->devices[k])
				return true;
	return false;
}

static bool is_meant(const struct connection *l, const struct whom *whom)
{
	if (!l->held.fresh || l == whom->except)
		return false;
	return whom->all || pthread_equal(l->held.by, pthread_self()) ||
	       overlap(l->slot, whom->slot);
}

/* One of them, taken out of the list. With the lock held. */
static struct connection *take_fresh(struct worker_pool *c, const struct whom *whom)
{
	struct connection **at = &c->held;

	while (*at && !is_meant(*at, whom))
		at = &(*at)->next;
	if (*at) {
		struct connection *l = *at;

		*at = l->next;
		l->held.fresh = false;
		l->held.busy = true;
		return l;
	}
	return NULL;
}

/* False: there was none. *stays: what it has on devices still. */
static bool put_one_aside(struct worker_pool *c, const struct worker_pool_way *way,
	const struct whom *whom, json_t **stays)
{
	struct connection *l;

	pthread_mutex_lock(&c->lock);
	l = take_fresh(c, whom);
	pthread_mutex_unlock(&c->lock);
	if (!l)
		return false;
	put_aside(c, way, l);
	pthread_mutex_lock(&c->lock);
	*stays = json_incref(l->held.stays);
	pool_put_back(c, l);
	pthread_mutex_unlock(&c->lock);
	return true;
}

void worker_pool_make_way(struct worker_pool *c, const struct worker_pool_way *way,
	const struct slot *slot, struct connection *const *except)
{
	json_t *stays;

	while (put_one_aside(
		c, way, &(struct whom){.slot = slot, .except = *except}, &stays)) {
		if (!*except)
			make_room(c, way, stays);
		json_decref(stays);
	}
}

void worker_pool_want_room(struct worker_pool *c, const struct worker_pool_way *way,
	const json_t *devices)
{
	json_t *stays;

	if (put_one_aside(c, way, &(struct whom){.all = true}, &stays))
		json_decref(stays);
	else
		end_some_on(c, way, devices);
}

void worker_pool_distrust_driver(struct worker_pool *c)
{
	pthread_mutex_lock(&c->lock);
	c->harmed = true;
	pthread_mutex_unlock(&c->lock);
}
