/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objectives train trials, one epoch at a time.
 *
 * Threads: an opened objective is read only and shared by all workers. A workspace
 * belongs to one worker. A trial (its weights and its optimiser's state: the
 * checkpoint) belongs to the thread that has it; one at a time, handed over by value.
 */
#ifndef OBJECTIVE_OBJECTIVE_H
#define OBJECTIVE_OBJECTIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/constraint.h"
#include "base/error.h"
#include "base/folder.h"
#include "base/knob.h"
#include "base/listener.h"
#include "base/strbuf.h"
#include "objective/cause.h"
#include "objective/device.h"
#include "space/program.h"
#include "space/space.h"

#define METRICS_MAX 8

struct objective {
	const struct objective_ops *ops;
};

struct objective_setup {
	const struct knobs *knobs;    /* of this kind; read during open only */
	const struct space *space;    /* outlives the objective */
	const char *const *data_dirs; /* where data files are looked up, in order; NULL ends */
	uint64_t seed;
	int max_epoch; /* r_max: what a cosine schedule runs to; INT32_MAX: none */
	const struct program *program; /* of a sweep file; outlives the objective */
	const char *metric; /* the one that decides; NULL: the objective's first */
	struct place metric_at;
	const struct constraint *constraints; /* n_constraints; their metrics are kept */
	size_t n_constraints;
	bool decides; /* something asks for a metric: a scheduler, a limit */
	bool learns;  /* the searcher does, and so can choose among configurations */
	const struct listener *listener; /* told of what is not used; NULL: none */
};

/* What a trial on hold had on GPUs was put aside, in its machine's memory, or brought back. */
struct trial_hold {
	uint32_t trial; /* it need not be the one that tells */
	int attempt;
	double bytes, seconds; /* that it took */
	bool back;
};

/* What is to be told of a trial that lives outside of this process. */
struct trial_news {
	const char *note; /* a line; NULL: nothing */
	const char *node; /* where it is now; "": it waits for a place; NULL: not said */
	const char *waits; /* with node "": why, as Slurm has it; NULL: not known */
	/*
	 * With node: the numbers of its GPUs of this machine; "": it has left them, or waits
	 * for one. NULL: it is not about them.
	 */
	const char *gpus;
	double started; /* seconds that its program has been starting; 0: not said */
	bool reported;	/* with started: its first report is there */
	int attempt;	/* with node or started */
	const char *argv; /* with started: its words, a JSON array; or NULL */
	const struct trial_hold *hold; /* NULL: nothing of that */
};

/* What a worker has been given: epochs from + 1 to `to` of a trial. */
struct trial_task {
	int from, to;
	int state; /* the epoch that the trial, as it is given, has come to */
	int workers; /* that the study has now, and its machine with them */
	int cancel_fd; /* readable when the worker is to stop, at once where it can */
	/* Copies the news and passes it on; until the task has ended. */
	void (*tell)(void *listener, const struct trial_news *news);
	void *listener;
};

/* What came of an epoch. */
enum {
	EPOCH_TRAINED = 0,
	EPOCH_DIVERGED = 1,   /* the loss is not finite, as metrics may be; err: why, or "" */
	EPOCH_CANCELLED = 2,  /* interrupted on the way: the epoch has not happened */
	EPOCH_FINISHED = 3,   /* with err: there is none, the trial has ended by itself */
	EPOCH_FAILED = -1,    /* with err */
	EPOCH_HOPELESS = -2,  /* with err: so will every other trial */
	EPOCH_INFEASIBLE = -3, /* with err: a bad result, as of one that diverged */
};

/* What is known of a failure beside the words for it. */
struct failure {
	enum cause cause;
	bool ended;	  /* its program has, with */
	int status;	  /* the status it exited with; minus the signal that killed it */
	const char *line; /* what it printed about it; NULL: nothing */
};

struct trial_setup {
	const struct value *config; /* in the order of the space; read during trial_new only */
	uint32_t trial;
	uint32_t row; /* of an objective with own_space: which of its configurations */
};

/* A trial that nobody has started. */
struct trial_preview {
	const struct value *config;
	uint32_t trial;
	int to;		  /* where its first task would end; INT32_MAX: an open top */
	const char *stem; /* of files, as settle has it */
};

