/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which devices can be given out, by how they are doing. */
#include "config.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "worker/process_family.h"
#include "worker/slots_parts.h"

#define GIB 1073741824.0
#define FREE_LEAST 0.9 /* of its memory, of a device that nobody uses */
#define LINGERS 5.0    /* seconds for which memory of ours may still be taken */
#define DOUBT 60.0     /* seconds for which one that has failed is the last choice */

void slot_note(struct slot_notes *notes, const char *fmt, ...)
{
	va_list args;

	if (notes->n == (int)(sizeof(notes->text) / sizeof(*notes->text)))
		return;
	va_start(args, fmt);
	vsnprintf(notes->text[notes->n++], sizeof(notes->text[0]), fmt, args);
	va_end(args);
}

static const struct device_user *find_foreign(const struct device_state *now)
{
	const struct device_user *most = NULL;

	for (size_t i = 0; i < now->n_users; i++)
		if (now->users[i].foreign && (!most || now->users[i].bytes > most->bytes))
			most = &now->users[i];
	return most;
}

/* Memory that no process here has, of a device where we have none. */
static bool is_filled(const struct slot_device *d, const struct device_state *now)
{
	if (d->users || d->held || !now->memory || clock_seconds() < d->left + LINGERS)
		return false;
	return (double)(now->memory - now->used) < FREE_LEAST * (double)now->memory;
}

static void name_trouble(
	const struct slots *s, struct slot_device *d, const struct device_state *now)
{
	const struct device_user *u = find_foreign(now);

	d->gone = now->health == DEVICE_GONE;
	d->taken = !d->gone && s->skips_busy && (u || is_filled(d, now));
	d->trouble[0] = '\0';
	if (d->gone)
		snprintf(d->trouble, sizeof(d->trouble), "it is not there any more");
	else if (d->taken && u && u->bytes)
		snprintf(d->trouble, sizeof(d->trouble),
			"process %ld (%s) has %.1f GiB of it", (long)u->pid, u->name,
			(double)u->bytes / GIB);
	else if (d->taken && u)
		snprintf(d->trouble, sizeof(d->trouble), "process %ld (%s) is on it",
			(long)u->pid, u->name);
	else if (d->taken)
		snprintf(d->trouble, sizeof(d->trouble),
			"%.1f of its %.1f GiB are taken already", (double)now->used / GIB,
			(double)now->memory / GIB);
}

static void judge(
	struct slots *s, int i, const struct device_state *now, struct slot_notes *notes)
{
	struct slot_device *d = &s->of[i];
	bool was_gone = d->gone, was_taken = d->taken;
	char name[160];

	name_trouble(s, d, now);
	device_text(slots_device(s, i), true, name, sizeof(name));
	if (d->gone && !was_gone)
		slot_note(notes, "%s: %s; its trials go elsewhere", name, d->trouble);
	else if (d->taken && !was_taken)
		slot_note(notes,
			"%s: %s; it is left alone (resources.busy: use takes it)", name,
			d->trouble);
	else if (!*d->trouble && (was_gone || was_taken))
		slot_note(notes, "%s is there again", name);
}

void slots_look(struct slots *s, struct slot_notes *notes)
{
	struct device_state *now = xcalloc((size_t)s->n, sizeof(*now));

	devices_look(s->devices, now);
	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < s->n; i++)
		judge(s, i, &now[i], notes);
	s->looked = clock_seconds();
	pthread_mutex_unlock(&s->lock);
	free(now);
}

static void name_trials(const struct slots *s, struct device_state *now)
{
	for (size_t i = 0; i < now->n_users; i++) {
		struct device_user *u = &now->users[i];

		u->trial = DEVICE_NO_TRIAL;
		for (const struct slot *x = s->owned;
			!u->foreign && u->trial == DEVICE_NO_TRIAL && x; x = x->next)
			if ((x->worker && process_is_of(u->pid, x->worker)) ||
				(x->program && process_is_of(u->pid, x->program)))
				u->trial = x->trial;
	}
}

