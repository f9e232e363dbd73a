/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worker processes of a study (see worker.h). One is started when a trial needs it
 * and none is idle; a trial has one to itself while its program lives.
 *
 * Threads: any may take and give back. A link belongs to who took it, one thread at a
 * time; one on hold belongs to the crew, which may give it up.
 */
#ifndef WORKER_POOL_H
#define WORKER_POOL_H

#include "base/error.h"
#include "worker/connection.h"

#include <stdbool.h>

struct crew;

struct crew_setup {
	const struct carrier *carrier; /* lives as long as the crew */
	size_t hold_max;	       /* programs on hold at once */
	double grace;		       /* that programs have been promised */
};

struct crew *crew_new(const struct crew_setup *setup);
/* Where the workers' stderr goes; before the first one. NULL: nowhere. */
void crew_set_log(struct crew *c, const char *path);
/* Ends all programs and workers, and waits for them. Every link must be given back. */
void crew_free(struct crew *c);

/*
 * Who wants a worker: what ends the wait (-1: nothing), and who is told that it is one,
 * and why when that is known and each time it changes ("Resources", else NULL);
 * and why a worker is gone that had nothing to do.
 */
struct crew_wish {
	int cancel_fd;
	void (*waits)(void *arg, const char *why);
	void (*lost)(void *arg, const char *why);
	void *arg;
};

/*
 * An idle one that has greeted. NEWS_MESSAGE: *link is it. NEWS_LOST: it could not be
 * started, with err; NEWS_NONE: nor has any other ever been.
 */
enum news crew_take(struct crew *c, const struct crew_wish *wish, struct link **link,
	struct error *err);
/* Its program has ended, or has been told to in silence; or the worker is gone. */
void crew_give_back(struct crew *c, struct link *l);
/*
 * Puts the program on hold, and the link with it. *holder is where the caller keeps it:
 * when too many are on hold the oldest is given up, and its *holder becomes NULL.
 */
void crew_hold(struct crew *c, struct link *l, struct link **holder);
/* Lets the program of *holder go on. NULL: it has been given up. */
struct link *crew_go_on(struct crew *c, struct link **holder);
/* The trial is over: what is on hold for it is ended. Does not wait. */
void crew_give_up(struct crew *c, struct link **holder);

#endif
