/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of the trials table: which columns fit, and how they are drawn. A column's width
 * depends on its domain, so columns stay in place while rows change.
 */
#ifndef UI_TRIALS_TABLE_H
#define UI_TRIALS_TABLE_H

#include "ui/view.h"

/* Where the table is scrolled to. */
struct table_place {
	size_t top;
	int left; /* columns of the space that are scrolled out */
	int page; /* rows */
};

struct trials_table {
	const struct scene *sc;
	int width[TRIAL_PARAM]; /* 0: the column does not show */
	int digits;		/* of an epoch */
	int *more; /* the same from TRIAL_PARAM on; of those scrolled out 0, too */
	int n_more;
	bool all; /* of them fit */
	int spark;
	double spark_lo, spark_hi;
};

/*
 * Finds the columns for a width, with the first `left` of the space scrolled out;
 * table_release() afterwards. The study has begun.
 */
void table_measure(struct trials_table *t, const struct scene *sc, int width, int left);
void table_release(struct trials_table *t);
/* Gives the curves of rows from … to - 1 a common scale. */
void table_scale(struct trials_table *t, size_t from, size_t to);
/* Draw the heads, or a trial, at the pen. */
void table_head(const struct trials_table *t, struct pen *p);
void table_trial(
	const struct trials_table *t, const struct study_trial *tr, struct pen *p);

#endif
