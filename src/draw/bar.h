/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bars: of one share, and of several counts side by side.
 */
#ifndef DRAW_BAR_H
#define DRAW_BAR_H

#include "draw/grid.h"

/* Draws `width` cells, of which `share` (0 … 1) is full, to an eighth of a cell. */
void bar_draw(struct pen *p, int width, double share);

struct bar_piece {
	uint32_t count;
	uint32_t glyph;
	enum role role;
};

/*
 * Shares out the cells of a bar in which `scale` items take `width` cells: in proportion, at
 * least one for each piece that is not 0 while there are cells left, `width` in all at most.
 */
void bar_shares(
	const struct bar_piece *pieces, int n, int width, uint32_t scale, int *cells);
void bar_pieces(
	struct pen *p, const struct bar_piece *pieces, int n, int width, uint32_t scale);

#endif
