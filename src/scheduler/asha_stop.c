/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ASHA's stopping variant (Li et al. 2018, and Tune's and W&B's "hyperband"): a trial
 * trains on, and at each level it goes on if it is among the best max(1, ⌊n/η⌋) of the n
 * results that have come there so far, its own included; else it stops for good. Nobody
 * waits, nothing has to be kept of a paused trial, and the first to come always goes on.
 */
#include "config.h"

#include "scheduler/asynchronous.h"

static struct scheduler *asha_stop_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct asynchronous *a = asynchronous_new(setup, NULL, err);

	if (!a)
		return NULL;
	a->stops = true;
	return &a->base;
}

static const struct knob knobs[] = {LADDER_KNOBS, LEVELS_KNOBS, KEEP_KNOB, BRACKETS_KNOB, {0}};

const struct scheduler_ops scheduler_asha_stop = {
	.kind = {.name = "asha_stop",
		.help = "asynchronous halving that stops a trial outside the best of its "
			"rung",
		.knobs = knobs},
	.rule = &rule_asha_stop,
	.create = asha_stop_new,
	.free = asynchronous_free,
	ASYNCHRONOUS_OPS,
};
