/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `lock` guards everything but the looks at devices, which take their time. Who waits sleeps
 * in poll() on an eventfd of its own, which every change makes readable, and on what cancels
 * it. Who waits for a device of its own, to go on there or to be alone, goes before all who
 * have come after it: they leave that device to it.
 *
 * A device is given out only after a look at it that is no older than a moment: it may be
 * gone, or another user's by now.
 */
#include "config.h"

#include "worker/slots.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/strbuf.h"
#include "worker/slots_parts.h"

#define MOMENT 1.0     /* seconds that a look is good for */
#define LOOK_AGAIN 5.0 /* seconds between looks at what nobody can have */

struct slot_wait {
	const struct slot_wish *wish;
	struct slot want; /* its devices; none: any */
	int wake;
	char told[192]; /* the reason that was told last */
	struct slot_wait *next;
};

void slot_copy(struct slot *to, const struct slot *from)
{
	*to = (struct slot){.n = from->n,
		.trial = from->trial,
		.worker = from->worker,
		.program = from->program};
	memcpy(to->devices, from->devices, sizeof(to->devices));
}

/*
 * Choosing.
 */

static bool has_device(const struct slot *slot, int device)
{
	for (int k = 0; k < slot->n; k++)
		if (slot->devices[k] == device)
			return true;
	return false;
}

static bool wants(const struct slot_wait *w, int device)
{
	return has_device(&w->want, device);
}

static bool is_for_one(const struct slots *s, int device)
{
	for (const struct slot *slot = s->owned; slot; slot = slot->next)
		if (slot->given && slot->alone && has_device(slot, device))
			return true;
	return false;
}

static bool may_have(const struct slots *s, const struct slot_wait *w, int device)
{
	const struct slot_device *d = &s->of[device];

	/* What waits there has its memory, whoever else has come. */
	if (d->gone || (d->taken && !w->wish->own) || d->users >= d->most ||
		is_for_one(s, device) || (w->wish->alone && d->users))
		return false;
	for (const struct slot_wait *x = s->waiting; x != w; x = x->next)
		if (wants(x, device))
			return false;
	return true;
}

/* With fewer users, then with fewer programs that wait there to go on, then the first. */
static bool is_better(const struct slot_device *a, const struct slot_device *b)
{
	double now = clock_seconds();
	bool doubt_a = a->doubtful > now, doubt_b = b->doubtful > now;

	if (doubt_a != doubt_b)
		return doubt_b;
	return a->users != b->users ? a->users < b->users : a->held < b->held;
}

/* Adds the best device that fits; false: none does. */
static bool add_best(const struct slots *s, struct slot *out,
	bool (*fits)(const struct slots *s, const struct slot_wait *w, int device),
	const struct slot_wait *w)
{
	int best = -1;

	for (int i = 0; i < s->n; i++)
		if (!has_device(out, i) && fits(s, w, i) &&
			(best < 0 || is_better(&s->of[i], &s->of[best])))
			best = i;
	if (best >= 0)
		out->devices[out->n++] = best;
	return best >= 0;
}

static bool choose(const struct slots *s, const struct slot_wait *w, struct slot *out)
{
	*out = (struct slot){.n = 0};
	if (w->want.n) {
		slot_copy(out, &w->want);
		for (int k = 0; k < out->n; k++)
			if (!may_have(s, w, out->devices[k]))
				return false;
		return true;
	}
	while (out->n < s->whole)
		if (!add_best(s, out, may_have, w))
			return false;
	return true;
}

static bool is_sound(const struct slots *s, const struct slot_wait *w, int device)
{
	(void)w;
	return !*s->of[device].trouble;
}

static bool is_unclaimed(const struct slots *s, const struct slot_wait *w, int device)
{
	for (const struct slot_wait *x = s->waiting; x; x = x->next)
		if (x != w && wants(x, device))
			return false;
	return is_sound(s, w, device);
}

/*
 * Who is to be alone waits for certain devices to become empty; w->want is empty when there
 * are not enough of them.
 */
static void reserve(const struct slots *s, struct slot_wait *w)
{
	w->want.n = 0;
	while (w->want.n < s->whole)
		if (!add_best(s, &w->want, is_unclaimed, w) &&
			!add_best(s, &w->want, is_sound, w)) {
			w->want.n = 0;
			return;
		}
}

/* One of those that it waits for has had trouble since. */
static bool waits_in_vain(const struct slots *s, const struct slot_wait *w)
{
	for (int k = 0; k < w->want.n; k++)
		if (!is_sound(s, w, w->want.devices[k]))
			return true;
	return false;
}

/*
 * Giving.
 */

static void wake_all(struct slots *s)
{
	for (struct slot_wait *w = s->waiting; w; w = w->next)
		eventfd_write(w->wake, 1);
}

