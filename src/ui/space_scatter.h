/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trials as points over one parameter: the value of each, or another parameter. What
 * the view's filter leaves out is faint.
 */
#ifndef UI_SPACE_SCATTER_H
#define UI_SPACE_SCATTER_H

#include "draw/grid.h"
#include "ui/brush.h"
#include "ui/scene.h"

/* What is against what, counted among the parameters that vary; past them is the value. */
struct space_look {
	size_t x, y;
	const struct brushes *brushes;
};

void space_scatter_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct space_points *sp, struct space_look look);
/* Whether trials that pass a filter are letters, as no dot is larger than another. */
bool space_scatter_letters(const struct scene *sc);
/* The trial that is drawn at a cell of that area, or beside it; or STUDY_NONE. */
uint32_t space_scatter_at(const struct scene *sc, struct area in,
	const struct space_points *sp, struct space_look look, int y, int x);
/* Where along the x axis a column of that area begins: 0 … 1, less or more beside it. */
double space_scatter_place(struct area in, int x);

#endif
