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
#include "objective/objective.h"
#include "worker/connection.h"
#include "worker/slots.h"

/* The knobs of an objective whose programs wait for their trials. */
#define HOLD_KNOBS                                                                       \
	{.name = "hold_max",                                                             \
		.type = KNOB_INT,                                                        \
		.min = 0,                                                                \
		.max = 10000,                                                            \
		.def = "8",                                                              \
		.help = "processes that may wait; past that the oldest is ended"},       \
	{                                                                                \
		.name = "hold_mib", .type = KNOB_INT, .min = 0, .max = 1e9,              \
		.help = "MiB of the machine's memory for what waiting processes have "   \
			"on GPUs, which is put there; 0: it stays on the GPUs; without " \
			"it: what is free"                                               \
	}

struct worker_pool;

struct worker_pool_hold_setup {
	size_t max;	  /* programs on hold at once */
	double aside_max; /* bytes that what they have on GPUs may take of their machines'
			     memory; below 0: as much as there is room for */
};

struct worker_pool_setup {
	const struct launcher *launcher; /* lives as long as the pool */
	struct worker_pool_hold_setup hold;
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
 * Waits for an idle worker, and for a slot of the GPUs where these are given out.
 * NEWS_MESSAGE: *connection is one, ready for commands. NEWS_CANCELLED: cancel_fd was
 * readable. With err: NEWS_LOST when it could not be started, NEWS_NONE when no worker of
 * this pool ever could.
 */
enum news worker_pool_take(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct connection **connection, struct error *err);
/* Ends what is on hold, and does not wait. False: there was nothing. */
bool worker_pool_drop_held(struct worker_pool *c);
/* Releases a worker: its program has ended or was told to end quietly, or it is lost. */
void worker_pool_give_back(struct worker_pool *c, struct connection *l);
/* Whose program it is. */
struct worker_pool_held {
	struct connection **holder; /* the caller's pointer to it while it is on hold */
	uint32_t trial;
	int attempt;
};

/*
 * Puts the program and its connection on hold. When too many are, the oldest is ended, and
 * its *holder becomes NULL.
 */
void worker_pool_hold(
	struct worker_pool *c, struct connection *l, const struct worker_pool_held *as);
/*
 * Continues the program of *holder; where GPUs are given out, when its own has a place for
 * it. NEWS_MESSAGE: *connection is it. NEWS_NONE: it has been ended meanwhile.
 * NEWS_CANCELLED: cancel_fd was readable, and it is still on hold.
 */
enum news worker_pool_go_on(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct connection **holder, struct connection **connection);
/* Ends what is on hold for a trial that is over. Does not wait. */
void worker_pool_give_up(struct worker_pool *c, struct connection **holder);

/* Whoever waits while room is made on GPUs. */
struct worker_pool_way {
	int cancel_fd; /* readable: stop waiting; -1: none */
	/* A line about a trial, or NULL; what was put aside, or NULL. */
	void (*tell)(void *arg, const char *line, const struct trial_hold *hold);
	void *arg;
};

/*
 * Puts aside what programs on hold have on GPUs, and waits for that: those that the calling
 * thread has put there, and those that have a device of the slot (NULL: none), but for
 * *except. Where it stays, and *except is NULL, the oldest on hold are ended until there is
 * room for another program.
 */
void worker_pool_make_way(struct worker_pool *c, const struct worker_pool_way *way,
	const struct slot *slot, struct connection *const *except);
/*
 * For what comes back, and finds no room on these devices (names): puts one more aside,
 * whoever has put it on hold, or else ends the oldest that has memory there.
 */
void worker_pool_want_room(
	struct worker_pool *c, const struct worker_pool_way *way, const json_t *devices);
/* The driver has harmed a program: nothing is put aside any more. */
void worker_pool_distrust_driver(struct worker_pool *c);

#endif
