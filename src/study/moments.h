/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where to go in a journal: the places of its decisions, climbs, incumbents, switches
 * and failures, all of them, wherever the study on the screen stands. Grows as the journal does.
 */
#ifndef STUDY_MOMENTS_H
#define STUDY_MOMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "study/journal.h"

enum moment {
	MOMENT_DECISION,
	MOMENT_CLIMB, /* a decision to promote */
	MOMENT_INCUMBENT,
	MOMENT_SWITCH,
	MOMENT_FAILURE,
	MOMENTS
};

struct moments {
	const struct journal *journal; /* outlives it */
	uint64_t length;	       /* events read */
	bool begun;		       /* the scheduler at the start has been */
	struct moment_list {
		uint64_t *seqs; /* ascending */
		size_t n, cap;
	} of[MOMENTS];
};

void moments_init(struct moments *t, const struct journal *j);
void moments_release(struct moments *t);
/* Reads what is new, at most so many events. True: there is more. */
bool moments_read(struct moments *t, uint64_t most);
/* The last moment of this kind before event seq, or the first after it; 0: none. */
uint64_t moments_before(const struct moments *t, enum moment m, uint64_t seq);
uint64_t moments_after(const struct moments *t, enum moment m, uint64_t seq);
/* How many lie in from … to - 1. */
size_t moments_count(const struct moments *t, enum moment m, uint64_t from, uint64_t to);
/* The first climb of a trial; 0: it has not climbed. */
uint64_t moments_climb_of(const struct moments *t, uint32_t trial);

#endif
