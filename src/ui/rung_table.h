/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rungs as a table: which columns fit, and how heads, rungs and passes are drawn.
 */
#ifndef UI_RUNG_TABLE_H
#define UI_RUNG_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "draw/grid.h"
#include "study/diagnosis.h"
#include "ui/rung_rows.h"
#include "ui/scene.h"

enum rung_column {
	COL_RUNG,
	COL_AT,
	COL_DONE,
	COL_CLIMB,
	COL_PAUSE, /* or those that stopped, where nothing waits */
	COL_RUN,
	COL_BAR,
	COL_CUTOFF,
	COL_RHO, /* the rank correlation with the rung above */
	COL_RULE,
	RUNG_COLUMNS
};

struct rung_table {
	const struct scene *sc;
	const struct passes *passes;
	const struct diagnosis *diagnosis;
	int width[RUNG_COLUMNS]; /* 0: not shown; the gap to the next one not counted */
	int label;		 /* of the bracket and round; 0: there is but one */
	bool head, brief;
	bool stops; /* its rule lets nothing wait: see COL_PAUSE */
};

/*
 * Finds the columns for n rows in a width. They give way, the least telling first, until
 * the bar has its least width. The caller has set sc, passes, diagnosis and stops.
 */
void rung_table_fit(
	struct rung_table *t, const struct rung_row *rows, size_t n, int width);
/* The heads of the columns. */
void rung_table_head(const struct rung_table *t, struct pen *p);
/* The row number i, in the line of the pen. */
void rung_table_row(
	const struct rung_table *t, const struct rung_row *rows, size_t i, struct pen *p);

#endif
