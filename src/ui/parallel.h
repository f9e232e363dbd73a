/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parallel coordinates: an axis for each parameter and one for the value at the end, and a
 * line for each trial.
 */
#ifndef UI_PARALLEL_H
#define UI_PARALLEL_H

#include "draw/grid.h"
#include "ui/brush.h"
#include "ui/scene.h"

#define PARALLEL_ROWS 7 /* the least that it can use */

struct parallel_look {
	size_t chosen; /* the axis that stands out; it shows where not all of them fit */
	bool log_value;
	const struct importances *importances;
	const struct brushes *brushes;
};

/* Of what the view's filter leaves out, the places on the axes alone are drawn. */
void parallel_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct space_points *sp, const struct parallel_look *look);
/*
 * The axis that is nearest to a column of that area, counted among those that vary, and
 * where along it a row begins: 1 … 0, from its high end. False: it is none of a parameter.
 */
bool parallel_at(const struct study *s, struct area in, size_t chosen, int y, int x,
	size_t *axis, double *place);

#endif
