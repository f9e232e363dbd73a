/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a scheduler comes to before anything trains: brackets, rungs, seats and epochs, the
 * time that so many workers take, and what waits meanwhile. Any thread; pure.
 *
 * Seats and epochs of a scheduler with rounds, and of one that trains all trials to the
 * top, do not depend on results: they are exact as long as no trial is lost. Those of the
 * others do. Where the curves are known in advance they are exact, too; else they are
 * estimates, from made-up curves of several seeds.
 */
#ifndef STUDY_PLAN_H
#define STUDY_PLAN_H

#include "study/virtual_run.h"

/* Over the seeds. */
struct plan_span {
	double least, most, mean;
};

struct plan_rung {
	struct plan_span results, epochs;
};

struct plan {
	char *spec; /* every knob: "asha eta=4 …" */
	const struct scheduler_ops *ops;
	int r_max; /* the last level */
	int workers;
	bool exact;	 /* the counts are */
	bool exact_time; /* the time is, as far as the seconds of an epoch are */
	bool cut; /* too large to be run: no times; no counts either unless exact */
	size_t n_seeds;
	struct virtual_run run;	  /* of the first seed: shapes, and where it waits */
	struct plan_rung **rungs; /* [run.n_brackets][n_rungs] */
	struct plan_span trials, epochs, seconds, busy, wait, held;
	double start; /* seconds of starting in all, of the first seed */
};

/*
 * seeds: of made-up curves, where it takes any. 0; -1 with err (usage). plan_release() in
 * any case.
 */
int plan_make(struct plan *p, const struct virtual_setup *setup, size_t seeds,
	struct error *err);
void plan_release(struct plan *p);

/*
 * Where nothing ends the study: a round, or as many trials as one of successive halving
 * has. True: it was so.
 */
bool plan_assume_limit(struct virtual_setup *setup);

/* Of all trials to the last level, the part of the epochs that is trained: 0 … */
double plan_share(const struct plan *p);

/* "1581", "4 810 to 5 130" where it differs; digits in groups from 10000 on. */
void plan_count(const struct plan_span *s, struct strbuf *out);
/* "12 min", "3.4 h", "2.1 days": a time, in short; "-" when it is not finite. */
void plan_time(double seconds, struct strbuf *out);
/* The same with its range. */
void plan_times(const struct plan_span *s, struct strbuf *out);
/* From the least to the most, of two digits each: "10 to 15 min"; one where they are one. */
void plan_rough_times(const struct plan_span *s, struct strbuf *out);
/* "1.2 MB". */
void plan_bytes(double bytes, struct strbuf *out);

#endif
