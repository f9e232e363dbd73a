/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What there is to know of a trial, a column each: the trials table shows them, sorts by
 * them, and filters name them.
 */
#ifndef UI_COLUMNS_H
#define UI_COLUMNS_H

#include "base/error.h"
#include "study/study.h"

#include <stdbool.h>

enum trial_column {
	TRIAL_ID,
	TRIAL_STATE,
	TRIAL_RUNG,
	TRIAL_EPOCH,
	TRIAL_VALUE,
	TRIAL_RANK,
	TRIAL_WORKER,
	TRIAL_BRACKET,
	TRIAL_ROUND,
	TRIAL_BEST,
	TRIAL_SECONDS,
	TRIAL_PARAM, /* + the parameter's index; behind them the metrics by theirs */
};

/* Columns are 0 … this - 1. */
int columns_count(const struct study *s);
/* "value", "learning_rate", "val_error" */
const char *column_name(const struct study *s, int column);
/* The index of the metric or -1; of the parameter or -1. */
int column_metric(const struct study *s, int column);
int column_param(const struct study *s, int column);
/* Whether it is one to show: no constant, and none that another one shows already. */
bool column_useful(const struct study *s, int column);
/*
 * The trial's value: VALUE_NULL where there is none (yet), or it is not finite. A state
 * is its name. Text lives as long as the study.
 */
struct value column_value(const struct study *s, const struct study_trial *t, int column);
/*
 * The column that n bytes of a name stand for: all of it, the initials of its words (lr),
 * or its beginning when only one begins so. -1 with err: none does, or several.
 */
int column_find(const struct study *s, const char *name, size_t n, struct error *err);

#endif
