/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The checkpoints of waiting trials, in memory, up to a number of bytes. Beyond that the
 * one that has waited longest is dropped: its trial trains again from its seed when it
 * continues, and gets the same curve. For the tuner's thread.
 */
#ifndef TUNER_CHECKPOINTS_H
#define TUNER_CHECKPOINTS_H

#include <stddef.h>
#include <stdint.h>

#include "objective/objective.h"

struct checkpoint {
	void *state; /* NULL: none */
	int epoch;   /* trained so far */
	size_t bytes;
	uint32_t older, newer; /* neighbours in the order of waiting */
};

struct checkpoints {
	const struct objective_ops *ops;
	struct checkpoint *of; /* by trial */
	size_t n;
	size_t cap;
	size_t bytes, limit;
	uint32_t oldest, newest;
};

void checkpoints_init(
	struct checkpoints *c, const struct objective_ops *ops, size_t limit);
void checkpoints_release(struct checkpoints *c);
/* Takes the state after an epoch; NULL is legal. */
void checkpoints_put(struct checkpoints *c, uint32_t trial, int epoch, void *state);
/* Passes the state to the caller; NULL and epoch 0 when there is none. */
void *checkpoints_take(struct checkpoints *c, uint32_t trial, int *epoch);
/* It is the first to go when there is no room. */
void checkpoints_retire(struct checkpoints *c, uint32_t trial);
/* The epoch of what is kept of a trial; 0: nothing is. */
int checkpoints_epoch(const struct checkpoints *c, uint32_t trial);
void checkpoints_drop(struct checkpoints *c, uint32_t trial);

#endif
