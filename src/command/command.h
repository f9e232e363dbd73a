/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the objective `command` and its trials share. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <stdatomic.h>

#include "base/strbuf.h"
#include "command/room.h"
#include "objective/objective.h"
#include "worker/launcher.h"
#include "worker/pool.h"
#include "worker/preparer.h"

enum resume {
	RESUME_HOLD,
	RESUME_CHECKPOINT,
	RESUME_SCRATCH
}; /* as the knob's choices */

/* What becomes of a trial that ran out of memory. */
enum on_oom { OOM_FAIL, OOM_INFEASIBLE, OOM_RETRY }; /* as the knob's choices */

struct command_objective {
	struct objective base;
	struct program program; /* its path may differ from the file's */
	char *path;
	const struct space *space;
	uint64_t seed;
	int max_epoch;
	enum resume resume;
	char *metrics[METRICS_MAX]; /* first the one that decides */
	size_t n_metrics;
	bool limited[METRICS_MAX]; /* which of them constraints are about */
	bool unmeasured; /* no metric is named: no line is a report, a trial has one epoch */
	char *pattern;	       /* of reports; NULL: JSON */
	double grace, timeout; /* seconds; timeout 0: none */
	int retries, fail_fast;
	enum on_oom on_oom;
	bool serves; /* a program takes one task after another */
	int threads; /* of a trial's libraries; 0: they are not told, -1: by the workers */
	size_t log_max; /* bytes a trial */
	const char *interpreter;
	struct launcher launcher;
	struct slots *slots; /* of GPUs; NULL: none are given out */
	struct device_watch *watch; /* of these; NULL: there are none */
	struct worker_pool *pool;
	struct room *room;
	struct preparer *preparer; /* NULL: programs are started as they are */
	char *logs, *checkpoints; /* folders, absolute; NULL until they are known */
	char *scratch;		  /* a temporary folder with them in it, or NULL */
	atomic_flag
		*together; /* the warning about reports that arrive together was given */
	atomic_flag
		*log_lost; /* the warning about a log that cannot be written was given */
	struct strbuf summary;
};

/* Reads the knob serve, and what follows for others. -1 with err. */
int command_read_serve(struct command_objective *c, const struct objective_setup *setup,
	struct error *err);
/* What would make the programs start sooner, static; NULL: nothing tells when they have. */
/* Fills metrics and pattern from the study and the objective's knobs; -1 with err. */
int command_read_metric_names(struct command_objective *c,
	const struct objective_setup *setup, struct error *err);
const char *command_start_hint(const struct objective *o);

void *command_trial_new(
	const struct objective *o, const struct trial_setup *setup, struct error *err);
void command_trial_begin(void *trial, const struct trial_task *task);
int command_trial_epoch(void *trial, const struct objective *o, void *ws, double *metrics,
	struct error *err);
void command_trial_end(void *trial, bool goes_on);
const struct failure *command_trial_failure(const void *trial);
void command_trial_free(void *trial);
size_t command_trial_bytes(const void *trial);
void command_preview(
	const struct objective *o, const struct trial_preview *p, struct strbuf *out);

#endif
