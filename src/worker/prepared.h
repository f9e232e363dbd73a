/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs that a preparer starts (preparer.h). Each has a keeper there, which is its
 * parent, ends what it leaves behind, and ends it when our end of the socket is closed.
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
	PREPARED_NOTE,	  /* text: something to be told once */
	PREPARED_PLAIN,	  /* start it without; text: why, or "". Its pipes are closed. */
};

/* What the keeper has said; does not wait. */
enum prepared_news prepared_hear(struct process *p, char *text, size_t size);
/* That the program has reported its first epoch. */
void prepared_reported(const struct process *p);
/* Ends the program and what came of it, and waits for that; p->ended then. */
void prepared_sweep(struct process *p);

#endif
