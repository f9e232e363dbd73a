/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens in a study for the first time, explained in one or two sentences with the
 * study's own numbers, for people who have not seen it before. Pure: from events.
 */
#ifndef STUDY_FIRSTS_H
#define STUDY_FIRSTS_H

#include "study/study.h"

enum first {
	FIRST_REPORT,
	FIRST_INCUMBENT, /* that takes over from another trial */
	FIRST_CUTOFF,
	FIRST_CLIMB,
	FIRST_STOP,
	FIRST_BARRIER, /* a rung that waits for its last results */
	FIRSTS,
};

struct firsts {
	uint64_t seq;	/* of the last event that was looked at */
	unsigned had;	/* of enum first: bits */
	uint32_t leads; /* the trial that the first incumbent was */
	bool led;	/* there was one */
};

/* "report": for a file that keeps what was seen. */
const char *first_name(enum first f);
/* "The first report", for a heading. */
const char *first_title(enum first f);
/*
 * What an event is the first of, but for FIRST_BARRIER: bits. To be called with each event,
 * in order; s has come to it, or further.
 */
unsigned firsts_take(struct firsts *f, const struct study *s, const struct event *e);
/*
 * Whether the rung that a trial is bound for, or has come to, is a barrier now: all its
 * seats are taken, most but not all have a result, and workers idle or train for others.
 */
bool firsts_waits(const struct study *s, uint32_t trial);
/*
 * Appends the sentences. e: the event that firsts_take() found, for FIRST_BARRIER a
 * report or a task of a trial of the rung. digits: of a trial's name, at least.
 */
void first_words(enum first f, const struct study *s, const struct event *e, int digits,
	bool unicode, struct strbuf *out);

#endif
