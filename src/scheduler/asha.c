/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ASHA, asynchronous successive halving, the promotion variant (Li, Jamieson,
 * Rostamizadeh, Gonina, Hardt, Recht & Talwalkar 2018, algorithm 2).
 *
 * There is no barrier. Whenever a worker is free, the rungs are asked from the highest
 * below the top downwards: of the n results there the best ⌊n/η⌋ may climb; the best of
 * those that has not climbed yet does. When no rung has one, a new trial starts. So a
 * trial may climb on few results and be wrong about it, and one that was passed over may
 * still climb when more results have come in: it waits, paused.
 */
#include "config.h"

#include "scheduler/asynchronous.h"

static struct scheduler *asha_new(const struct scheduler_setup *setup, struct error *err)
{
	struct asynchronous *a = asynchronous_new(setup, NULL, err);

	return a ? &a->base : NULL;
}

static const struct knob knobs[] = {LADDER_KNOBS, LEVELS_KNOBS, KEEP_KNOB, BRACKETS_KNOB, RESUME_KNOB, {0}};

const struct scheduler_ops scheduler_asha = {
	.kind = {.name = "asha",
		.help = "asynchronous halving: the best of a rung climb as soon as they "
			"are",
		.knobs = knobs},
	.rule = &rule_asha,
	.create = asha_new,
	.free = asynchronous_free,
	ASYNCHRONOUS_OPS,
};
