/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial's task in a worker process, perhaps elsewhere: it finds the worker, and makes sure
 * that the worker is alive. Embedded in the trials of objectives with such workers; belongs
 * to the thread that has the trial.
 */
#ifndef WORKER_REMOTE_TASK_H
#define WORKER_REMOTE_TASK_H

#include "objective/objective.h"
#include "worker/launcher.h"
#include "worker/pool.h"

/* Workers or GPUs in a row that a trial loses and is not blamed for. */
#define REMOTE_LOSSES_MAX 10

struct remote_task {
	struct worker_pool *pool;
	const struct launcher *launcher;
	uint32_t trial;
	struct trial_task task;
	int attempt;	   /* from 1; 0: none yet */
	int losses;	   /* workers lost since the trial's last epoch */
	double until;	   /* clock_seconds() when waiting ends; or INFINITY */
	double heard;	   /* when the last message from its worker came */
	double spoken;	   /* when the last message to it was sent */
	struct connection *connection; /* while it has a worker */
	struct slots *slots; /* of its programs' GPUs; NULL: none are given out */
	bool alone;	     /* its next program must be, on its GPU */
	bool on_hold;	     /* its program goes on, and is no new attempt */
};

/* A remark for people; remote: a struct remote_task. For slot_wish.tell and slot_end.tell. */
void remote_task_note(void *remote, const char *text);
/* Makes an event about the trial of what has happened to it, and why. */
void remote_task_tell(const struct remote_task *e, const char *what, const char *why);
/*
 * Makes an event of it that the trial leaves its GPU, where it has one: before another can
 * have it, so that events tell who had which.
 */
void remote_task_leave(const struct remote_task *e);
/* Waits for a worker; e->connection is it then. Returns an EPOCH_… of objective.h. */
int remote_task_take_worker(struct remote_task *e, struct error *err);
/*
 * Continues what is on hold, see worker_pool_go_on(). Returns 0, with e->connection NULL
 * when it has been ended meanwhile, or EPOCH_CANCELLED.
 */
int remote_task_go_on(struct remote_task *e, struct connection **holder);
/*
 * Waits for the worker's next message, until e->until or until it is cancelled; meanwhile
 * makes sure that the worker is alive.
 */
enum news remote_task_wait(struct remote_task *e, json_t **message);
/* After a failed program: whether its worker still answers. */
bool remote_task_worker_answers(struct remote_task *e);
/* Whether the message is from the present attempt; drop those of earlier ones. */
bool remote_task_is_of_attempt(const struct remote_task *e, const json_t *message);
/* Sets err to why the worker is lost. */
void remote_task_explain(const struct remote_task *e, struct error *err);
/*
 * Releases the lost worker and makes an event of the loss. False, and it has done nothing:
 * the trial has lost too many workers.
 */
bool remote_task_lose(struct remote_task *e, const struct error *err);

#endif
