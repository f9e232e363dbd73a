/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Workers that Slurm starts: each is a step of the allocation that rungtop runs in, or a
 * job of its own. This makes the command line that asks Slurm for a worker, and reads what
 * Slurm says when a worker is lost.
 */
#ifndef WORKER_SLURM_H
#define WORKER_SLURM_H

#include <stdbool.h>

#include "base/error.h"
#include "base/knob.h"
#include "base/strbuf.h"

/* The knobs of an objective whose workers Slurm may start; slurm_def: their default. */
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
			.type = KNOB_REAL,                                               \
			.min = 0,                                                        \
			.max = 100000,                                                   \
			.def = "0",                                                      \
			.help = "GPUs of a worker: of Slurm's, or for programs of this " \
				"machine's, also parts such as 0.25"},                   \
	{                                                                                \
		.name = "resources.memory", .type = KNOB_TEXT,                           \
		.help = "memory that Slurm gives a worker, such as 4G"                   \
	}

/*
 * Sets *words to the command line that starts a worker: malloc'ed words in an array that
 * ends with NULL; or to NULL where Slurm is not used. -1 with err.
 */
int slurm_launcher(const struct knobs *k, char ***words, struct error *err);
/*
 * The environment for that command line, without the requests of the allocation that ours
 * may have: pointers to our own variables; free() the array. NULL: ours as it is.
 */
char **slurm_environment(const struct knobs *k);
/*
 * Whether workers get no GPU and must not see any: Slurm then unsets CUDA_VISIBLE_DEVICES,
 * even where it was set to nothing, and unset it means all of them.
 */
bool slurm_hides_gpus(const struct knobs *k);
/* How many workers fit, for a study that does not give the number; 0: unknown. */
int slurm_room(const struct knobs *k);
/*
 * Runs one of Slurm's commands as ask_program() does, without the user's own settings for
 * what it answers. Any thread.
 */
void slurm_ask(const char *const *argv, char *out, size_t size);
/* How many times `cpus` fit into SLURM_JOB_CPUS_PER_NODE, such as "4(x3),2". */
int slurm_fit(const char *cpus_per_node, int cpus);

struct slurm_worker {
	const char *node, *job, *step; /* NULL: not known */
	const char *said;	       /* what came on srun's stderr */
};

/* Appends why it is gone: "job 7 has reached its time limit". False: nothing is known. */
bool slurm_name_loss(const struct slurm_worker *w, struct strbuf *why);
/*
 * Whether a step ended for lack of memory, by what came on srun's stderr; of a job that is
 * there for it alone (NULL: not known) Slurm is asked. May wait as slurm_ask() does.
 */
bool slurm_out_of_memory(const char *said, const char *job);
/* Whether the worker was lost because its node failed. */
bool slurm_node_failed(const char *said);
/* The node where srun could not start anything, malloc'ed; NULL: the node was not why. */
char *slurm_dead_node(const char *said);
/*
 * Ends a step that may be unreachable, and its job where that has no other. Waits for some
 * seconds at most.
 */
void slurm_cancel(const char *job, const char *step);

#endif
