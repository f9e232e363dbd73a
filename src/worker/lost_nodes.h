/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nodes of a cluster that were lost. Slurm may take minutes to notice, and places workers
 * there. Not locked.
 */
#ifndef WORKER_LOST_NODES_H
#define WORKER_LOST_NODES_H

#include <stddef.h>

#define LOST_NODES_MAX 32

struct lost_nodes {
	struct {
		char *name;
		double until; /* clock_seconds() */
	} list[LOST_NODES_MAX];
	size_t n;
};

/* It gets no new worker for a while. */
void lost_nodes_add(struct lost_nodes *l, const char *name);
/* srun's word for them, to be freed; NULL: there are none. */
char *lost_nodes_exclusion(struct lost_nodes *l);
void lost_nodes_forget(struct lost_nodes *l);

#endif
