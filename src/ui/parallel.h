/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parallel coordinates: an axis for each parameter and one for the value at the end, and a
 * line for each trial.
 */
#ifndef UI_PARALLEL_H
#define UI_PARALLEL_H

#include "draw/grid.h"
#include "ui/scene.h"
#include "ui/space_axis.h"

#define PARALLEL_ROWS 7 /* the least that it can use */

/* Where not all axes fit, they begin with the first-th. */
void parallel_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct space_points *sp, size_t first, bool log_value);

#endif
