/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recorded study, read to where it ends for now: the fold, and what a fold forgets,
 * which is the schedulers that there were and all metrics to the last digit.
 */
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "store/recorded.h"
#include "study/study.h"

struct history_curve {
	double *rows; /* rows[epochs][n_metrics + 1], seconds last */
	int epochs, cap;
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
};

/* -1 with err; history_release() in any case. */
int history_read(
	struct history *h, const char *path, bool with_curves, struct error *err);
void history_release(struct history *h);
/* n_metrics metrics and the seconds of a trial's epoch (1 … its curve's epochs). */
const double *history_row(const struct history *h, size_t trial, int epoch);

#endif
