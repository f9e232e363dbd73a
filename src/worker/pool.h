/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worker processes of a study (see worker.h). One is started when a trial needs it
 * and none is idle; a trial has one to itself while its program lives.
 *
 * Threads: any may take and give back. A connection belongs to who took it, one thread at a
 * time; one on hold belongs to the pool, which may give it up.
 */
#ifndef WORKER_POOL_H
#define WORKER_POOL_H

#include "base/error.h"
#include "worker/connection.h"

#include <stdbool.h>

struct worker_pool;

struct worker_pool_setup {
	const struct launcher *launcher; /* lives as long as the pool */
	size_t hold_max;	       /* programs on hold at once */
	double grace;		       /* that programs have been promised */
};

struct worker_pool *worker_pool_new(const struct worker_pool_setup *setup);
/* Where the workers' stderr goes; before the first one. NULL: nowhere. */
void worker_pool_set_log(struct worker_pool *c, const char *path);
/* Ends all programs and workers, and waits for them. Every connection must be given back. */
void worker_pool_free(struct worker_pool *c);

/*
 * Who wants a worker: what ends the wait (-1: nothing), and who is told that it is one,
 * and why when that is known and each time it changes ("Resources", else NULL);
 * and why a worker is gone that had nothing to do.
 */
struct worker_pool_wish {
	int cancel_fd;
	void (*waits)(void *arg, const char *why);
	void (*lost)(void *arg, const char *why);
	void *arg;
};

/*
 * An idle one that has greeted. NEWS_MESSAGE: *connection is it. NEWS_LOST: it could not be
 * started, with err; NEWS_NONE: nor has any other ever been.
 */
enum news worker_pool_take(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct connection **connection, struct error *err);
/* Its program has ended, or has been told to in silence; or the worker is gone. */
void worker_pool_give_back(struct worker_pool *c, struct connection *l);
/*
 * Puts the program on hold, and the connection with it. *holder is where the caller keeps it:
 * when too many are on hold the oldest is given up, and its *holder becomes NULL.
 */
void worker_pool_hold(
	struct worker_pool *c, struct connection *l, struct connection **holder);
/* Lets the program of *holder go on. NULL: it has been given up. */
struct connection *worker_pool_go_on(struct worker_pool *c, struct connection **holder);
/* The trial is over: what is on hold for it is ended. Does not wait. */
void worker_pool_give_up(struct worker_pool *c, struct connection **holder);

#endif
