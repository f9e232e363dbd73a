/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The columns of the trials table, one for each thing that is known of a trial. The table
 * shows them and sorts by them, and filters name them.
 */
#ifndef UI_COLUMNS_H
#define UI_COLUMNS_H

#include <stdbool.h>

#include "base/error.h"
#include "study/study.h"

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

/* The number of columns. */
int columns_count(const struct study *s);
/* "value", "learning_rate", "val_error" */
const char *column_name(const struct study *s, int column);
/* The index of the column's metric, or -1; of its parameter, or -1. */
int column_metric(const struct study *s, int column);
int column_param(const struct study *s, int column);
/* Whether a column is worth showing: not constant, and no other one shows the same. */
bool column_useful(const struct study *s, int column);
/*
 * The trial's value. It is VALUE_NONE where there is none yet or where it is not finite. A
 * state is its name. Text lives as long as the study.
 */
struct value column_value(const struct study *s, const struct study_trial *t, int column);
/*
 * The column that n bytes of a name mean: the whole name, the initials of its words (lr),
 * or a unique beginning. -1 with err when no column matches, or several.
 */
int column_find(const struct study *s, const char *name, size_t n, struct error *err);

#endif
