/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pool trains: it takes tasks ("trial T, from epoch a to epoch b") and sends messages.
 * It never decides anything. All functions but pool_wake are for the tuner's thread.
 */
#ifndef TUNER_POOL_H
#define TUNER_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/plateau.h"
#include "objective/objective.h"

#define THREADS_MAX 1024
#define VIRTUAL_WORKERS_MAX 1000000

struct task {
	uint32_t trial;
	uint32_t row; /* as struct trial_setup has it */
	int from, to; /* epochs */
	int workers;  /* that the study has now */
	const struct value *config;
	/*
	 * The checkpoint after epoch `state_epoch`, which the pool takes; NULL (and 0) when
	 * there is none. The worker trains the epochs from there up to `from` again, without
	 * messages, and gets the same curve.
	 */
	void *state;
	int state_epoch;
	double unsaved; /* seconds trained since the trial was last saved */
	/* The worker lets go of the trial when its value has not improved for so long. */
	struct plateau patience;
	struct plateau_mark plateau; /* how long that has been */
	bool maximize;
	size_t metric; /* which of a message's */
};

enum outcome {
	OUTCOME_REACHED,     /* trained to the task's last epoch */
	OUTCOME_INTERRUPTED, /* stopped by pool_interrupt at an epoch before that */
	OUTCOME_DIVERGED,
	OUTCOME_FAILED,
	OUTCOME_INFEASIBLE, /* failed, which is a bad result */
	OUTCOME_HOPELESS, /* failed, and so will every other trial */
	OUTCOME_FLAT, /* has not improved for long enough, before the task's last epoch */
	OUTCOME_FINISHED, /* come to an end of its own before the task's last epoch */
};

/* A worker has trained an epoch, is free again, has news of its trial, or all of these. */
struct pool_message {
	int worker;
	uint32_t trial;
	int epoch;    /* the last one trained */
	bool trained; /* it has trained an epoch, which has these: */
	float seconds;
	double metrics[METRICS_MAX];
	void *saved; /* the trial as bytes after that epoch, or NULL: free() it */
	size_t saved_size;
	bool free; /* it is free, and its task has these: */
	enum outcome outcome;
	void *state; /* the checkpoint, given back; NULL when there is none */
	char *why;   /* NULL for REACHED, INTERRUPTED and perhaps DIVERGED; free() it */
	struct failure failure; /* of FAILED and INFEASIBLE; its line is: */
	char *line;		/* or NULL; free() it */
	char *note;  /* a line about the trial, or NULL: free() it */
	char *node;  /* where it runs, "": it waits for a place, or NULL: free() it */
	char *waits; /* with node "": why it waits, or NULL: free() it */
	char *gpus; /* with node: the GPUs of this machine that it has, or NULL: free() it */
	char *argv; /* with started: its program's words as JSON, or NULL: free() it */
	double started; /* seconds that its program has been starting; 0: not said */
	bool reported;	/* with started: up to its first report, which comes next */
	int attempt;	/* with node or started */
	bool has_hold;	/* of a trial on hold: */
	struct trial_hold hold;
};

struct pool {
	const struct pool_ops *ops;
	int workers_max;
	double save_every; /* seconds of training before a trial is saved; 0: never */
};

struct pool_ops {
	/* Makes workers, so that 0 … n − 1 exist. -1 with err. */
	int (*grow)(struct pool *p, int n, struct error *err);
	/* Gives an idle worker its task. */
	void (*submit)(struct pool *p, int worker, const struct task *task);
	/* Asks the worker to stop, at its next epoch at the latest. */
	void (*interrupt)(struct pool *p, int worker);
	/* NULL, or: the study ends, and what trains now is not waited for. */
	void (*hurry)(struct pool *p);
	/*
	 * NULL, or: whether somebody waits for a task. Workers are given none before that. A
	 * pool with this is woken when that changes.
	 */
	bool (*wanted)(struct pool *p);
	/*
	 * Epochs a second a worker at most, or virtual seconds a second; 0: unlimited. NULL:
	 * that is not for rungtop to say.
	 */
	void (*set_pace)(struct pool *p, double pace);
	/*
	 * Waits for a message until the clock says `deadline` (INFINITY: for ever).
	 * False: the deadline has passed, or pool_wake was called.
	 */
	bool (*receive)(struct pool *p, double deadline, struct pool_message *m);
	/* Any thread: makes the present or the next call of receive return. */
	void (*wake)(struct pool *p);
	/* Seconds since the pool was made. */
	double (*now)(const struct pool *p);
	/* NULL, or: the study has finished, or goes on after that. */
	void (*over)(struct pool *p, bool over);
	/* All workers must be idle. */
	void (*free)(struct pool *p);
};

/* A pool of threads, which block all signals. The objective outlives it. */
struct pool *thread_pool_new(const struct objective *objective);
/*
 * A pool on a virtual clock, for objectives whose epochs take virtual seconds: no threads,
 * any number of workers, and the same messages every time.
 */
struct pool *simulated_pool_new(const struct objective *objective);

#endif
