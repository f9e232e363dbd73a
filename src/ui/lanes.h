/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The workers as lanes of cells over study time. A cell is a round number of seconds. The
 * window moves by quarters of its length, so a lane grows at its end and is at rest
 * otherwise.
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
	double starting;	 /* of these, in which a program was starting */
	bool lost;		 /* a trial was lost here */
};

/* The number of workers: as last set, or as many as have worked. */
int study_workers(const struct study *s);
/*
 * The window up to study time `now`: all of the study while a task is still about a cell
 * long, else the latest part. zoom: steps from there to a coarser scale (1, 2, 5, 10 …).
 */
struct lane_window lane_window(const struct study *s, double now, int cells, int zoom);
/*
 * Fills out, w->cells of them, with what a worker did in each cell of the window. Returns
 * the time from which that is known: 0, or later where the past is not kept.
 */
double lane_fill(const struct study *s, const struct lane_window *w, int worker,
	struct lane_cell *out);
/*
 * How busy all workers were: "91%", or as "91%: 31 training, 60 starting" where that is
 * asked for and programs start; "" while no time has passed. Returns out.
 */
const char *lane_share_text(const struct study *s, bool parts, char *out, size_t size);
/* The height of a span's rung on the ladder, 0 … 3; 3 is the top. */
int lane_height(const struct study *s, const struct span *span);

/* What the worker trains; NULL: nothing. */
const struct study_trial *lane_trial(const struct study *s, int worker);
/* The node that it is on, or its GPUs here; "": neither is said. */
const char *lane_place(const struct study_trial *t, char *out, size_t size);
/* Columns for these; 0: no worker's trial has one. */
int lane_place_width(const struct study *s);

#endif
