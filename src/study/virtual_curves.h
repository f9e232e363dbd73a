/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Made-up learning curves, for plans of studies whose curves nobody knows: the power laws
 * of the objective simulated (objective/simulated.c) with its default knobs, of
 * configurations that lie anywhere between its best and its worst.
 */
#ifndef STUDY_VIRTUAL_CURVES_H
#define STUDY_VIRTUAL_CURVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct made_up_curve;

struct made_up {
	uint64_t seed;
	double seconds, unevenness;
	bool maximize;
	struct made_up_curve *curves; /* by trial */
	size_t n, cap;
};

/* seconds: an epoch's mean; unevenness: the deviation of its logarithm between trials. */
void made_up_init(struct made_up *m, uint64_t seed, double seconds, double unevenness,
	bool maximize);
void made_up_release(struct made_up *m);
/* As struct virtual_curves has it. */
int made_up_epoch(void *arg, uint32_t trial, int epoch, double *value, double *seconds);

#endif