size_t slots_report(struct slots *s, bool look, struct device_report *out)
{
	struct device_state *now;

	if (!out)
		return (size_t)s->n;
	now = xcalloc((size_t)s->n + 1, sizeof(*now));
	if (look)
		devices_look(s->devices, now);
	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < s->n; i++) {
		name_trials(s, &now[i]);
		out[i] = (struct device_report){.device = *slots_device(s, i),
			.state = now[i],
			.looked = look,
			.places = s->of[i].most,
			.taken = s->of[i].users};
		snprintf(out[i].trouble, sizeof(out[i].trouble), "%s", s->of[i].trouble);
	}
	pthread_mutex_unlock(&s->lock);
	free(now);
	return (size_t)s->n;
}

/*
 * After a failure.
 */

static void narrow(struct slots *s, int i, struct slot_notes *notes)
{
	struct slot_device *d = &s->of[i];
	int most = d->users > 2 ? d->users - 1 : 1;
	char name[160];

	if (most >= d->most)
		return;
	device_text(slots_device(s, i), true, name, sizeof(name));
	slot_note(notes,
		"%s holds %d trial%s at once now, not %d: one ran out of memory there",
		name, most, most > 1 ? "s" : "", d->most);
	d->most = most;
	d->calm = 0;
}

static enum slot_failure judge_failure(struct slots *s, struct slot *slot,
	const struct slot_end *end, struct slot_notes *notes)
{
	enum slot_failure rc = SLOT_FINE;

	for (int k = 0; k < slot->n; k++) {
		struct slot_device *d = &s->of[slot->devices[k]];
		char name[160];

		if (d->gone || (end->memory && d->taken))
			return SLOT_LOST;
		if (end->broken) {
			device_text(slots_device(s, slot->devices[k]), true, name,
				sizeof(name));
			slot_note(notes,
				"%s has failed or was reset; its trials go elsewhere",
				name);
			d->doubtful = clock_seconds() + DOUBT;
			rc = SLOT_LOST;
		}
	}
	if (rc || !end->memory)
		return rc;
	rc = slot->shared ? SLOT_CROWDED : SLOT_TOO_SMALL;
	for (int k = 0; k < slot->n; k++) {
		if (s->of[slot->devices[k]].held)
			rc = SLOT_CROWDED;
		if (slot->shared)
			narrow(s, slot->devices[k], notes);
	}
	return rc;
}

static void tell_all(const struct slot_notes *notes, const struct slot_end *end)
{
	for (int i = 0; i < notes->n; i++)
		end->tell(end->arg, notes->text[i]);
}

enum slot_failure slots_fail(
	struct slots *s, struct slot *slot, const struct slot_end *end)
{
	struct slot_notes notes = {.n = 0};
	enum slot_failure rc;

	slots_look(s, &notes);
	pthread_mutex_lock(&s->lock);
	rc = judge_failure(s, slot, end, &notes);
	pthread_mutex_unlock(&s->lock);
	tell_all(&notes, end);
	return rc;
}

/* What was too many may not be any more; each time it is tried after twice as long. */
static void widen(struct slots *s, int i, struct slot_notes *notes)
{
	struct slot_device *d = &s->of[i];
	char name[160];

	if (d->most >= s->share || ++d->calm < d->patience)
		return;
	d->most++;
	d->calm = 0;
	d->patience *= 2;
	device_text(slots_device(s, i), true, name, sizeof(name));
	slot_note(notes, "%s holds %d trials at once again: %d tasks had memory enough",
		name, d->most, d->patience / 2);
}

void slots_succeed(struct slots *s, struct slot *slot, const struct slot_end *end)
{
	struct slot_notes notes = {.n = 0};

	pthread_mutex_lock(&s->lock);
	for (int k = 0; k < slot->n; k++)
		widen(s, slot->devices[k], &notes);
	pthread_mutex_unlock(&s->lock);
	if (notes.n)
		slots_wake(s);
	tell_all(&notes, end);
}
