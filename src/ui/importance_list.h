/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters as rows, the most important first: how important each is for being among
 * the best at the rung that is selected, its value in the best configuration, and where the
 * best ones lie. A parameter is meant by its place among those that vary.
 */
#ifndef UI_IMPORTANCE_LIST_H
#define UI_IMPORTANCE_LIST_H

#include "draw/grid.h"
#include "ui/scene.h"
#include "ui/space_axis.h"

/* The rows from the top-th on; the chosen one stands out. */
void importance_list_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct importances *im, size_t chosen, size_t top);
/* The top nearest to this one with which the chosen row shows in so many rows. */
size_t importance_list_scroll(const struct study *s, const struct importances *im,
	size_t chosen, size_t top, int rows);
/* The parameter that is chosen after a step, or after ACT_FIRST or ACT_LAST. */
size_t importance_list_move(const struct study *s, const struct importances *im,
	size_t chosen, enum action a);
/* The one whose row is at y of so many; SIZE_MAX: there is none. */
size_t importance_list_at(
	const struct study *s, const struct importances *im, size_t top, int rows, int y);

#endif
