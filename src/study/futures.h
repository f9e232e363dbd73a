/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Futures: what trials that were stopped would have come to. A future is a whole curve, from
 * epoch 1 on, computed or trained outside of the study, which never knows of it.
 */
#ifndef STUDY_FUTURES_H
#define STUDY_FUTURES_H

#include "study/study.h"

enum future_end {
	FUTURE_UNKNOWN,
	FUTURE_WHOLE, /* to the top, or to the end that its program comes to by itself */
	FUTURE_LOST,  /* it diverges or fails after its last epoch */
};

struct future {
	enum future_end end;
	int epochs;
	double *values; /* values[epochs]: study_result(); NaN: not finite; owned */
};

struct futures {
	int top;	      /* the epoch they go to; EPOCHS_OPEN: a program's own end */
	struct future *items; /* items[n], by trial; owned */
	size_t n, cap;
};

void futures_init(struct futures *f);
void futures_release(struct futures *f);
/*
 * Takes in a study, as far as it has come: its trials, and of those that have come to their
 * end their own curves. What is known already stays.
 */
void futures_follow(struct futures *f, const struct study *s);
/* There are so many trials at least. */
void futures_grow(struct futures *f, size_t n);
/* The trial's curve grows by an epoch. */
void futures_add(struct futures *f, uint32_t trial, double value);
void futures_end(struct futures *f, uint32_t trial, enum future_end end);
/* NULL: it is not known. */
const struct future *futures_find(const struct futures *f, uint32_t trial);
/* Its value at the top, or at its own end; NaN: it is lost before. */
double future_final(const struct future *x);
/* Its best value and when that was; NaN: none is finite. */
double future_best(const struct future *x, bool maximize, int *epoch);

#endif
