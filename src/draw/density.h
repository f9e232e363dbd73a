/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often lines pass each dot of a plot, shown as a halftone: the more of them, the
 * more of the dots around are lit. Says the same in every tier, and without colour.
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
 * Counts a line between two points in dots for `weight` lines: a dot in each column
 * between its ends, without these; all dots of a vertical one. An end that is not finite:
 * nothing.
 */
void density_line(
	struct density *d, double x0, double y0, double x1, double y1, uint32_t weight);
/* Lights the dots. */
void density_draw(const struct density *d, struct plot *p, struct plot_ink ink);

#endif
