/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files pool*.c share. */
#ifndef WORKER_POOL_PARTS_H
#define WORKER_POOL_PARTS_H

#include <jansson.h>
#include <pthread.h>

#include "worker/lost_nodes.h"
#include "worker/pool.h"

#define POOL_PATIENCE 2.0 /* seconds beyond the grace, until a worker is killed */

struct worker_pool {
	const struct launcher *launcher;
	struct worker_pool_hold_setup hold;
	double grace;
	char *log;
	pthread_mutex_t lock;
	struct connection *free;
	struct connection *held; /* the oldest first */
	size_t n_held;		 /* with those that are busy */
	pthread_cond_t settled;	 /* one on hold is not busy any more */
	double aside;		 /* bytes, of all on hold */
	double coming;		 /* of them those that are under way */
	double most;		 /* that a program had on a device */
	bool harmed;		 /* the driver has failed: it is not asked again */
	json_t *told;		 /* why memory stays on devices, each once: an object */
	struct lost_nodes lost;
	struct slots *slots;
	bool serves;
	bool worked; /* a worker has greeted */
	double ask_at, ask_every;
	char *reason; /* why workers are waited for, by Slurm; NULL: not known */
};

/* Sends a word that is all. */
void pool_tell(struct connection *l, const char *word);

/* With the lock held. */
void pool_push_free(struct worker_pool *c, struct connection *l);
/* One of the free ones; NULL: none fits. With the lock held. */
struct connection *pool_pop(struct worker_pool *c, bool (*fits)(struct connection *l));
/*
 * Whether a free connection can be taken: the program before has ended, and the worker is
 * there. Does not wait.
 */
bool pool_is_idle(struct connection *l);
/* ... and has a slot of its own. */
bool pool_has_slot(struct connection *l);
/* Ends the one on hold that *at points to, and does not wait. With the lock held. */
void pool_give_up(struct worker_pool *c, struct connection **at);
/* It was taken out of the list, and is told to end. With the lock held. */
void pool_stop_held(struct worker_pool *c, struct connection *l);
/* It is on hold, as the newest; or ended, when nobody wants it. With the lock held. */
void pool_put_back(struct worker_pool *c, struct connection *l);

/*
 * Waits for a slot: *slot is it, or *found an idle worker that has one. NEWS_MESSAGE, at
 * once and without either where nothing is given out; NEWS_CANCELLED; or NEWS_NONE with
 * err: too few GPUs are left.
 */
enum news pool_take_slot(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct slot **slot, struct connection **found, struct error *err);
/*
 * The same for the devices of a program on hold. NEWS_NONE: it has been ended meanwhile.
 */
enum news pool_take_own_slot(struct worker_pool *c, const struct worker_pool_wish *wish,
	struct connection **holder, struct slot **slot);
/* What a program had of the GPUs is free. NULL is fine. */
void pool_drop_slot(struct worker_pool *c, struct slot *slot);

#endif
