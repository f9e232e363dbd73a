/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rungs as a table: which columns fit, and how heads, rungs and passes are drawn. */
#ifndef UI_RUNG_TABLE_H
#define UI_RUNG_TABLE_H

#include <stddef.h>

#include "draw/grid.h"
#include "study/diagnosis.h"
#include "ui/scene.h"

struct selection; /* ui/view.h */

/*
 * Draws the rungs into the area: the lines from the top-th on, under heads where there is
 * room for these. at: which bracket and rung are selected, or NULL. Columns give way, the
 * least telling first, until the bar has its least width. Returns the rows that it took;
 * 0: there is no rung.
 */
int rung_table_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct selection *at, size_t top, const struct diagnosis *diagnosis);

#endif