void slots_wake(struct slots *s)
{
	pthread_mutex_lock(&s->lock);
	wake_all(s);
	pthread_mutex_unlock(&s->lock);
}

static void mark_shared(struct slots *s, struct slot *slot)
{
	for (struct slot *x = s->owned; x; x = x->next)
		for (int k = 0; x->given && k < x->n; k++)
			if (has_device(slot, x->devices[k]))
				x->shared = slot->shared = true;
}

static void count_held(struct slots *s, struct slot *slot, int by)
{
	for (int k = 0; k < slot->n; k++)
		s->of[slot->devices[k]].held += by;
	slot->held = by > 0;
}

static void give(
	struct slots *s, const struct slot *chosen, bool alone, struct slot *slot)
{
	slot_copy(slot, chosen);
	slot->given = true;
	slot->alone = alone;
	mark_shared(s, slot);
	for (int k = 0; k < slot->n; k++)
		s->of[slot->devices[k]].users++;
	slot->next = s->owned;
	s->owned = slot;
}

static void take_away(struct slots *s, struct slot *slot)
{
	slot->given = false;
	for (int k = 0; k < slot->n; k++) {
		s->of[slot->devices[k]].users--;
		s->of[slot->devices[k]].left = clock_seconds();
	}
}

static void disown(struct slots *s, struct slot *slot)
{
	struct slot **at = &s->owned;

	while (*at && *at != slot)
		at = &(*at)->next;
	if (*at)
		*at = slot->next;
}

void slots_give_back(struct slots *s, struct slot *slot)
{
	pthread_mutex_lock(&s->lock);
	disown(s, slot);
	if (slot->given)
		take_away(s, slot);
	if (slot->held)
		count_held(s, slot, -1);
	wake_all(s);
	pthread_mutex_unlock(&s->lock);
}

void slots_hold(struct slots *s, struct slot *slot)
{
	pthread_mutex_lock(&s->lock);
	if (slot->given)
		take_away(s, slot);
	if (!slot->held)
		count_held(s, slot, 1);
	wake_all(s);
	pthread_mutex_unlock(&s->lock);
}

bool slots_want_back(struct slots *s, const struct slot *slot)
{
	bool back = false;

	pthread_mutex_lock(&s->lock);
	for (int k = 0; k < slot->n; k++) {
		const struct slot_device *d = &s->of[slot->devices[k]];

		back |= *d->trouble || d->users > d->most;
		for (const struct slot_wait *w = s->waiting; w; w = w->next)
			back |= wants(w, slot->devices[k]);
	}
	pthread_mutex_unlock(&s->lock);
	return back;
}

void slot_own(struct slots *s, struct slot *slot, uint32_t trial, pid_t worker)
{
	pthread_mutex_lock(&s->lock);
	slot->trial = trial;
	slot->worker = worker;
	slot->program = 0;
	pthread_mutex_unlock(&s->lock);
}

void slot_own_program(struct slots *s, struct slot *slot, pid_t program)
{
	pthread_mutex_lock(&s->lock);
	slot->program = program;
	pthread_mutex_unlock(&s->lock);
}

/*
 * Waiting.
 */

/* What it waits for: a place, or that something can be had at all. */
static void name_wait(const struct slots *s, const struct slot_wait *w, char out[192])
{
	int troubled = 0, first = -1;
	char name[32];

	for (int i = 0; i < s->n; i++) {
		if (!*s->of[i].trouble || (w->want.n && !wants(w, i)))
			continue;
		troubled++;
		first = first < 0 ? i : first;
	}
	if (first >= 0 && (w->want.n || s->n - troubled < s->whole))
		snprintf(out, 192, "%s: %s",
			device_text(slots_device(s, first), false, name, sizeof(name)),
			s->of[first].trouble);
	else if (w->want.n)
		device_text(slots_device(s, w->want.devices[0]), false, out, 192);
	else
		snprintf(out, 192, "a GPU");
}

static void tell_wait(struct slots *s, struct slot_wait *w)
{
	char why[192];

	name_wait(s, w, why);
	if (!strcmp(why, w->told))
		return;
	snprintf(w->told, sizeof(w->told), "%s", why);
	pthread_mutex_unlock(&s->lock);
	w->wish->waits(w->wish->arg, why);
	pthread_mutex_lock(&s->lock);
}

/* Without the lock, until something has changed. True: it is cancelled. */
static bool sleep_on(struct slots *s, struct slot_wait *w)
{
	struct pollfd fds[] = {{.fd = w->wake, .events = POLLIN},
		{.fd = w->wish->cancel_fd, .events = POLLIN}};
	bool troubled = false;
	eventfd_t ignored;

	for (int i = 0; i < s->n; i++)
		troubled |= *s->of[i].trouble != '\0';
	pthread_mutex_unlock(&s->lock);
	poll(fds, 2, troubled || w->wake < 0 ? (int)(LOOK_AGAIN * 1e3) : -1);
	pthread_mutex_lock(&s->lock);
	eventfd_read(w->wake, &ignored);
	return fds[1].revents != 0;
}

