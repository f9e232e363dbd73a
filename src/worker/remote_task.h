/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial's task that a worker process sees to, maybe elsewhere: finding the worker, and
 * making sure that it is still there. Embedded in the trials of objectives that have
 * such workers; belongs to whoever holds the trial.
 */
#ifndef WORKER_REMOTE_TASK_H
#define WORKER_REMOTE_TASK_H

#include "objective/objective.h"
#include "worker/launcher.h"
#include "worker/pool.h"

struct remote_task {
	struct worker_pool *pool;
	const struct launcher *launcher;
	uint32_t trial;
	struct trial_task task;
	int attempt;	   /* from 1; 0: none yet */
	int losses;	   /* workers lost since the trial's last epoch */
	double until;	   /* clock_seconds() by which there must be news; or INFINITY */
	double heard;	   /* when its worker last said something */
	double spoken;	   /* when it was last spoken to */
	struct connection *connection; /* while a worker is at it */
};

/* A line about the trial for the study's events: what has become of it, and why. */
void remote_task_tell(const struct remote_task *e, const char *what, const char *why);
/* Waits for a worker, which is e->connection then. Returns an EPOCH_…. */
int remote_task_take_worker(struct remote_task *e, struct error *err);
/*
 * Waits for the worker's next message, for e->until or to be cancelled; meanwhile makes
 * sure that the worker is still there.
 */
enum news remote_task_wait(struct remote_task *e, json_t **message);
/* Whether the worker is there, now that its program has ended with a failure. */
bool remote_task_worker_answers(struct remote_task *e);
/* Whether the message is of the attempt that is under way; what came late is dropped. */
bool remote_task_is_of_attempt(const struct remote_task *e, const json_t *message);
/* Why the worker is lost, into err. */
void remote_task_explain(const struct remote_task *e, struct error *err);
/*
 * Gives the lost worker back, and tells of it. False, and nothing of that: the trial has
 * lost too many.
 */
bool remote_task_lose(struct remote_task *e, const struct error *err);

#endif
