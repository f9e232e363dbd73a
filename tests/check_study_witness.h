/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A witness reads a journal event by event and asserts that each of them may have happened
 * after those before it. It knows none of the code that it watches: what it keeps are the
 * facts that the events state, and it counts them again and again.
 */
#ifndef CHECK_STUDY_WITNESS_H
#define CHECK_STUDY_WITNESS_H

#include "study/study.h"

#include <stdbool.h>

struct seen_trial {
	int epoch, target;
	int bracket, round, rung; /* bound for, or reached */
	int worker;		  /* -1: none */
	bool ended, killed;
	bool own_end; /* it came by itself, short of the rung that it was bound for */
	bool due;   /* told to train, and waits for a worker */
	bool cut;   /* its task was interrupted: it goes on with the same one */
	int judged; /* the level that the last decision about it was at */
	int heard;  /* rungs below this the scheduler has been told of */
	bool stale; /* its task was given out by the scheduler before this one */
	bool above; /* it was above the first rung then */
	enum trial_state state; /* as the man page has it */
	double *values, *broken; /* [epoch - 1], by what its reports say; owned */
	int kept;		 /* of these */
	bool open; /* or another one of those alive, until its verdict or end is told */
};

struct seen_worker {
	uint32_t trial;	   /* STUDY_NONE: none */
	uint32_t last;	   /* that it had, unless that has moved to another one */
	bool told_to_stop; /* at its next epoch */
};

struct witness {
	const struct study_info *info;
	struct stop_limits stop; /* as last set */
	bool programs;	  /* trials may end by themselves */
	bool clients;	  /* workers have work when somebody asks for it */
	size_t n_configs; /* the objective brings as many; 0: no limit */
	double t;
	struct seen_trial *trials;
	size_t n_trials, cap_trials;
	struct seen_worker *seats; /* of workers */
	size_t n_seats;
	int workers; /* as last set */
	bool paused, stopping, finished;
	bool loss_comes;   /* the next end must be the one that filled a rung */
	bool own_end_comes; /* … or the one without which it is full */
	int pasha_climbed; /* the highest rung that pasha has let anyone climb from */
	uint64_t epochs;
	double best;
	uint32_t best_trial;
};

void witness_init(struct witness *w, const struct study_info *info, size_t n_configs);
void witness_release(struct witness *w);
/* before: the fold of all events before e. */
void witness_event(struct witness *w, const struct study *before, const struct event *e);
/* Each trial's state in the fold is what the events say. */
void witness_states(const struct witness *w, const struct study *s);
/* The fold's counts, counted again from its trials. */
void witness_recount(const struct witness *w, const struct study *s);

#endif
