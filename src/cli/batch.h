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
	struct follower *follower; /* what appends to the journal in its place, or NULL */
	uint64_t told;		   /* events that are old news */
	bool whole;		   /* the journal is complete: nothing more comes */
	FILE *plain;		   /* where a line a decision goes; NULL: none */
	bool progress;		   /* on stderr */
};

/* So that only batch_follow() and the screen see them, whichever thread gets them. */
void batch_block_signals(void);
/*
 * Folds the study into s, which is empty, until it has finished, or there is no more of
 * it to come; SIGINT, SIGTERM and SIGHUP, which are blocked, end it, or, where it is not
 * ours, the watching. 0, or the signal that came.
 */
int batch_follow(const struct batch *b, struct study *s);

#endif
