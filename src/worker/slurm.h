/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Workers that Slurm carries: each is a step of the allocation that rungtop runs in, or a
 * job of its own. Slurm places and confines them; here are the words that ask it to, and
 * what it says when one is lost.
 */
#ifndef WORKER_SLURM_H
#define WORKER_SLURM_H

#include "base/error.h"
#include "base/knob.h"
#include "base/strbuf.h"

#include <stdbool.h>

/* The rows of an objective whose workers it may carry. */
#define SLURM_KNOBS(slurm_def)                                                           \
	{.name = "slurm",                                                                \
		.type = KNOB_CHOICE,                                                     \
		.choices = "auto steps jobs none",                                       \
		.def = slurm_def,                                                        \
		.help = "run workers as steps of the allocation around, or as jobs"},    \
		{.name = "slurm.partition",                                              \
			.type = KNOB_TEXT,                                               \
			.help = "partition of these jobs"},                              \
		{.name = "slurm.time",                                                   \
			.type = KNOB_TEXT,                                               \
			.help = "time limit of each, as Slurm writes it"},               \
		{.name = "slurm.nodes",                                                  \
			.type = KNOB_INT,                                                \
			.min = 1,                                                        \
			.max = 1024,                                                     \
			.help = "jobs at once, when the number of workers is not "       \
				"given"},                                                \
		{.name = "slurm.options",                                                \
			.type = KNOB_TEXT,                                               \
			.help = "more words for srun, such as --account=ours"},          \
		{.name = "resources.cpus",                                               \
			.type = KNOB_INT,                                                \
			.min = 1,                                                        \
			.max = 100000,                                                   \
			.def = "1",                                                      \
			.help = "processors that Slurm gives a worker"},                 \
		{.name = "resources.gpus",                                               \
			.type = KNOB_INT,                                                \
			.min = 0,                                                        \
			.max = 100000,                                                   \
			.def = "0",                                                      \
			.help = "GPUs that Slurm gives a worker"},                       \
	{                                                                                \
		.name = "resources.memory", .type = KNOB_TEXT,                           \
		.help = "memory that Slurm gives a worker, such as 4G"                   \
	}

/*
 * The words that have a worker carried; NULL in *words when Slurm has nothing to do with
 * it. An array of malloc'ed words, NULL at its end. -1 with err.
 */
int slurm_launcher(const struct knobs *k, char ***words, struct error *err);
/*
 * The environment for these words where ours has an allocation's requests in it: pointers
 * to our own variables; free() the array. NULL: ours.
 */
char **slurm_environment(const struct knobs *k);
/*
 * Whether workers are given no GPU, and are to see none: Slurm leaves CUDA_VISIBLE_DEVICES
 * unset then, even where it was set to nothing, and that means all of them.
 */
bool slurm_hides_gpus(const struct knobs *k);
/* How many workers there is room for, for a study that does not say; 0: unknown. */
int slurm_room(const struct knobs *k);
/*
 * Runs one of Slurm's commands, for some seconds at most, and gives what it prints, cut to
 * the size; "": no answer. Any thread.
 */
void slurm_ask(const char *const *argv, char *out, size_t size);
/* Of SLURM_JOB_CPUS_PER_NODE, such as "4(x3),2": how often so many fit. */
int slurm_fit(const char *cpus_per_node, int cpus);

struct slurm_worker {
	const char *node, *job, *step; /* NULL: not known */
	const char *said;	       /* what came on srun's stderr */
};

/* Appends why it is gone: "job 7 has reached its time limit". False: nothing is known. */
bool slurm_name_loss(const struct slurm_worker *w, struct strbuf *why);
/* Whether it was its node that failed. */
bool slurm_node_failed(const char *said);
/* The node where srun could start nothing, malloc'ed; NULL: it was not for a node. */
char *slurm_dead_node(const char *said);
/*
 * Ends a step that may be out of reach, and with it a job that is there for it alone. Waits
 * for some seconds at most.
 */
void slurm_cancel(const char *job, const char *step);

#endif
