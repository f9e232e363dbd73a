/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Switching schedulers, seen from a study: its trials as a new scheduler is told of them,
 * and what a switch would do, computed on the spot. Any thread, on a study of its own.
 */
#ifndef STUDY_ADOPTION_H
#define STUDY_ADOPTION_H

#include "study/study.h"

struct adoption {
	struct adopted *trials; /* by id; curves of the metric that decides */
	size_t n;
	double *values; /* what the curves point into */
	size_t n_revived;
};

void adoption_of(struct adoption *a, const struct study *s);
/* Those that had completed below the top of a new scheduler wait there: alive again. */
void adoption_revive(struct adoption *a, const struct study *s, int top);
void adoption_release(struct adoption *a);

/* What would become of a study's trials. */
struct switch_preview {
	size_t seats;	/* alive: they keep their seats */
	size_t running; /* of those: their task is finished first */
	size_t revived; /* of those: had completed below the new top */
	size_t at_once; /* of those: may climb at once */
	size_t stopped; /* the new rule stops them at once */
	size_t never;	/* ended or lost before: count as results, never climb */
	size_t fresh;	/* new trials that begin before the first result is in */
	bool goes_on;	/* of the new rule: a trial goes on, where others let it climb */
	bool endless;	/* rounds were the only limit, and the new rule has none */
};

/*
 * text: "asha eta=4", as CONTROL_SWITCH takes it; what it leaves out is as now. 0; -1 with
 * err when it names no scheduler or a knob is wrong.
 */
int switch_preview(const struct study *s, const char *text, struct switch_preview *p,
	struct error *err);

#endif
