/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan of a study that is there, for the screen: what it would come to from its start
 * under a scheduler, with its limits and its workers and the seconds that its epochs have
 * taken. Quick, so that it can be made anew at each key. Any thread, on a study of its own.
 */
#ifndef STUDY_FORECAST_H
#define STUDY_FORECAST_H

#include "study/plan.h"
#include "study/study.h"

struct forecast {
	struct plan plan;
	bool timed; /* the seconds of an epoch are known */
};

/*
 * text: as CONTROL_SWITCH takes it, what it leaves out is as now; NULL: as it is now. 0; -1
 * with err. forecast_release() in any case.
 */
int forecast_make(
	struct forecast *f, const struct study *s, const char *text, struct error *err);
void forecast_release(struct forecast *f);

/* "143 trials, 1581 epochs (13.6 % of all), 12 min on 2 workers" */
void forecast_sum(const struct forecast *f, struct strbuf *out);
/* "a result waits at a barrier up to 34 s; workers are busy 97 %" */
void forecast_waits(const struct forecast *f, struct strbuf *out);
/*
 * "b0 81 27 9 3 1, b1 34 11 3 1, ...": as many brackets as fit into so many columns; with
 * waits also "; busy 97 %, a result waits up to 34 s".
 */
void forecast_rungs(
	const struct forecast *f, int columns, bool waits, struct strbuf *out);
/* "81 27 9 3 1": the results at the rungs of a bracket, "~27" where that is a mean. */
void forecast_bracket(const struct forecast *f, int bracket, struct strbuf *out);

#endif
