/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When a value has not got better for long enough. As Keras' EarlyStopping counts it
 * (patience, min_delta): a value counts as better when it is so by more than `by`, and the
 * next ones are measured against it. What is not finite is never better.
 */
#ifndef BASE_PLATEAU_H
#define BASE_PLATEAU_H

#include <stdbool.h>
#include <stdint.h>

struct plateau {
	int64_t epochs; /* without a better value; 0: there is no such limit */
	double by;	/* 0: any better value counts */
};

/* How far that is. */
struct plateau_mark {
	double value;	/* the last one that was better; NaN: none yet */
	int64_t epochs; /* since then, or since the start */
};

struct plateau_mark plateau_begin(void);
/* The value of one more epoch. True: there is a limit, and it is reached. */
bool plateau_take(struct plateau_mark *m, const struct plateau *p, bool maximize, double value);

#endif
