/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What starts the workers of an objective elsewhere: see connection.h and slurm.h. */
#ifndef WORKER_LAUNCHER_H
#define WORKER_LAUNCHER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/knob.h"
#include "worker/slurm.h"

/* Its knobs; slurm_def: the default of `slurm`. */
#define LAUNCHER_KNOBS(slurm_def)                                                        \
	{.name = "launcher",                                                             \
		.type = KNOB_TEXT,                                                       \
		.help = "words put before `rungtop worker`, to run it elsewhere"},       \
		{.name = "fence",                                                        \
			.type = KNOB_REAL,                                               \
			.min = 1,                                                        \
			.max = 86400,                                                    \
			.def = "10",                                                     \
			.help = "seconds of silence after which a worker elsewhere "     \
				"gives up"},                                             \
		SLURM_KNOBS(slurm_def)

struct launcher {
	char **words;	    /* ends with NULL; NULL: none, workers run on this machine */
	char **environment; /* for the words; borrows our strings; NULL: ours */
	bool slurm;	    /* they are srun's */
	bool hides_gpus;    /* workers must see no GPU */
	int room;	    /* how many workers fit; 0: not known */
	double fence;	    /* seconds */
};

/* -1 with err; launcher_release() in any case. */
int launcher_read(struct launcher *c, const struct knobs *k, struct error *err);
void launcher_release(struct launcher *c);
/*
 * Seconds without an answer after which a worker counts as lost. By then it has ended its
 * program by itself. INFINITY for workers on this machine.
 */
double launcher_patience(const struct launcher *c);

#endif
