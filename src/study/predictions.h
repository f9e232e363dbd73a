/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a searcher's model predicted of trials, against what was seen of them. Pure: from a
 * study.
 */
#ifndef STUDY_PREDICTIONS_H
#define STUDY_PREDICTIONS_H

#include "study/study.h"

struct prediction {
	uint32_t trial;
	const char *searcher; /* whose model, borrowed; NULL: not said */
	int level;
	double predicted, spread; /* spread NaN: none was given */
	double seen;
};

/*
 * The trial's value at the level of its prediction; NaN: none was made, or it has not come
 * there, or its value is not finite.
 */
double prediction_seen(const struct study *s, const struct study_trial *t);
/* Those of all trials where both are known, by trial; *n of them; free() it. */
struct prediction *predictions_find(const struct study *s, size_t *n);

#endif
