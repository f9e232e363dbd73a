/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study without a screen: follows the journal and prints. */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include <stdbool.h>
#include <stdio.h>

#include "engine/study.h"
#include "engine/tuner.h"

struct batch {
	struct journal *journal;
	int bell; /* of the journal */
	struct tuner *tuner;
	uint64_t told; /* events that are old news */
	FILE *plain;   /* where a line a decision goes; NULL: none */
	bool progress; /* on stderr */
};

/*
 * Folds the running study into s, which is empty, until it has finished; SIGINT, SIGTERM
 * and SIGHUP, which the caller has blocked, end it. 0, or the signal that ended it.
 */
int batch_follow(const struct batch *b, struct study *s);

#endif
