/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a report is made of: a recorded study folded to its end, and what the fold
 * forgets, which is who worked on what and when.
 */
#ifndef REPORT_LEDGER_H
#define REPORT_LEDGER_H

#include "store/recorded.h"
#include "study/study.h"

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

struct ledger {
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

/* ledger_release() in any case. -1 with err. */
int ledger_load(struct ledger *h, const char *path, struct error *err);
void ledger_release(struct ledger *h);
/* The place of a level among them, or -1. */
int ledger_level(const struct ledger *h, int level);
/* The part of the epochs that were spared, had every trial gone to the top; NaN: none. */
double ledger_saved(const struct ledger *h);

#endif
