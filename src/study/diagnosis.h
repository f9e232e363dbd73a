/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether early stopping and the searcher suit each other and the task, and what the
 * searcher itself warns of. Pure: from a study.
 *
 * The rising tide: a rule that compares a new trial with those before it lets about one in
 * eta climb while configurations are drawn alike. Where a searcher makes each better than
 * the ones before, nearly all climb: the rung stops nothing, fewer configurations are
 * tried, and what lies elsewhere is never found.
 *
 * The misleading rung: where the order at a rung says little of the order at the next one,
 * early stopping stops the wrong trials.
 */
#ifndef STUDY_DIAGNOSIS_H
#define STUDY_DIAGNOSIS_H

#include "study/study.h"

#define DIAGNOSIS_PAIRS 32 /* most of them */

/* Of the last new trials that have a result at their first rung. */
struct tide {
	size_t n; /* 0: of a rule under which there is no such thing, or none yet */
	size_t climbed;
	double expected; /* the part that climbs where all are drawn alike: 1/eta */
	bool high;	 /* so many climb that the rung stops too few */
};

/* Two neighbouring levels of a bracket. */
struct level_pair {
	int lower, upper; /* epochs; EPOCHS_OPEN: the end */
	/* The latest trials with a finite result at both, that no model chose. */
	size_t n;
	double rho;	 /* Spearman's rank correlation of the two; NaN: all are equal */
	bool misleading; /* the lower one says too little of the upper one */
};

struct diagnosis {
	struct tide tide;
	struct level_pair pairs[DIAGNOSIS_PAIRS]; /* n_pairs, the lowest first */
	size_t n_pairs;
	const char *searcher; /* what it warns of, or NULL; the study's */
};

/* Cheap enough for each frame: looks at the latest few hundred trials of a rung. */
void diagnose(struct diagnosis *d, const struct study *s);
/* NULL: too little is known of the two levels. */
const struct level_pair *diagnosis_pair(const struct diagnosis *d, int lower, int upper);
/*
 * Tells what is wrong and what helps, a line each; nothing: nothing is. brief: so short
 * that it fits a pane.
 */
void diagnosis_warnings(const struct diagnosis *d, bool brief,
	void (*tell)(void *arg, const char *line), void *arg);

/*
 * The model's predictions against what was seen (study/predictions.h): a normal one is
 * within one spread of it in 0.68 of all cases.
 */
struct calibration {
	size_t n_spread, within; /* predictions with a spread; those seen within it */
	int level;		 /* the one with most predictions, over which: */
	size_t n;
	double rho; /* the rank correlation of predicted and seen; NaN: too few */
};

/* Of all trials. */
void calibrate(struct calibration *c, const struct study *s);

#endif
