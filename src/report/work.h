/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a report is made of: a recorded study folded to its end, and what the fold
 * forgets, which is who worked on what and when.
 */
#ifndef REPORT_WORK_H
#define REPORT_WORK_H

#include "store/recorded.h"
#include "study/study.h"

/* One task of one worker, from when it was taken up to its last epoch. */
struct task_span {
	uint32_t trial;
	int worker;
	int level; /* the epoch that it was bound for */
	double from, to;
};

/* From `t` on so many workers were there. */
struct pool_size {
	double t;
	int workers;
};

struct work {
	struct recorded *recorded;
	struct study study;
	struct task_span *spans; /* in the order they began */
	size_t n_spans, cap_spans;
	struct pool_size *pool_sizes; /* oldest first */
	size_t n_pool_sizes, cap_pool_sizes;
	size_t *open;  /* by worker: index + 1 of the span it is in, or 0 */
	int n_workers; /* that ever had a task */
	int *levels;   /* different levels of all spans, ascending */
	int n_levels;
};

/* work_release() in any case. -1 with err. */
int work_load(struct work *h, const char *path, struct error *err);
void work_release(struct work *h);
/* The place of a level among them, or -1. */
int work_level(const struct work *h, int level);
/* The part of the epochs that were spared, had every trial gone to the top; NaN: none. */
double work_saved(const struct work *h);

#endif
