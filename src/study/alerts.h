/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells which alerts (base/alert.h) are new in a study that is being folded. It compares
 * the study with what it was at the last look, so many events between two looks cost
 * nothing, and are told of together.
 */
#ifndef STUDY_ALERTS_H
#define STUDY_ALERTS_H

#include "base/alert.h"
#include "study/study.h"

struct alerts {
	size_t incumbents, failures; /* that there were at the last look */
	uint64_t epochs;
	bool finished;
	bool waits;	 /* for a report */
	bool stalled;	 /* it has been told of this silence */
	double looked;	 /* when that was; clock_seconds(), as all times here */
	double heard;	 /* the last report, or when one was expected first */
	double slowest;	 /* see alerts.c; 0: not looked for yet */
	double silence;	 /* of the stall that was told last: its seconds */
	double takes;	 /* and what an epoch takes */
	uint32_t silent; /* and a trial that should have reported */
};

/* What has happened in the study up to now is not told. */
void alerts_init(struct alerts *a, const struct study *s, double now);
/* Sets count[] to how many of each there are since the last look. True: there are some. */
bool alerts_look(
	struct alerts *a, const struct study *s, double now, size_t count[ALERTS]);
/* When to look again even without news, for a stall; INFINITY: not. */
double alerts_wakes(const struct alerts *a, const struct study *s);
/* Appends what is behind the last stall: "no report for 21 s; an epoch takes 1.9 s". */
void alerts_stall_text(const struct alerts *a, struct strbuf *out);

#endif
