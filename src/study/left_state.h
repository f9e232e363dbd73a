/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a study has come to, as a value: all that the time left depends on, copied, so that
 * another thread can work on it while the study goes on. Of rounds that are over nothing
 * is copied. Of a very large study without rounds it is a part, each f-th trial: limits and
 * workers are divided by f, too, and what workers do not divide by is made up for in what
 * an epoch takes.
 */
#ifndef STUDY_LEFT_STATE_H
#define STUDY_LEFT_STATE_H

#include <stdatomic.h>

#include "study/study.h"

/* Of a trial, beside how it stands. */
struct left_trial {
	double seconds; /* of an epoch; 0: not known */
	int end;	/* an EPOCH_… that came after its last epoch; EPOCH_TRAINED: none */
};

struct left_state {
	char *spec; /* the scheduler's; NULL: there is none yet */
	bool maximize, open;
	uint64_t seed, configs;
	struct stop_limits stop; /* trials and rounds as below; epochs, seconds from here on */
	bool over; /* a limit of epochs or seconds is reached */
	int workers;
	int part;	/* each so manieth trial */
	double stretch; /* factor on times */
	double t;	/* study time */
	bool closed;
	double start; /* seconds that a program takes to start */
	bool starts_often; /* for each task */
	double share;	   /* of the study that is done, as its limits count; NaN */

	struct adopted *trials; /* n; their numbers are those of the run */
	struct left_trial *more; /* n */
	double *since; /* n; see struct virtual_rest */
	double *values; /* what the curves point into */
	size_t n;
	uint32_t *sources; /* trials with an epoch, the longest first; n_sources */
	size_t n_sources;
	int *ends; /* n_ends, ascending: epochs at which programs ended; INT_MAX: later */
	size_t n_ends;
	const atomic_bool *quit; /* NULL, or: it is not wanted any more when this is set */
};

/* now: study time. left_state_release() in any case. */
void left_state_take(struct left_state *l, const struct study *s, double now);
void left_state_release(struct left_state *l);

#endif
