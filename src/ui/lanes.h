/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The workers as lanes over study time, in cells. The scale is a round number of seconds
 * a cell, and the window moves on by quarters of its length, so that a lane grows at its
 * end and is otherwise at rest.
 */
#ifndef UI_LANES_H
#define UI_LANES_H

#include "study/study.h"

struct lane_window {
	double from, step; /* seconds: where the first cell begins, and of each cell */
	double now;
	int cells;
};

struct lane_cell {
	const struct span *span; /* the one that had most of the cell, or NULL */
	double most, busy;	 /* seconds of that one, and of all */
	bool lost;		 /* a trial was lost here */
};

/* How many workers there are: as last set, or as many as have shown. */
int study_workers(const struct study *s);
/*
 * The window up to study time `now`: all of it while a task is still about a cell long,
 * else the latest part. zoom: steps to a coarser scale (1, 2, 5, 10 …) from there.
 */
struct lane_window lane_window(const struct study *s, double now, int cells, int zoom);
/*
 * What a worker did in each of the window's cells; out: w->cells of them. Returns the
 * time from which on that is known: 0, or later where the past is not kept.
 */
double lane_fill(const struct study *s, const struct lane_window *w, int worker,
	struct lane_cell *out);
/* 0 … 3: how high the rung of a span lies on the ladder; 3 is the top. */
int lane_height(const struct study *s, const struct span *span);

#endif
