/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who carries the workers of an objective to where they run: see connection.h and slurm.h. */
#ifndef WORKER_LAUNCHER_H
#define WORKER_LAUNCHER_H

#include "base/error.h"
#include "base/knob.h"
#include "worker/slurm.h"

#include <stdbool.h>

/* Its rows; slurm_def: what `slurm` is when nothing is said. */
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
	char **words;	    /* NULL at its end; NULL: none, workers are here */
	char **environment; /* the words'; the strings are ours; NULL: ours as it is */
	bool slurm;	    /* they are srun's */
	bool hides_gpus;    /* workers are to see none */
	int room;	    /* workers that there is room for; 0: not known */
	double fence;	    /* seconds */
};

int launcher_read(struct launcher *c, const struct knobs *k, struct error *err);
void launcher_release(struct launcher *c);
/*
 * Seconds without an answer until a worker is given up, by when it has ended its program
 * itself; INFINITY for those here.
 */
double launcher_patience(const struct launcher *c);

#endif
