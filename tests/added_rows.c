/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables with one row more: the linker takes them in the place of the library's. */
#include "config.h"

#include "added.h"
#include "scheduler/scheduler.h"

extern const struct searcher_ops searcher_random;
extern const struct searcher_ops searcher_grid;
extern const struct searcher_ops searcher_sobol;
extern const struct searcher_ops searcher_halton;

static const struct kind *const searcher_kinds[] = {
	&searcher_random.kind,
	&searcher_grid.kind,
	&searcher_sobol.kind,
	&searcher_halton.kind,
	&searcher_diary.kind,
};

const struct family searchers = {
	.noun = "searcher",
	.kinds = searcher_kinds,
	.n = sizeof(searcher_kinds) / sizeof(*searcher_kinds),
};

extern const struct scheduler_ops scheduler_random;
extern const struct scheduler_ops scheduler_halving;
extern const struct scheduler_ops scheduler_hyperband;
extern const struct scheduler_ops scheduler_asha;
extern const struct scheduler_ops scheduler_asha_stop;
extern const struct scheduler_ops scheduler_median;
extern const struct scheduler_ops scheduler_pasha;
extern const struct scheduler_ops scheduler_lunar;

static const struct kind *const scheduler_kinds[] = {
	&scheduler_random.kind,
	&scheduler_halving.kind,
	&scheduler_hyperband.kind,
	&scheduler_asha.kind,
	&scheduler_asha_stop.kind,
	&scheduler_median.kind,
	&scheduler_pasha.kind,
	&scheduler_lunar.kind,
};

const struct family schedulers = {
	.noun = "scheduler",
	.kinds = scheduler_kinds,
	.n = sizeof(scheduler_kinds) / sizeof(*scheduler_kinds),
};
