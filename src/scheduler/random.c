/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random search without early stopping: every trial trains to r_max. What all the
 * others are measured against. It is halving on a ladder with the one rung, at the top.
 */
#include "config.h"

#include "scheduler/asynchronous.h"

static struct scheduler *random_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct asynchronous *a;
	struct ladder l;

	if (ladder_from_knobs(&l, setup->knobs, err) < 0)
		return NULL;
	l = ladder_above(&l, l.n_rungs - 1);
	a = asynchronous_new(setup, &l, err);
	return a ? &a->base : NULL;
}

/* eta and min change nothing here; they are known so that schedulers can be compared
 * by changing the name alone, and give the curves their axis. */
static const struct knob knobs[] = {NO_LADDER_KNOBS, {0}};

const struct scheduler_ops scheduler_random = {
	.kind = {.name = "random",
		.help = "no early stopping: every trial trains to max",
		.knobs = knobs},
	.rule = &rule_random,
	.trains_all = true,
	.create = random_new,
	.free = asynchronous_free,
	ASYNCHRONOUS_OPS,
};
