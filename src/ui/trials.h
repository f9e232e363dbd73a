/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trials as a table: which rows and columns there are, and in which order rows stand.
 */
#ifndef UI_TRIALS_H
#define UI_TRIALS_H

#include "study/study.h"
#include "ui/columns.h"
#include "ui/mistake.h"
#include "ui/view.h"

/* Whether the table has this column, as chosen; else all that are useful, but for some. */
bool trials_shows(const struct view *v, const struct study *s, int column);
/* Shows a column that is hidden, or hides it. */
void trials_toggle(struct view *v, const struct study *s, int column);
/* The next shown column to sort by after the one there is. */
int trials_next_sort(const struct view *v, const struct study *s);
/* Whether a column's large values come first. */
bool trials_sort_falls(const struct study *s, int column);
/* Sorts by a column at once. */
void trials_sort_by(struct view *v, int column);
/*
 * Makes the order anew, of the trials that the filter lets through: better, higher, later
 * first as the column asks; ties by value, id.
 */
void trials_sort(struct view *v, const struct study *s);
/*
 * Adds trials that came since, at the end, without moving a row; those that have not come
 * yet (one has gone back) go.
 */
void trials_extend(struct view *v, const struct study *s);
/* The row of the trial, or SIZE_MAX: it has none. */
size_t trials_row(const struct view *v, uint32_t id);
/*
 * Shows those alone that an expression lets through; "": all. -1 with the mistake; the
 * filter stays then.
 */
int trials_filter(
	struct view *v, const struct study *s, const char *text, struct mistake *m);
/* Follows the selected trial, or no longer. */
void trials_follow(struct view *v, const struct study *s);
/* Gives back what the view has of all this. */
void trials_release(struct view *v);

#endif
