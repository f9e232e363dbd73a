/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many programs of a study may run at once. Any number, until one has run out of
 * memory and is to be tried again: then fewer than there were, until its task is over.
 * Whoever would be one too many waits, and those that are tried again go first.
 *
 * Threads: any; a place belongs to its trial's.
 */
#ifndef COMMAND_ROOM_H
#define COMMAND_ROOM_H

#include <pthread.h>
#include <stdbool.h>

struct room_place; /* of a trial */

struct room {
	pthread_mutex_t lock;
	int inside;		    /* programs that run */
	struct room_place *waiting; /* for their turn */
	struct room_place *limits;  /* of the trials that are tried again */
};

struct room_place {
	bool inside;
	int most;		      /* that may be inside with it; 0: any number */
	int wake;		      /* an eventfd, while it waits */
	struct room_place *next;      /* that waits */
	struct room_place *next_limit;
};

void room_init(struct room *r);
/* Nobody is inside, or waits. */
void room_release(struct room *r);
/* Waits for its turn; false, and not inside: cancel_fd is readable. */
bool room_enter(struct room *r, struct room_place *p, int cancel_fd);
/* The same, whatever the limits are: its program runs already. */
void room_enter_now(struct room *r, struct room_place *p);
/* Fine for one that is not inside. */
void room_leave(struct room *r, struct room_place *p);
/*
 * It ran out of memory, and is still inside: it leaves, and enters again with fewer than
 * there are now. False: it was alone.
 */
bool room_shrink(struct room *r, struct room_place *p);
/* Its limit is no more. */
void room_relax(struct room *r, struct room_place *p);

#endif