/* True: it was, and things may be different now. */
static bool look_again(struct slots *s, struct slot_wait *w, double age)
{
	struct slot_notes notes = {.n = 0};

	if (clock_seconds() < s->looked + age)
		return false;
	s->looked = clock_seconds(); /* one is enough */
	pthread_mutex_unlock(&s->lock);
	slots_look(s, &notes);
	for (int i = 0; i < notes.n; i++)
		w->wish->tell(w->wish->arg, notes.text[i]);
	pthread_mutex_lock(&s->lock);
	if (notes.n)
		wake_all(s);
	return true;
}

static bool has_other(struct slots *s, const struct slot_wait *w)
{
	bool other;

	if (!w->wish->instead)
		return false;
	pthread_mutex_unlock(&s->lock);
	other = w->wish->instead(w->wish->arg);
	pthread_mutex_lock(&s->lock);
	return other;
}

/* Too few devices are there, also when nobody uses one; or its own is not. */
static bool is_hopeless(
	const struct slots *s, const struct slot_wait *w, struct error *err)
{
	int left = 0, gone = -1;
	char name[32];

	for (int i = 0; i < s->n; i++) {
		left += !s->of[i].gone;
		if (s->of[i].gone && (gone < 0 || (w->wish->own && wants(w, i))))
			gone = i;
	}
	if (gone < 0 || (left >= s->whole && !(w->wish->own && wants(w, gone))))
		return false;
	error_set(err, "%s GPU is left: %s is not there any more",
		left ? "not every" : "no",
		device_text(slots_device(s, gone), false, name, sizeof(name)));
	return true;
}

/* With the lock held, but for what takes time. */
static enum slot_news wait(
	struct slots *s, struct slot_wait *w, struct slot *slot, struct error *err)
{
	bool alone = w->wish->alone;
	struct slot chosen;

	for (;;) {
		if (has_other(s, w))
			return SLOT_INSTEAD;
		if (alone && !w->wish->own && (!w->want.n || waits_in_vain(s, w)))
			reserve(s, w);
		if ((!alone || w->want.n) && choose(s, w, &chosen)) {
			if (look_again(s, w, MOMENT))
				continue;
			give(s, &chosen, alone, slot);
			return SLOT_TAKEN;
		}
		if (look_again(s, w, LOOK_AGAIN))
			continue;
		if (is_hopeless(s, w, err))
			return SLOT_NEVER;
		tell_wait(s, w);
		if (sleep_on(s, w))
			return SLOT_CANCELLED;
	}
}

enum slot_news slots_take(struct slots *s, const struct slot_wish *wish,
	struct slot *slot, struct error *err)
{
	struct slot_wait w = {.wish = wish,
				 .wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)},
			 **at;
	enum slot_news news;

	pthread_mutex_lock(&s->lock);
	if (wish->own)
		slot_copy(&w.want, slot);
	for (at = &s->waiting; *at; at = &(*at)->next)
		;
	*at = &w;
	news = wait(s, &w, slot, err);
	for (at = &s->waiting; *at != &w; at = &(*at)->next)
		;
	*at = w.next;
	wake_all(s); /* it may have been in their way */
	pthread_mutex_unlock(&s->lock);
	if (w.wake >= 0)
		close(w.wake);
	return news;
}

/*
 * Telling.
 */

int slots_count(const struct slots *s)
{
	return s->count;
}

const struct device *slots_device(const struct slots *s, int device)
{
	return devices_at(s->devices, (size_t)device);
}

void slot_text(const struct slots *s, const struct slot *slot, struct strbuf *out)
{
	for (int k = 0; k < slot->n; k++) {
		char name[160];

		device_text(slots_device(s, slot->devices[k]), slot->n == 1, name,
			sizeof(name));
		strbuf_addf(out, "%s%s", k ? ", " : "", name);
	}
}

void slot_numbers(const struct slots *s, const struct slot *slot, struct strbuf *out)
{
	for (int k = 0; k < slot->n; k++)
		strbuf_addf(out, "%s%s", k ? "," : "",
			slots_device(s, slot->devices[k])->number);
}

void slot_environment(const struct slots *s, const struct slot *slot, json_t *environment)
{
	const struct device *list[SLOT_DEVICES_MAX];

	for (int k = 0; k < slot->n; k++)
		list[k] = slots_device(s, slot->devices[k]);
	devices_environment(list, (size_t)slot->n, s->hip, environment);
}
