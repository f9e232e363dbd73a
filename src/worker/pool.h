/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worker processes of a study (see worker.h). One is started when a trial needs a
 * worker and none is idle; a trial keeps its worker while its program lives.
 *
 * Threads: any thread may take and release workers. A connection belongs to the thread that
 * took it. One on hold belongs to the pool, which may end it.
 */
#ifndef WORKER_POOL_H
#define WORKER_POOL_H

#include <stdbool.h>

#include "base/error.h"
#include "worker/connection.h"
#include "worker/slots.h"

struct worker_pool;

struct worker_pool_setup {
	const struct launcher *launcher; /* lives as long as the pool */
	size_t hold_max;	       /* programs on hold at once */
	double grace;		       /* seconds that a program has after TERM */
	struct slots *slots; /* what its programs have of the GPUs; NULL: nothing is given
				out; lives as long as the pool */
	bool serves; /* programs stay, and their slots with them, when a task is over */
};

struct worker_pool *worker_pool_new(const struct worker_pool_setup *setup);
/* The file for the workers' stderr; call it before the first one starts. NULL: none. */
void worker_pool_set_log(struct worker_pool *c, const char *path);
/* Ends all programs and workers, and waits. Every connection must have been released. */
void worker_pool_free(struct worker_pool *c);

/*
 * A request for a worker. waits: called when it has to wait, and again whenever the reason
 * changes; why: "Resources", or NULL when it is not known. lost: called for each idle worker
 * that turns out to be gone, with the reason. tell: a remark about a GPU.
 */
struct worker_pool_wish {
	int cancel_fd; /* readable: stop waiting; -1: none */
	bool alone;    /* nobody else on its GPU */
	void (*waits)(void *arg, const char *why);
	void (*lost)(void *arg, const char *why);
	void (*tell)(void *arg, const char *note);
	void *arg;
};

/*
 * Waits for an idle worker, and for a slot of the GPUs where these are given out. NEWS_MESSAGE: *connection is one, ready for commands.
 * NEWS_CANCELLED: cancel_fd was readable. With err: NEWS_LOST when it could not be started,
 * NEWS_NONE when no worker of this pool ever could.
 */
enum news worker_pool_take(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct connection **connection, struct error *err);
/* Ends what is on hold, and does not wait. False: there was nothing. */
bool worker_pool_drop_held(struct worker_pool *c);
/* Releases a worker: its program has ended or was told to end quietly, or it is lost. */
void worker_pool_give_back(struct worker_pool *c, struct connection *l);
/*
 * Puts the program and its connection on hold. *holder is the caller's pointer to it: when
 * too many are on hold, the oldest is ended and its *holder becomes NULL.
 */
void worker_pool_hold(
	struct worker_pool *c, struct connection *l, struct connection **holder);
/*
 * Continues the program of *holder; where GPUs are given out, when its own has a place for
 * it. NEWS_MESSAGE: *connection is it. NEWS_NONE: it has been ended meanwhile.
 * NEWS_CANCELLED: cancel_fd was readable, and it is still on hold.
 */
enum news worker_pool_go_on(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct connection **holder, struct connection **connection);
/* Ends what is on hold for a trial that is over. Does not wait. */
void worker_pool_give_up(struct worker_pool *c, struct connection **holder);

#endif
