/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a running study, which the tuner's thread alone reads and writes. */
#ifndef TUNER_TUNER_STATE_H
#define TUNER_TUNER_STATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/heap.h"
#include "objective/objective.h"
#include "scheduler/scheduler.h"
#include "searcher/searcher.h"
#include "study/journal.h"
#include "studyfile/studyfile.h"
#include "tuner/checkpoints.h"
#include "tuner/command.h"
#include "tuner/pool.h"

#define NOBODY UINT32_MAX
#define TUNER_RING_APART 0.002 /* seconds between two rings of the journal's bells */

struct tuner_trial {
	const struct value *config;
	uint32_t row;	/* of the objective's own: the number of its configuration */
	struct job job;	/* its present one */
	double *values; /* study_score() after each epoch; NaN: not finite */
	double *measured; /* with constraints the metric after each epoch; else NULL */
	double *limited; /* with constraints, their metrics as last reported; else NULL */
	int cap_values;
	int epoch;  /* trained */
	int most;   /* epochs that there are values of; more where it trains again */
	struct plateau_mark plateau; /* how long its best has not improved */
	double unsaved; /* seconds of training since it was saved last */
	int worker; /* -1: none */
	bool failed; /* that was its end */
	bool ended;  /* it has come to an end of its own */
	bool revived; /* by the latest switch */
	bool killed; /* ends when its worker lets go of it */
	enum standing standing; /* but for WAITING, which may be on a worker */
	struct {
		int epoch, until;
		double value;
		bool any; /* its first task has been */
	} told; /* to the searcher, as struct trial_progress has it */
};

/* What the searcher is not told yet. */
struct held_progress {
	struct trial_progress progress;
	size_t order;
};

struct tuner {
	const struct study_info *info;
	const struct studyfile *file;
	struct objective *objective;
	struct journal *journal;
	struct pool *pool;
	struct scheduler *scheduler;
	struct searcher *searcher;
	bool searcher_warned; /* what it warns of is an event already */
	struct checkpoints checkpoints;

	struct tuner_trial *trials;
	size_t n_trials, cap_trials;
	uint64_t epochs;
	uint32_t best_trial;
	double best; /* NaN: no incumbent yet */
	bool unknown_told; /* that a metric of a constraint is not reported */
	struct plateau_mark plateau; /* how long the best of all has not improved */
	bool is_flat; /* for as long as is allowed */

	int workers; /* that may have a task */
	uint32_t *on_worker; /* the trial each trains, or NOBODY */
	struct heap idle;    /* of the workers, those without a task */
	int n_seats;	     /* entries of on_worker */
	int n_busy;
	double pace;

	struct held_progress *held; /* n_held; see tuner_search.c */
	size_t n_held, cap_held;
	struct {
		int bracket, round;
	} pass; /* that the latest trial began in */

	uint32_t *waiting; /* interrupted trials, oldest first */
	size_t n_waiting, cap_waiting;
	uint32_t *deferred; /* trials whose task is done, but not judged yet */
	size_t n_deferred, cap_deferred;
	/* Recorded configurations that the searcher does not propose on this platform. */
	size_t n_differing;

	bool paused, stepping;
	double paused_at, paused_for;
	double latest; /* study time of the last event */
	double rung; /* the pool's clock when the journal's bells were last rung */
	bool unrung; /* they are to be rung, but not so soon after that */
	bool closed, dry; /* no new trial: by the limit, or the searcher has none */
	bool stopping;
	bool lingers; /* after its end it waits for commands that let it go on */
	enum finish_reason reason;
	const char *error; /* what went wrong with it; kept */
	const char *refused; /* why nothing came of the present command; kept, or NULL */

	void (*save)(void *arg, uint32_t trial, int epoch, void *data, size_t size);
	void *save_arg;

	const struct value *const *configs; /* the objective's; n_configs of them */
	size_t n_configs;
	const struct earlier_event *const *earlier; /* n_earlier; a new study's */
	size_t n_earlier;
	uint32_t n_told; /* of earlier trials: the searcher counts them before its own */
	const struct value **queue; /* configurations typed in, to be tried next; kept */
	size_t first_queued, n_queue, cap_queue;
	const char *spec;   /* the scheduler's; kept */
	struct stop_limits
		stop;	    /* what ends it now; a scheduler made now has its rounds */
	size_t n_switched;  /* of the study file's switches */
	const char *set;    /* what is changed by going on, to be told; kept, or NULL */
	uint64_t resumed;   /* events taken over from a recorded study; 0: begins anew */

	pthread_t thread;
	pthread_mutex_t lock;
	struct command *inbox;
	size_t n_inbox, cap_inbox;
};

/* Seconds of study time, which stands still while the study is paused. */
double tuner_time(const struct tuner *t);
/* A copy that lives as long as the journal. */
const char *tuner_keep_text(struct tuner *t, const char *text);
/* The scores after each epoch so far; borrowed. */
struct curve tuner_curve(const struct tuner_trial *tr);
/*
 * Sets the trial's value after an epoch, which is then its last one, and counts how long its
 * own metric and the best score of all have not improved; gives its score.
 */
double tuner_keep_value(
	struct tuner *t, struct tuner_trial *tr, int epoch, const double *metrics);
/*
 * The metrics of constraints that the trial reported before hold until it reports them
 * again: a program may tell of its size or its latency once.
 */
void tuner_fill_in(const struct tuner *t, struct tuner_trial *tr, double *metrics);
/* Of n decisions that the scheduler has taken on scores, the values. */
void tuner_settle(const struct tuner *t, struct decision *ds, size_t n);
void tuner_trial_release(struct tuner_trial *tr);
/* Whether its own best has not improved for as long as is allowed. */
bool tuner_is_flat(const struct tuner *t, uint32_t trial);
/* Takes the trial off a list of n. False: it is not on it. */
bool tuner_remove(uint32_t *list, size_t *n, uint32_t trial);
/* Lets the worker have a task, if it is one of those that may. */
void tuner_make_idle(struct tuner *t, int worker);

#endif
