/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a report is made of: a recorded study folded to its end, and what the fold
 * forgets, which is who worked on what and when.
 */
#ifndef REPORT_HISTORY_H
#define REPORT_HISTORY_H

#include "engine/recorded.h"
#include "engine/study.h"

/* One task of one worker, from when it was taken up to its last epoch. */
struct span {
	uint32_t trial;
	int worker;
	int level; /* the epoch that it was bound for */
	double from, to;
};

/* From `t` on so many workers were there. */
struct crew {
	double t;
	int workers;
};

struct history {
	struct recorded *recorded;
	struct study study;
	struct span *spans; /* in the order they began */
	size_t n_spans, cap_spans;
	struct crew *crews; /* oldest first */
	size_t n_crews, cap_crews;
	size_t *open;  /* by worker: index + 1 of the span it is in, or 0 */
	int n_workers; /* that ever had a task */
	int *levels;   /* different levels of all spans, ascending */
	int n_levels;
};

/* history_release() in any case. -1 with err. */
int history_load(struct history *h, const char *path, struct error *err);
void history_release(struct history *h);
/* The place of a level among them, or -1. */
int history_level(const struct history *h, int level);
/* Worker seconds that there were, and the part of them that was used; NaN: none. */
double history_offered(const struct history *h);
double history_utilisation(const struct history *h);
/* The part of the epochs that were spared, had every trial gone to the top; NaN: none. */
double history_saved(const struct history *h);

#endif
