/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objective clients: trials are trained by other programs, which ask for tasks. */
#ifndef OBJECTIVE_CLIENTS_H
#define OBJECTIVE_CLIENTS_H

#include "objective/objective.h"

/* How a trial continues that a scheduler has paused. */
enum clients_resume {
	CLIENTS_HOLD,	    /* the client that had it has it in memory */
	CLIENTS_CHECKPOINT, /* from its folder */
	CLIENTS_SCRATCH,    /* from nothing */
};

/* Whether its trials are those of this objective. */
bool clients_train(const struct objective *o);
double clients_fence(const struct objective *o); /* seconds */
enum clients_resume clients_resume(const struct objective *o);
/* The folder of the trials' folders; NULL: they have none, or it has not settled. */
const char *clients_checkpoints(const struct objective *o);
/* Where clients find it, for its summary. */
void clients_set_address(struct objective *o, const char *address);

#endif
