/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A random study on a virtual clock: workers ask for jobs, trials report, fail, are
 * killed and told to climb, and schedulers are switched. A real scheduler and its
 * reference are asked together (reference_pair.h), and what may never happen is looked
 * for besides (reference_rules.h).
 */
#ifndef REFERENCE_STUDY_H
#define REFERENCE_STUDY_H

#include <gsl/gsl_rng.h>

#include "reference_pair.h"

#define STUDY_EPOCHS 243 /* the longest curve */

struct study_trial {
	double curve[STUDY_EPOCHS]; /* as it will be */
	int epochs;		    /* known of it */
	int length;		    /* where its program ends by itself */
	enum standing standing;
	int from, target; /* its last task */
	double began, cost;
	int fails_at; /* the epoch that its task fails in, or 0 */
	bool told;    /* promoted, and no worker has taken it up yet */
	bool asked;   /* the user wants it to climb, and may have it so */
	int given;    /* epochs that it came with */
	int trained;  /* and trained since, all its tasks together */
};

/* How a study goes: probabilities, but for the flags and numbers. */
struct study_ways {
	int values;	  /* which kind of curves */
	bool odd;	  /* some values are NaN */
	bool programs;	  /* trials end by themselves */
	bool diverge;	  /* a trial whose value is NaN is lost */
	bool restarts;	  /* a trial that retrains is known up to where it is again */
	int longest;	  /* no r_max is more */
	int slowest;	  /* cost of an epoch is from 1 to this */
	double lazy;	  /* a free worker lets one event pass before it asks */
	double fail;	  /* of a task */
	double interrupt; /* of all tasks, when the scheduler is switched */
	double kill, promote, resize, shut, change; /* before an event */
};

struct study {
	struct pair pair;
	gsl_rng *rng;
	struct study_ways ways;
	struct study_trial *trials;
	uint32_t n, limit; /* trials there are, and may be */
	size_t cap;
	int workers;
	double now;
	bool closed;
	bool always_warm; /* no scheduler so far has retrained */

	/* Its present scheduler. */
	char kind[24];
	struct scheduler_setup setup;
	int eta;
	bool scratch, idle_waits, as_wandb;
	bool open; /* its rungs go on without end */
};

/* Which studies there are, by their numbers. */
#define STUDIES_ALONE 0		/* and up: one scheduler, number % 7 says which */
#define STUDIES_SWITCHED 100000 /* and up: from any kind to any, again and again */
#define STUDIES_MADE_UP 200000	/* and up: adopts trials in all states at once first */

/* Runs one to its end; the test fails with the first thing that is wrong. */
void study_run(int number, bool trace);

#endif
