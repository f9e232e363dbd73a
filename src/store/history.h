/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recorded study, read to where it ends for now: the fold, and what a fold forgets. That
 * is the schedulers there were, all metrics to the last digit, and who worked on what and
 * when.
 */
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "store/recorded.h"
#include "study/audit.h"
#include "study/study.h"

/* What is kept beyond the fold and the schedulers, and what is asked of the study. */
enum history_flags {
	HISTORY_CURVES = 1,
	HISTORY_WORK = 2,
	HISTORY_BEGUN = 4, /* it must have a scheduler */
};

struct history_curve {
	double *rows; /* rows[epochs][n_metrics + 1], seconds last */
	int epochs, cap;
};

/* One task of one worker, from when it was taken up to its last epoch. */
struct task_span {
	uint32_t trial;
	int worker;
	int level; /* the epoch that it was bound for */
	double from, to; /* seconds of study time */
	double start_from, start_to; /* its last program was starting; equal: none was */
};

/* From `t` on there were so many workers. */
struct pool_size {
	double t;
	int workers;
};

struct history_work {
	struct task_span *spans; /* in the order they began */
	size_t n_spans, cap_spans;
	struct pool_size *pool_sizes; /* oldest first */
	size_t n_pool_sizes, cap_pool_sizes;
	int n_workers; /* that ever had a task */
	size_t *open;  /* by worker: index + 1 of the span it is in, or 0 */
	int *on;       /* by trial: its worker before the event at hand, or -1 */
	size_t cap_on;
	int *levels; /* different levels of all spans, ascending */
	int n_levels;
};

struct history {
	const char *path; /* borrowed */
	struct recorded *recorded;
	const struct study *study; /* of recorded, as far as it has been read */
	struct event begin;	  /* the study event */
	struct event *schedulers; /* n_schedulers; the last is the present one */
	size_t n_schedulers, cap_schedulers;
	struct event finish;	      /* where study->phase says that it has finished */
	struct history_curve *curves; /* one a trial, or NULL */
	size_t cap_curves;
	struct history_work work;
	/* What was found out beside the study, borrowed; NULL: nothing was. */
	const struct futures *futures;
	const struct audit *audit;
	const char *unaudited; /* why nothing can be, or NULL; borrowed */
};

/* flags: of enum history_flags. -1 with err; history_release() in any case. */
int history_read(
	struct history *h, const char *path, unsigned flags, struct error *err);
void history_release(struct history *h);
/* n_metrics metrics and the seconds of a trial's epoch (1 … its curve's epochs). */
const double *history_row(const struct history *h, size_t trial, int epoch);
/* The index of a level among work.levels, or -1. */
int history_level(const struct history *h, int level);

#endif
