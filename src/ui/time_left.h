/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The time left of the study on the screen, worked out on a thread of its own. The screen's
 * thread copies what it depends on, now and then, and takes what has been found out.
 */
#ifndef UI_TIME_LEFT_H
#define UI_TIME_LEFT_H

#include <stdbool.h>

#include "study/left.h"

struct time_left;

/* at_once: no thread; it is worked out where it is asked for, of each new event. */
struct time_left *time_left_new(bool at_once);
void time_left_free(struct time_left *tl);
/* Readable when something was found out; -1: never. */
int time_left_bell(const struct time_left *tl);
/*
 * Before a frame. now: study time; wall: clock_seconds(). What is known by now, or NULL; it
 * stays until the next call.
 */
const struct left *time_left_follow(
	struct time_left *tl, const struct study *s, double now, double wall);

#endif
