/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Line plots in cells. A cell holds 2x4 dots in braille, 2x2 in blocks, 1x3 in ASCII.
 * Dots are OR-ed together; the cell takes the look of the series of highest rank in it.
 */
#ifndef DRAW_PLOT_H
#define DRAW_PLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/grid.h"

struct plot_ink {
	enum role role;
	unsigned attr;
	uint8_t rank; /* the brightest series of a cell gives it its look */
};

struct plot {
	enum tier tier;
	int rows, cols;	    /* in cells */
	int dots_x, dots_y; /* dots of a cell */
	struct plot_cell {
		uint8_t bits, role, attr, rank;
	} * cells;
};

void plot_init(struct plot *p, enum tier tier, int rows, int cols);
void plot_release(struct plot *p);
int plot_width(const struct plot *p);  /* in dots */
int plot_height(const struct plot *p); /* in dots */

/* Sets a dot; (0, 0) is the upper left one. Does nothing outside. */
void plot_dot(struct plot *p, int x, int y, struct plot_ink ink);
/* Whether the cell of a dot, which must be inside, has something of a higher rank. */
bool plot_covers(const struct plot *p, int x, int y, struct plot_ink ink);
/*
 * Draws a straight line between two points in dots, ends included. It is clipped at the
 * edges of the plot and keeps its slope. Does nothing if an end is not finite.
 */
void plot_line(
	struct plot *p, double x0, double y0, double x1, double y1, struct plot_ink ink);
/* Draws it into the grid with its corner at the pen's place; skips empty cells. */
void plot_draw(const struct plot *p, const struct pen *at);
/* The code point for the bits of a cell. */
uint32_t plot_glyph(enum tier tier, unsigned bits);

/* One axis: values to dots. The ends map to the first and the last dot. */
struct axis {
	double lo, hi; /* lo < hi; both > 0 when log */
	bool log;
	int dots;
	bool down;	    /* the first dot is `hi`: as rows go */
	double from, scale; /* worked out by axis_make */
};

struct axis axis_make(double lo, double hi, bool log, int dots, bool down);
/*
 * Whether a metric's axis is logarithmic by default: if it is minimised and always above 0.
 * least: the least value; NaN: there is none.
 */
bool axis_suits_log(bool maximize, double least);
/* The dot of v. NaN if v is not finite; far below the low end if a log axis has no v. */
double axis_dot(const struct axis *a, double v);
/*
 * Round values within [lo, hi] for labels, at most `max` (and 16) of them, ascending:
 * all multiples of the smallest 1-2-5 step that gives no more, or on a log axis 1, 2, 5
 * times powers of ten. Returns how many.
 */
int axis_ticks(const struct axis *a, int max, double *ticks);

#define AXIS_TICKS 16

#endif
