/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A study without its trials: a scheduler and its workers on a virtual clock, counted and
 * not recorded. It does what the tuner does with the same curves (tuner/tuner.c), job by
 * job and epoch by epoch. Any thread; nothing is shared.
 */
#ifndef STUDY_VIRTUAL_RUN_H
#define STUDY_VIRTUAL_RUN_H

#include "scheduler/scheduler.h"
#include "study/event.h"

/* What trials report, and how long it takes them. */
struct virtual_curves {
	/*
	 * Epoch `epoch` of a trial, whose ids and epochs come in their order, but for a trial
	 * that trains again from 1: its value, and its seconds (> 0). Returns an EPOCH_….
	 */
	int (*epoch)(void *arg, uint32_t trial, int epoch, double *value, double *seconds);
	void *arg;
};

/* A study that is under way, as a scheduler that takes over is told of it. */
struct virtual_rest {
	/* By id. Those that run train on to their target; curves are read, not kept. */
	const struct adopted *trials;
	size_t n;
	const double *since; /* [n]: what the present epoch of one that runs has taken */
	bool closed;	     /* no new trial starts */
};

/* When a program has to start. */
enum virtual_starts { STARTS_ONCE, STARTS_EACH_TASK, STARTS_FROM_SCRATCH };

struct virtual_setup {
	const struct kind *scheduler;
	const struct knobs *knobs;
	bool maximize;
	uint64_t seed; /* of the study: brackets are drawn from it */
	struct stop_limits stop; /* value NaN: none */
	struct plateau patience; /* of a trial */
	uint64_t configs;	 /* that there are; 0: any number */
	int workers;
	/* NULL: made-up ones, power laws that cross, with: */
	const struct virtual_curves *curves;
	uint64_t curve_seed;
	double seconds;	   /* that an epoch takes on average */
	double unevenness; /* the deviation of its logarithm between trials */

	double start; /* seconds that a program takes to start; 0: none does */
	enum virtual_starts starts;
	uint64_t most; /* epochs after which it is given up; 0: none */
	/* What is left of a study: limits, epochs and new trials count from here on. */
	const struct virtual_rest *rest; /* NULL: all of it is to come */
};

struct virtual_rung {
	uint64_t results, epochs; /* that came to it; that were trained for it */
};

struct virtual_bracket {
	int n_rungs;
	int *levels;	 /* [n_rungs] */
	uint32_t *seats; /* [n_rungs], of a round; NULL: no rounds */
	struct virtual_rung *rungs; /* [n_rungs], of all rounds */
};

struct virtual_run {
	struct virtual_bracket *brackets;
	int n_brackets;
	bool scratch;
	uint64_t trials, epochs, starts;
	double seconds; /* from the first task to the end */
	double busy;	/* of all workers' time; 0 … 1 */
	/* The longest that a result has waited for its rung to fill, and where. */
	double wait;
	struct seat wait_at;
	size_t held; /* trials at once that had trained, and waited */
	enum finish_reason reason;
	bool cut; /* given up after `most` epochs: it is not the whole */
};

/*
 * -1 with err (usage): the knobs contradict each other, or its top is open and no curves
 * are given, which know where they end.
 */
int virtual_run(
	struct virtual_run *r, const struct virtual_setup *setup, struct error *err);
void virtual_run_release(struct virtual_run *r);

#endif
