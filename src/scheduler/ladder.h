/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ladder: at which epochs a trial is judged, and how many seats a synchronous round
 * has there. Integers only: log(243)/log(3) is not 5 in floating point.
 */
#ifndef SCHEDULER_LADDER_H
#define SCHEDULER_LADDER_H

#include <stdint.h>

#include "base/order_tree.h"
#include "scheduler/scheduler.h"

#define LADDER_RUNGS_MAX (KNOB_LIST_MAX + 1) /* 2^31 epochs need 32 rungs at eta 2 */

struct ladder {
	int eta;
	int levels[LADDER_RUNGS_MAX]; /* they rise; the last may be EPOCHS_OPEN */
	int n_rungs;		      /* K + 1 */
};

/* The knob rows that all kinds share, with their help. */
#define LADDER_KNOBS_AS(eta_help, min_help, max_help)                                    \
	{.name = "eta",                                                                  \
		.type = KNOB_INT,                                                        \
		.min = 2,                                                                \
		.max = 1000,                                                             \
		.def = "3",                                                              \
		.help = eta_help},                                                       \
		{.name = "min",                                                          \
			.type = KNOB_INT,                                                \
			.min = 1,                                                        \
			.max = 1e9,                                                      \
			.def = "1",                                                      \
			.help = min_help},                                               \
	{                                                                                \
		.name = "max", .type = KNOB_INT, .min = 1, .max = 1e9, .word = "none",   \
		.def = "81", .help = max_help                                            \
	}

#define LADDER_KNOBS                                                                     \
	LADDER_KNOBS_AS("reduction factor: one in eta climbs",                           \
		"epochs at the first rung, r_min",                                       \
		"epochs at the last rung, r_max; none: a program's own end")

/* Of a kind without a ladder: what it does not use outlives a switch to it. */
#define NO_LADDER_KNOBS                                                                  \
	LADDER_KNOBS_AS("not used by this one; kept for a switch to one that does",      \
		"not used by this one; kept for a switch to one that does",              \
		"epochs that a trial trains at most, r_max; none: a program's own end")

/* Those of kinds with more than one rung. */
#define LEVELS_KNOBS                                                                     \
	{.name = "levels",                                                               \
		.type = KNOB_LIST,                                                       \
		.min = 1,                                                                \
		.max = 1e9,                                                              \
		.help = "epochs at each rung, in place of min, max and the powers of "   \
			"eta"},                                                          \
	{                                                                                \
		.name = "anchor", .type = KNOB_CHOICE, .choices = "min max",             \
		.def = "min", .terse = true,                                             \
		.help = "levels are min times powers of eta, or max over them"           \
	}

#define RESUME_KNOB                                                                      \
	{                                                                                \
		.name = "resume", .type = KNOB_CHOICE, .choices = "warm scratch",        \
		.def = "warm",                                                           \
		.help = "climb from the checkpoint, or retrain from epoch 0"             \
	}

#define IDLE_KNOB                                                                        \
	{                                                                                \
		.name = "idle", .type = KNOB_CHOICE, .choices = "next_round wait",       \
		.def = "next_round",                                                     \
		.help = "what a worker does at a barrier: begin the next round, or wait" \
	}

/*
 * r_min·η^k while < r_max, then r_max, which may be EPOCHS_OPEN: then there is no level
 * of them that is missing. r_min ≤ r_max and η ≥ 2 are the caller's to see to.
 */
void ladder_init(struct ladder *l, int eta, int r_min, int r_max);
/*
 * Down from r_max (Li et al. 2017, algorithm 1): ⌊r_max/η^k⌋ for k = s … 0, s the largest that
 * r_min·η^s ≤ r_max holds for. r_max is an epoch.
 */
void ladder_init_from_top(struct ladder *l, int eta, int r_min, int r_max);
/* From the knobs. -1 with err when they contradict each other. */
int ladder_from_knobs(struct ladder *l, const struct knobs *k, struct error *err);
/*
 * The same for kinds that seat rounds by counting rungs from the top: without a max, the
 * rungs must be given.
 */
int ladder_with_top(struct ladder *l, const struct knobs *k, struct error *err);
/* The levels from rung b up, as bracket b of hyperband has them. */
struct ladder ladder_above(const struct ladder *l, int b);

/* A round of successive halving with such knobs begins with so many trials; 0: too many. */
int64_t ladder_round_trials(const struct knobs *knobs);

/* η^k, or -1 when it is more than 2^31 − 1. */
int64_t ladder_power(int eta, int k);
/* n_k = max(1, ⌊n_0/η^k⌋) (Karnin et al. 2013, algorithm 1). */
uint32_t ladder_seats(uint32_t n_0, int eta, int k);
/*
 * n_0 of hyperband's bracket b of 0 … K: ⌈(K+1)/(K−b+1) · η^(K−b)⌉ (Li et al. 2017,
 * algorithm 1).
 */
int64_t ladder_hyperband_n(int eta, int K, int b);

#endif
