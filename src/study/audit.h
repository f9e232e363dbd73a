/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The audit of a study: what stopping cost it. Pure: from the fold, and the futures of the
 * trials that were stopped.
 *
 * A trial was stopped where its scheduler stopped it, or, in a study that has finished, where
 * it was paused and never climbed. It would have beaten the incumbent if its best value up to
 * the top is better than the incumbent's. Its place at the end is that of its value at the
 * top, which is what rungs compare, among all trials whose future is known.
 *
 * Trials are drawn in an order that is a permutation of all of them, from the study's seed:
 * see audit_order(). Those up to the first whose future is not known are a random sample, and
 * all that is told of a whole rung is told from those.
 */
#ifndef STUDY_AUDIT_H
#define STUDY_AUDIT_H

#include "study/agreement.h"
#include "study/futures.h"

/* Which of the stopped trials have their futures looked into first. */
enum audit_pick {
	AUDIT_RANDOM,
	AUDIT_BEST, /* the best of those stopped at each rung: no sample of all */
};

/* A rung of all rounds together. */
struct audit_rung {
	int bracket, rung, level;
	size_t results; /* trials that came here with a finite value */
	size_t stopped; /* of them, here */
	size_t known;	/* of these, in the sample */
	size_t wrong;	/* of these, would have beaten the incumbent */
	bool sampled;	/* known is a random sample of stopped, and not all: */
	size_t lo, hi;	/* how many of all stopped would have, with 95 % */
	double worst;	/* by how much the best of the wrong ones; NaN: none */
	uint64_t saved; /* epochs from here to the top, of all stopped */
	struct agreement tau, rho; /* of the order here and the order at the top */
	double noise; /* deviation of a value here from its curve; NaN: not known */
	size_t tossed; /* results whose place noise could turn */
};

/* A stopped trial whose future is known. */
struct audit_trial {
	uint32_t trial;
	size_t rung;	      /* in audit.rungs */
	uint32_t rank, of;    /* there; 0: not known any more */
	double final;	      /* at the top; NaN: lost before */
	uint32_t place, among; /* there; 0: lost before */
	double best;	      /* NaN: none */
	int best_epoch;
	double gain; /* by how much it would have beaten the incumbent; < 0: it would not */
};

/* Where the winner stood on its way. */
struct audit_step {
	int level;
	uint32_t rank, of;
};

struct audit {
	enum audit_pick pick;
	int top;	/* EPOCHS_OPEN: each at its own end */
	uint32_t winner; /* STUDY_NONE: there is none, and nothing to audit */
	double value;	/* the incumbent's */
	size_t stopped, known, wrong; /* as of a rung, of all */
	bool sampled;
	size_t lo, hi;
	size_t failed; /* futures that end without a finite value */
	double regret; /* by how much the best of the stopped ones is better; 0: none is */
	uint64_t saved;
	double saved_share; /* of all epochs that these trials would have trained */

	struct audit_rung *rungs; /* n_rungs, by bracket and level */
	size_t n_rungs;
	struct audit_trial *trials; /* n_trials, worst first */
	size_t n_trials;
	struct audit_step *steps; /* of the winner, n_steps */
	size_t n_steps;
	uint64_t *tossed; /* n_tossed, ascending; see audit_is_tossed() */
	size_t n_tossed;
};

/* f: what is known so far; of the study. */
void audit_make(struct audit *a, const struct study *s, const struct futures *f,
	enum audit_pick pick);
void audit_release(struct audit *a);
/* Whether the trial's place at s->rungs[rung] could be another by noise alone. */
bool audit_is_tossed(const struct audit *a, size_t rung, uint32_t trial);

/* Whether the trial counts as stopped, or waits in vain. */
bool audit_was_stopped(const struct study *s, const struct study_trial *t);
/*
 * The trials in the order in which their futures are looked into, s->n_trials of them; free()
 * it. Random: of all trials. Best: the stopped ones, the first of each rung before all
 * second ones; then the others. *reach: how many of the order it takes for n stopped ones,
 * or for the best n of each rung; n 0 asks for all of them.
 */
uint32_t *audit_order(
	const struct study *s, enum audit_pick pick, size_t n, size_t *reach);

#endif
