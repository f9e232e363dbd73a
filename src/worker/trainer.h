/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Training in a worker process: it opens the objective of a study from what remote.h sends,
 * and a thread trains one task at a time.
 *
 *   do: open    kind, knobs (name: text), parameters (a space, as text), dirs (where data
 *               is looked for), seed, max_epoch, metric (or null). No answer but a refusal
 *       train   attempt, trial, config (values in the space's order), from, to; saved (the
 *               trial as base64) and saved_epoch, if it is not to begin at 0
 *       stop    at the next epoch
 *
 *   is: refused attempt, why: the objective cannot be opened
 *       report  attempt, epoch, values (null: not finite), diverged; saved, when it would
 *               cost more to train it again than to send it. The report of epoch `to`, or
 *               of one that diverged, is the last message of the attempt
 *       end     attempt, why: it failed, or was stopped
 */
#ifndef WORKER_TRAINER_H
#define WORKER_TRAINER_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"

struct trainer;

/* say: takes a message; called from the trainer's thread. NULL with err. */
struct trainer *trainer_new(const json_t *open, void (*say)(void *arg, json_t *message),
	void *arg, struct error *err);
/* One task at a time. */
void trainer_train(struct trainer *t, const json_t *command);
/* Stops training at the next epoch; `end` is sent then. False: it trains nothing. */
bool trainer_stop(struct trainer *t);
/* Whether it trains now. */
bool trainer_is_busy(struct trainer *t);

#endif
