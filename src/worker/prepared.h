/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs that a preparer starts (preparer.h). The parent of each is a keeper process
 * there, which ends what the program leaves behind, and ends the program when our end of the
 * socket is closed.
 */
#ifndef WORKER_PREPARED_H
#define WORKER_PREPARED_H

#include "worker/process.h"

/*
 * Asks at the socket for the program argv (python_call.h) with our environment; it starts
 * when the preparer is ready, p->pid is 0 until then. -1 with err: start it without.
 */
int prepared_start(
	struct process *p, const char *path, char *const *argv, struct error *err);

enum prepared_news {
	PREPARED_NOTHING, /* more */
	PREPARED_NEWS,	  /* p->pid, or p->ended and p->status */
	PREPARED_NOTE,	  /* text: a warning to be passed on once */
	PREPARED_PLAIN,	  /* start it without; text: why, or "". Its pipes are closed. */
};

/* Reads what the keeper has sent; does not wait. */
enum prepared_news prepared_hear(struct process *p, char *text, size_t size);
/* Tells the preparer that the program has reported its first epoch. */
void prepared_reported(const struct process *p);
/* Ends the program and its descendants, and waits for that; p->ended is true then. */
void prepared_sweep(struct process *p);

#endif
