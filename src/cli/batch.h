/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study without a screen: follows the journal and prints. */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include <stdbool.h>
#include <stdio.h>

#include "store/follower.h"
#include "study/study.h"
#include "tuner/tuner.h"

struct batch {
	struct journal *journal;
	int bell;		   /* of the journal */
	struct tuner *tuner;	   /* NULL: the study is not ours to end */
	struct follower
		*follower; /* appends to the journal in place of a tuner, or NULL */
	uint64_t told;	   /* events at its beginning that are not printed */
	bool whole;		   /* the journal is complete: nothing more comes */
	FILE *plain;		   /* gets one line a decision; NULL: none */
	bool captions; /* what happens for the first time is explained there */
	bool progress;		   /* on stderr */
};

/* Blocks the signals that end a study: batch_follow() and the screen wait for them. */
void batch_block_signals(void);
/*
 * Folds the study into s, which is empty, until it has finished or the journal has ended.
 * SIGINT, SIGTERM and SIGHUP end the study, or only the watching where there is no tuner.
 * Returns 0, or the signal that came.
 */
int batch_follow(const struct batch *b, struct study *s);
/* Waits until the descriptor is readable, or one of those signals comes. */
void batch_wait_for(int fd);

#endif
