/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Synchronous halving, which successive_halving and hyperband share: rounds on ladders,
 * one after the other, each with a barrier at every rung.
 */
#ifndef SCHEDULER_SYNCHRONOUS_H
#define SCHEDULER_SYNCHRONOUS_H

#include "scheduler/ladder.h"
#include "scheduler/rule.h"

struct pass;
struct sync_trial;

struct synchronous {
	struct scheduler base;
	struct ladder *ladders;		     /* of each bracket */
	uint32_t (*seats)[LADDER_RUNGS_MAX]; /* n_k of each bracket's full round */
	int n_brackets;
	bool maximize, closed;
	int64_t rounds; /* 0: no limit */

	int64_t begun;	    /* passes begun: the next one is bracket begun % n_brackets */
	struct pass **open; /* running, oldest first */
	size_t n_open, cap_open;
	struct sync_trial *trials;
	size_t n_trials, cap_trials;
};

/* Fills s but for ladders, seats and n_brackets. */
void synchronous_init(struct synchronous *s, const struct scheduler_setup *setup);

/* The ops, but for create. */
void synchronous_free(struct scheduler *s);
void synchronous_next(struct scheduler *s, struct job *job, struct decisions *out);
void synchronous_seat(struct scheduler *s, const struct job *job, uint32_t trial);
void synchronous_report(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out);
void synchronous_lost(struct scheduler *s, uint32_t trial, struct decisions *out);
void synchronous_ended(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out);
void synchronous_close(struct scheduler *s, struct decisions *out);
void synchronous_adopt(struct scheduler *s, const struct adopted *trials, size_t n,
	struct decisions *out);
struct seat synchronous_seat_of(const struct scheduler *s, uint32_t trial);
bool synchronous_promote(struct scheduler *s, uint32_t trial, struct decisions *out);
bool synchronous_expects(const struct scheduler *s, struct strbuf *out);
int synchronous_n_brackets(const struct scheduler *s);
struct bracket_shape synchronous_bracket(const struct scheduler *s, int b);

#define SYNCHRONOUS_OPS                                                                  \
	.rule = &rule_synchronous, .ladder = &ladder_seated, .synchronous = true,        \
	.free = synchronous_free, .next = synchronous_next, .seat = synchronous_seat,    \
	.report = synchronous_report, .lost = synchronous_lost,                          \
	.ended = synchronous_ended, .close = synchronous_close,                          \
	.adopt = synchronous_adopt, .seat_of = synchronous_seat_of,                      \
	.promote = synchronous_promote, .expects = synchronous_expects,                  \
	.n_brackets = synchronous_n_brackets, .bracket = synchronous_bracket

#endif
