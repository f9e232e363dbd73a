/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trials as a table: what columns there are and in which order rows stand.
 */
#ifndef UI_TRIALS_H
#define UI_TRIALS_H

#include "engine/study.h"
#include "ui/view.h"

enum trial_column {
	TRIAL_ID,
	TRIAL_STATE,
	TRIAL_RUNG,
	TRIAL_EPOCH,
	TRIAL_VALUE,
	TRIAL_RANK,
	TRIAL_WORKER,
	TRIAL_PARAM, /* + the parameter's index */
};

/* The next column to sort by after `sort`; constants are left out. */
int trials_next_sort(const struct study *s, int sort);
/* "value", "learning_rate" */
const char *trials_sort_name(const struct study *s, int sort);
/* Makes the order anew: better, higher, later first as the column asks; ties by value, id. */
void trials_sort(struct view *v, const struct study *s);
/*
 * Adds trials that came since, at the end, without moving a row; those that have not come
 * yet (one has gone back) go.
 */
void trials_extend(struct view *v, const struct study *s);
/* The row of the trial, or SIZE_MAX. */
size_t trials_row(const struct view *v, uint32_t id);

#endif
