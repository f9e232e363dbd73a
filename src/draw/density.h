/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many lines pass each dot of a plot, shown as a halftone: the more lines, the more of
 * the dots around are lit. It works in every tier, and without colour.
 */
#ifndef DRAW_DENSITY_H
#define DRAW_DENSITY_H

#include "draw/plot.h"

struct density {
	int width, height; /* in dots */
	uint32_t *counts;  /* width * height */
};

void density_init(struct density *d, const struct plot *p);
void density_release(struct density *d);
/*
 * Adds `weight` to the dots of a line between two points in dots: one dot in each column
 * between its ends, without the ends; all dots of a vertical line. Does nothing if an end
 * is not finite.
 */
void density_line(
	struct density *d, double x0, double y0, double x1, double y1, uint32_t weight);
/*
 * Draws the halftone into the plot, but into no cell in which something of a higher rank is:
 * lines over a density stay apart from it.
 */
void density_draw(const struct density *d, struct plot *p, struct plot_ink ink);

#endif