struct objective_ops {
	struct kind kind;
	/*
	 * The parameters that trials understand; a row without a default is required.
	 * NULL: any parameter will do.
	 */
	const struct knob *params;
	/* Reads the data. NULL with err; mistakes in the input name their place. */
	struct objective *(*open)(const struct objective_setup *setup, struct error *err);
	void (*close)(struct objective *o);
	/* The metrics' names, best known first; at most METRICS_MAX. */
	size_t (*metrics)(const struct objective *o, const char *const **names);
	/* One line about the data and the task, for the screen's header and `list`. */
	const char *(*summary)(const struct objective *o);

	/* NULL, or: what would make its programs start sooner. */
	const char *(*start_hint)(const struct objective *o);

	/* A worker's own memory; both are NULL where none is needed. */
	void *(*workspace_new)(const struct objective *o);
	void (*workspace_free)(void *ws);

	/* NULL with err: the trial fails. */
	void *(*trial_new)(const struct objective *o, const struct trial_setup *setup,
		struct error *err);
	/*
	 * Trains one epoch and fills metrics[]. Epochs are counted inside the trial, from 1.
	 * Returns an EPOCH_….
	 */
	int (*trial_epoch)(void *trial, const struct objective *o, void *ws, double *metrics,
		struct error *err);
	void (*trial_free)(void *trial);
	/* Memory that the trial holds while paused, in bytes. */
	size_t (*trial_bytes)(const void *trial);

	/*
	 * The trial as bytes, for another process on this machine: malloc'ed, for free().
	 * And back: setup as for trial_new; NULL with err when the bytes are not of such a
	 * trial. Both NULL where training again costs next to nothing.
	 */
	void *(*trial_save)(const void *trial, size_t *size);
	void *(*trial_load)(const struct objective *o, const struct trial_setup *setup,
		const void *data, size_t size, struct error *err);

	/*
	 * NULL for objectives that really train. Else the study runs on the virtual clock,
	 * and this gives the virtual seconds that the epoch just trained took (> 0).
	 */
	double (*trial_seconds)(const void *trial);
	/*
	 * NULL, or: the space that the objective brings, and its n configurations; both
	 * live as long as the objective. The study file's parameters may then be left out.
	 */
	const struct space *(*own_space)(
		const struct objective *o, const struct value *const **configs, size_t *n);
	/* As own_space: the searcher chooses among them; else trial i trains number i. */
	bool (*is_chosen_from)(const struct objective *o);
	/* Its trials come to an end of their own: a top rung needs no epoch. */
	bool ends;
	/* NULL, or the epoch past which no trial can train. */
	int (*max_epoch)(const struct objective *o);

	/*
	 * Objectives whose trials live outside of this process; NULL for others. A worker
	 * calls task_begin before a task's first epoch, and the trial catches up by itself
	 * with the epochs up to `from`; task_end after the last one, goes_on: the trial may
	 * have another task.
	 */
	void (*task_begin)(void *trial, const struct trial_task *task);
	void (*task_end)(void *trial, bool goes_on);
	/* After EPOCH_FAILED and EPOCH_INFEASIBLE: more of it; it lives as long as they do. */
	const struct failure *(*trial_failure)(const void *trial);
	/*
	 * NULL, or: when the study's first so many trials have failed, and none has reported
	 * anything, all will: it ends. 0: never.
	 */
	int (*fail_fast)(const struct objective *o);
	/*
	 * Before the first task: where files of its own go, as the beginning of their
	 * names, and whose they are; NULL: nowhere that lasts. -1 with err.
	 */
	int (*settle)(struct objective *o, const char *stem,
		const struct folder_owner *owner, struct error *err);
	/* NULL, or: how many workers there is room for, by default; 0: not known. */
	int (*workers)(const struct objective *o);
	/*
	 * NULL, or: the GPUs that its trials are given, as they were a second or two ago.
	 * Looks at them for as long as it is called; never waits. out[DEVICES_MAX]. How many.
	 */
	size_t (*devices)(const struct objective *o, struct device_report *out);
	/* NULL, or, once it has settled: the folder with the logs of its trials. */
	const char *(*logs)(const struct objective *o);
	/*
	 * NULL, or: appends the command line that would start the trial's program, as a
	 * shell reads it, without a newline at its end. Nothing is started or written.
	 */
	void (*preview)(const struct objective *o, const struct trial_preview *p,
		struct strbuf *out);
};

extern const struct objective_ops objective_clients;
extern const struct objective_ops objective_command;
extern const struct objective_ops objective_mlp;
extern const struct objective_ops objective_simulated;
extern const struct objective_ops objective_table;

extern const struct family objectives;
const struct objective_ops *objective_ops_of(const struct kind *kind);
const struct knob *objective_params(const struct kind *kind);
bool objective_brings_space(const struct kind *kind);

#endif
