/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How trials stand where there is no barrier, which asynchronous.c and median.c share. A
 * trial is bound for its next rung (on a worker, or about to be), waits at the highest one
 * that it has reached, or is done. It has a result at every rung whose level it has passed.
 */
#ifndef SCHEDULER_STANDING_H
#define SCHEDULER_STANDING_H

#include "scheduler/queue.h"
#include "scheduler/scheduler.h"

enum stand { BOUND, WAITS, DONE };

/* Of one trial; a part of what its scheduler keeps of it. */
struct trial_stand {
	int epochs;  /* trained */
	int reached; /* rungs at which it has a result */
	int8_t stand;
	bool queued; /* bound, but not on a worker: in one of the queues */
};

/* Of all trials. */
struct standings {
	size_t n_bound;
	struct queue going; /* told to go on: their next job comes first */
	struct queue
		begins; /* below their first level, in id order; taken over as such */
};

void standings_release(struct standings *s);
/* A new trial is bound for its first rung. */
void standings_add(struct standings *s, struct trial_stand *t);
void standings_set(struct standings *s, struct trial_stand *t, enum stand stand);
/* It is to go on, as soon as a worker is free. */
void standings_send_on(struct standings *s, struct trial_stand *t, uint32_t trial);
/* It has come to the end of a task, and has not reached its first rung. */
void standings_begin(struct standings *s, struct trial_stand *t, uint32_t trial);
/* Those to send on come first. False: none is queued. */
bool standings_next(struct standings *s, uint32_t *trial);
/* It is done, and is in no queue. */
void standings_end(struct standings *s, struct trial_stand *t, uint32_t trial);
/*
 * Of one that was added for a trial that is taken over, when its results are in: where it
 * stands.
 */
void standings_adopt(struct standings *s, struct trial_stand *t, uint32_t trial,
	enum standing standing);
/* ", and 3 more": those that are bound, but for one. */
void standings_more(const struct standings *s, struct strbuf *out);

#endif
