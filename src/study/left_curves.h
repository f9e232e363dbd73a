/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Curves for what is left of a study, made of those that it has: a new trial goes the way of
 * one that was there, drawn with replacement (the bootstrap: Efron & Tibshirani 1993), as
 * long as that went, and takes as long. Beyond its end a curve goes on as a longer one did.
 * One set of draws is one way that the study may go on. Any thread, on a state of its own.
 */
#ifndef STUDY_LEFT_CURVES_H
#define STUDY_LEFT_CURVES_H

#include "study/left_state.h"

struct left_curves {
	const struct left_state *state;
	uint64_t seed;	/* of the draws */
	uint32_t *drawn; /* the sources of this set; n_sources of the state */
	double spread;	/* of the logarithm of what an epoch takes, beyond the sources */
	double slower;	/* factor on what new trials take: how little is known of it */
	struct left_curve *trials; /* by id; n, cap */
	size_t n, cap;
};

void left_curves_init(struct left_curves *c, const struct left_state *s, uint64_t seed);
void left_curves_release(struct left_curves *c);
/* As struct virtual_curves has it. */
int left_curves_epoch(
	void *arg, uint32_t trial, int epoch, double *value, double *seconds);

#endif
