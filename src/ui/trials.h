/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trials as the table has them: which rows and columns there are, and in which order
 * rows stand.
 */
#ifndef UI_TRIALS_H
#define UI_TRIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "study/study.h"
#include "ui/columns.h"
#include "ui/mistake.h"

struct filter;	 /* ui/filter.h */
struct sort_row; /* ui/trials.c */

struct trials {
	uint32_t *order; /* ids, as shown; n of them */
	size_t n, cap;
	size_t seen;  /* trials that are in it, or were left out */
	uint64_t seq; /* the event that the order was made at; 0: it is to be made anew */
	double hold;  /* wall time before which rows stay where they are */
	int sort;     /* by this column, see columns.h */
	bool invert;
	bool follows; /* the selected trial stays in its row, whatever the filter */
	signed char
		*shows; /* by column: 1 shown, -1 hidden, 0 as usual; n_shows of them */
	size_t n_shows;
	struct filter *filter; /* NULL: all trials show */
	char *filtered;	       /* its text */
	struct sort_row *rows; /* room for sorting: twice cap */
};

void trials_init(struct trials *t);
void trials_release(struct trials *t);
/* Whether the table has this column, as chosen; else all that are useful, but for some. */
bool trials_shows(const struct trials *t, const struct study *s, int column);
/* Shows a column that is hidden, or hides it. */
void trials_toggle(struct trials *t, const struct study *s, int column);
/* The next shown column to sort by after the one there is. */
int trials_next_sort(const struct trials *t, const struct study *s);
/* Whether a column's large values come first. */
bool trials_sort_falls(const struct study *s, int column);
/* Sorts by a column at once. */
void trials_sort_by(struct trials *t, int column);
/* Turns the order round at once. */
void trials_turn(struct trials *t);
/*
 * Makes the order anew, of the trials that the filter lets through: better, higher, later
 * first as the column asks; ties by value, id. `selected` is the trial that may be
 * followed.
 */
void trials_sort(struct trials *t, const struct study *s, uint32_t selected);
/*
 * Adds trials that came since, at the end, without moving a row; those that have not come
 * yet (one has gone back) go.
 */
void trials_extend(struct trials *t, const struct study *s, uint32_t selected);
/* Whether the filter, when there is one, lets a trial through. */
bool trials_passes(const struct trials *t, const struct study *s, uint32_t id);
/* The row of the trial, or SIZE_MAX: it has none. */
size_t trials_row(const struct trials *t, uint32_t id);
/*
 * Shows those alone that an expression lets through; "": all. -1 with the mistake; the
 * filter stays then.
 */
int trials_filter(
	struct trials *t, const struct study *s, const char *text, struct mistake *m);

#endif
