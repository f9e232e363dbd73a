/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Synchronous halving, which successive_halving and hyperband share: rounds on ladders,
 * one after the other, each with a barrier at every rung.
 */
#ifndef SCHEDULER_SYNCHRONOUS_H
#define SCHEDULER_SYNCHRONOUS_H

#include "scheduler/ladder.h"

struct heat;

struct synchronous {
	struct scheduler base;
	struct ladder *ladders;		     /* of each bracket */
	uint32_t (*seats)[LADDER_RUNGS_MAX]; /* n_k of each bracket's full round */
	int n_brackets;
	bool maximize, scratch, idle_wait, closed;
	int64_t rounds; /* 0: no limit */

	int64_t begun;	    /* heats begun: the next one is bracket begun % n_brackets */
	struct heat **open; /* running, oldest first */
	size_t n_open, cap_open;
	struct heat **heat_of; /* by trial; NULL once it has been judged for good */
	size_t n_trials, cap_trials;
};

/* Fills s but for ladders, seats and n_brackets. */
void synchronous_init(struct synchronous *s, const struct scheduler_ops *ops,
	const struct scheduler_setup *setup);

/* The ops, but for new. */
void synchronous_free(struct scheduler *s);
void synchronous_next(struct scheduler *s, struct job *job, struct decisions *out);
void synchronous_seat(struct scheduler *s, const struct job *job, uint32_t trial);
void synchronous_report(struct scheduler *s, uint32_t trial, int epoch, double value,
	struct decisions *out);
void synchronous_lost(struct scheduler *s, uint32_t trial, struct decisions *out);
void synchronous_close(struct scheduler *s, struct decisions *out);
int synchronous_n_brackets(const struct scheduler *s);
struct bracket_shape synchronous_bracket(const struct scheduler *s, int b);

#endif
