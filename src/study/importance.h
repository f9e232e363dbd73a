/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much each parameter decides which trials are good: PED-ANOVA (Watanabe, Bansal &
 * Hutter 2023, section 4), local to one level. The best tenth of the results there is
 * compared with all of them, one parameter at a time: where the best lie elsewhere than
 * all, the parameter is important. A searcher that has drawn most trials from a corner
 * hence does not make a parameter important by that. Interactions are not seen.
 */
#ifndef STUDY_IMPORTANCE_H
#define STUDY_IMPORTANCE_H

#include "study/study.h"

#define IMPORTANCE_LEAST 20 /* results that are needed */

struct importances {
	int level;     /* the epoch whose results were compared; EPOCHS_OPEN: the end */
	size_t there;  /* results there, lost ones included */
	size_t n;      /* those of them that were compared */
	size_t n_best; /* the best of these */
	uint32_t *best; /* n_best: their trials, best first; owned */
	double *share; /* share[space->n]: 0 … 1, their sum 1; 0 of what is constant; owned */
	size_t *with;  /* with[space->n]: results of the n to which it applies; owned */
	size_t *order; /* n_order: the parameters that vary, most important first; owned */
	size_t n_order;
	bool known; /* some parameter tells the best from all */
};

/*
 * From the results at a level, or `most` of them evenly spread. A parameter that does not
 * apply to all trials is judged by the results to which it does. False: there are too few,
 * or no parameter tells the best from all (`known`); `share` is all 0 and `order` is that of the
 * space then. level 0: there are none. importances_release() in any case.
 */
bool importances_find(
	struct importances *im, const struct study *s, int level, size_t most);
void importances_release(struct importances *im);
/* The results there are at a level: importances change when these do. */
size_t importances_there(const struct study *s, int level);
/*
 * The highest level that has enough results for a good answer, else the one that has most
 * of them; 0: no level has IMPORTANCE_LEAST.
 */
int importances_level(const struct study *s);
/* The same, of however few; 0: there is no result. */
int importances_fullest(const struct study *s);

#endif
