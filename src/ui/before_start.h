/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands where the curves are going to be while a study waits to be started: what it
 * will come to, with its brackets as a staircase.
 */
#ifndef UI_BEFORE_START_H
#define UI_BEFORE_START_H

#include <stdbool.h>

#include "draw/grid.h"
#include "study/forecast.h"

struct before_start {
	struct forecast forecast; /* without a spec: there is none */
	uint64_t seq;		  /* of the study that it is of */
};

void before_start_release(struct before_start *b);
/* Whether a study is paused before its first trial. */
bool before_start_is(const struct study *s);
/* Makes the forecast when the study is another one than it was. */
void before_start_follow(struct before_start *b, const struct study *s);
/* False: there is no room for it, or none was made. */
bool before_start_draw(const struct before_start *b, struct grid *g, struct area in);

#endif
