/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scheduler/scheduler.h"

#include "base/xalloc.h"

#include <stdlib.h>

static const struct kind *const kinds[] = {
	&scheduler_random.kind,
	&scheduler_halving.kind,
	&scheduler_hyperband.kind,
	&scheduler_asha.kind,
};

const struct family schedulers = {
	.noun = "scheduler",
	.kinds = kinds,
	.n = sizeof(kinds) / sizeof(*kinds),
};

/* A kind is the first member of its ops struct. */
const struct scheduler_ops *scheduler_ops_of(const struct kind *kind)
{
	return (const struct scheduler_ops *)(const void *)kind;
}

static int knob_or_0(const struct knobs *k, const char *name)
{
	return knob_find(k->rows, name) ? (int)knobs_int(k, name) : 0;
}

int scheduler_knob_eta(const struct knobs *k)
{
	return knob_or_0(k, "eta");
}

int scheduler_knob_min(const struct knobs *k)
{
	return knob_or_0(k, "min");
}

int scheduler_knob_max(const struct knobs *k)
{
	return knob_or_0(k, "max");
}

struct scheduler *scheduler_new(
	const struct kind *kind, const struct scheduler_setup *setup, struct error *err)
{
	return scheduler_ops_of(kind)->new (setup, err);
}

void scheduler_free(struct scheduler *s)
{
	if (s)
		s->ops->free(s);
}

void decisions_release(struct decisions *d)
{
	free(d->items);
	*d = (struct decisions){0};
}

struct decision *decisions_add(struct decisions *d)
{
	ARRAY_ROOM(d->items, d->n, d->cap);
	return &d->items[d->n++];
}

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = {
		[VERDICT_PROMOTE] = "promote",
		[VERDICT_PAUSE] = "pause",
		[VERDICT_STOP] = "stop",
		[VERDICT_COMPLETE] = "complete",
	};

	return names[v];
}
