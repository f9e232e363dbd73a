/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Translates a study for Optuna: it takes events, and tells a sink, a journal or an SQLite
 * file, what a storage of Optuna must hold. One thread at a time.
 *
 * A trial is RUNNING until it has ended. Completed ones are COMPLETE with their best value,
 * so that Optuna's best value is the incumbent's where that trial completed; stopped ones
 * are PRUNED with their last value; diverged, failed and killed ones are FAIL. Optuna has
 * no paused trials: they are RUNNING with the user attribute `paused`, and PRUNED once
 * the study has finished.
 */
#ifndef OPTUNA_OPTUNA_H
#define OPTUNA_OPTUNA_H

#include "optuna/optuna_format.h"
#include "optuna/optuna_space.h"
#include "study/study.h"

struct optuna_sink {
	const struct optuna_sink_ops *ops;
};

/* Trials are 0, 1, 2, …; times are seconds since 1970; `json` is a value as JSON. */
struct optuna_sink_ops {
	void (*study)(struct optuna_sink *k, const char *name, bool maximize);
	void (*study_attr)(
		struct optuna_sink *k, bool system, const char *key, const char *json);
	void (*trial)(struct optuna_sink *k, uint32_t trial, double time);
	void (*param)(struct optuna_sink *k, uint32_t trial, const char *name,
		double internal, const char *distribution);
	/* Once for every step. NaN and infinities as they are. */
	void (*report)(struct optuna_sink *k, uint32_t trial, int step, double value);
	/* The latest of a key counts. */
	void (*trial_attr)(struct optuna_sink *k, uint32_t trial, bool system,
		const char *key, const char *json);
	/* value: never NaN; NULL: none. Nothing more comes of this trial. */
	void (*end)(struct optuna_sink *k, uint32_t trial, enum optuna_state state,
		const double *value, double time);
};

struct optuna;

/* began: the time at which t was 0. info, space and sink outlive it. */
struct optuna *optuna_new(const struct study_info *info, const struct optuna_space *space,
	double began, struct optuna_sink *sink);
void optuna_free(struct optuna *o);
/*
 * A trial that had completed may be alive again when the top is raised, but what Optuna has
 * been told of as ended stays so. ends: the events of the last ends, one a trial that will
 * have been; none before is told. Borrowed, as long as events are taken.
 */
void optuna_wait_for(struct optuna *o, const uint64_t *ends, size_t n);
/* Takes the next event, which study_check() must have accepted. */
void optuna_event(struct optuna *o, const struct event *e);
/* After the last event: tells which trials are paused, and how a finished study ended. */
void optuna_finish(struct optuna *o);

/* "2026-01-31T23:59:59.000000", local time as Optuna has it; `between` for the T. */
void optuna_print_time(double time, char between, struct strbuf *out);

#endif
