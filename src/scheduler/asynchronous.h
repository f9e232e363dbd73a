/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asynchronous halving, which asha, asha_stop and pasha share: rungs without a barrier,
 * on the ladders of hyperband's first brackets (usually of the first alone).
 */
#ifndef SCHEDULER_ASYNCHRONOUS_H
#define SCHEDULER_ASYNCHRONOUS_H

#include <gsl/gsl_rng.h>

#include "scheduler/ladder.h"
#include "scheduler/rule.h"
#include "scheduler/standing.h"

struct async_trial;

struct asynchronous {
	struct scheduler base;
	struct ladder ladder; /* of bracket 0; bracket b begins at its rung b */
	int n_brackets;
	int64_t sum_n;	       /* of the brackets' n_0 */
	struct ranking *rungs; /* [n_brackets][ladder.n_rungs] */
	int cap;	       /* no trial climbs from this rung of bracket 0 or above */
	bool stops;	       /* trials are judged at each level, and none waits */
	bool one_more;	       /* keep: wandb */
	bool maximize, closed;
	uint64_t seed;
	gsl_rng *rng; /* for brackets */

	struct async_trial *trials;
	size_t n_trials, cap_trials;
	struct standings standings;
	/* pasha's, or NULL: a trial has come to its highest rung; may the cap grow by one? */
	void (*keep)(struct asynchronous *a, uint32_t trial, struct curve curve);
	bool (*grow)(struct asynchronous *a);
};

/*
 * Fills a from the knobs; ladder NULL: from them too. -1 with err; asynchronous_free()
 * in any case.
 */
int asynchronous_init(struct asynchronous *a, const struct scheduler_setup *setup,
	const struct ladder *ladder, struct error *err);
/* One that needs no more than this, from the heap. NULL with err. */
struct asynchronous *asynchronous_new(const struct scheduler_setup *setup,
	const struct ladder *ladder, struct error *err);
/* The highest rung at which the trial has a result, or -1. */
int asynchronous_reached(const struct asynchronous *a, uint32_t trial);
/* Bracket b's ranking at its rung k. */
struct ranking *asynchronous_rung(const struct asynchronous *a, int b, int k);

/* The ops, but for create. */
void asynchronous_free(struct scheduler *s);
void asynchronous_next(struct scheduler *s, struct job *job, struct decisions *out);
void asynchronous_seat(struct scheduler *s, const struct job *job, uint32_t trial);
void asynchronous_report(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out);
void asynchronous_lost(struct scheduler *s, uint32_t trial, struct decisions *out);
void asynchronous_ended(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out);
void asynchronous_close(struct scheduler *s, struct decisions *out);
void asynchronous_adopt(struct scheduler *s, const struct adopted *trials, size_t n,
	struct decisions *out);
struct seat asynchronous_seat_of(const struct scheduler *s, uint32_t trial);
bool asynchronous_promote(struct scheduler *s, uint32_t trial, struct decisions *out);
bool asynchronous_expects(const struct scheduler *s, struct strbuf *out);
int asynchronous_n_brackets(const struct scheduler *s);
struct bracket_shape asynchronous_bracket(const struct scheduler *s, int b);

/* But for free: pasha has one of its own. */
#define ASYNCHRONOUS_OPS                                                                 \
	.ladder = &ladder_passed, .next = asynchronous_next, .seat = asynchronous_seat,  \
	.report = asynchronous_report, .lost = asynchronous_lost,                        \
	.ended = asynchronous_ended, .close = asynchronous_close,                        \
	.adopt = asynchronous_adopt, .seat_of = asynchronous_seat_of,                    \
	.promote = asynchronous_promote, .expects = asynchronous_expects,                \
	.n_brackets = asynchronous_n_brackets, .bracket = asynchronous_bracket

/* Ties count as there, too: a trial that is as good as the last one stays. */
#define KEEP_KNOB                                                                        \
	{                                                                                \
		.name = "keep", .type = KNOB_CHOICE, .choices = "papers wandb",          \
		.def = "papers", .terse = true,                                          \
		.help = "of n, the best n/eta stay; W&B keeps n/eta + 1, and ties"       \
	}

#define BRACKETS_KNOB                                                                    \
	{                                                                                \
		.name = "brackets", .type = KNOB_INT, .min = 1, .max = 40, .def = "1",   \
		.help = "ladders: those of hyperband's first brackets"                   \
	}

#endif
