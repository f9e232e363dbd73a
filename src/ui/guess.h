/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A prediction: trials are marked, and a later decision of the study tells which of the
 * marks are right. It looks only at the journal and at the study, and changes neither.
 */
#ifndef UI_GUESS_H
#define UI_GUESS_H

#include <stdbool.h>

#include "study/journal.h"

#define GUESS_MOST 5 /* rows to mark */

enum guess_kind {
	GUESS_RUNG,  /* which trials climb from a rung */
	GUESS_CLIMB, /* which one climbs next */
	GUESS_STOP,  /* which one is stopped next */
};

enum guess_state {
	GUESS_NONE,
	GUESS_ASKED,
	GUESS_GIVEN, /* the answer is to come */
	GUESS_TOLD,
};

struct guess {
	enum guess_state state;
	enum guess_kind kind;
	int bracket, rung;
	uint64_t from; /* the decisions after this event answer it */
	uint32_t places; /* trials that climb; 0: not known yet */
	uint32_t marks[GUESS_MOST];
	size_t n_marks;
	uint64_t seq;	 /* the last event of the answer; 0: it has not come */
	uint32_t *right; /* trials; owned */
	size_t n_right, cap_right;
	unsigned hits, of; /* of all predictions so far */
};

void guess_init(struct guess *g);
void guess_release(struct guess *g);
/* A new question; the score stays. */
void guess_ask(struct guess *g, enum guess_kind kind, int bracket, int rung,
	uint32_t places, uint64_t from);
/* How many rows may be marked. */
size_t guess_most(const struct guess *g);
/* Marks a trial, or takes its mark away. False: all marks are used. */
bool guess_mark(struct guess *g, uint32_t trial);
/* The last event that follows from one in the same moment: before the next report. */
uint64_t guess_settled(const struct journal *j, uint64_t seq, uint64_t length);
/* Looks for the answer among the events up to `length`. False: it has not come. */
bool guess_find(struct guess *g, const struct journal *j, uint64_t length);
/* The answer is told: the score grows. */
void guess_tell(struct guess *g);
/* No question any more. */
void guess_end(struct guess *g);
/* Whether a trial is one of n. */
bool guess_has(const uint32_t *list, size_t n, uint32_t trial);
/* What stands before a trial: 0, or `+` marked or right, `-` wrong, `o` right and not marked. */
char guess_sign(const struct guess *g, uint32_t trial);

#endif
