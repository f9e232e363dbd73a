/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of schedulers. A new one is declared here and has its row. */
#include "config.h"

#include "scheduler/scheduler.h"

extern const struct scheduler_ops scheduler_random;
extern const struct scheduler_ops scheduler_halving;
extern const struct scheduler_ops scheduler_hyperband;
extern const struct scheduler_ops scheduler_asha;
extern const struct scheduler_ops scheduler_asha_stop;
extern const struct scheduler_ops scheduler_median;
extern const struct scheduler_ops scheduler_pasha;

static const struct kind *const kinds[] = {
	&scheduler_random.kind,
	&scheduler_halving.kind,
	&scheduler_hyperband.kind,
	&scheduler_asha.kind,
	&scheduler_asha_stop.kind,
	&scheduler_median.kind,
	&scheduler_pasha.kind,
};

const struct family schedulers = {
	.noun = "scheduler",
	.kinds = kinds,
	.n = sizeof(kinds) / sizeof(*kinds),
};
