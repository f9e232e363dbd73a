/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "draw/bar.h"

#include <math.h>

void bar_draw(struct pen *p, int width, double share)
{
	const struct glyphs *g = p->g->glyphs;
	int eighths, full, part;

	if (width <= 0)
		return;
	share = share > 0 ? fmin(share, 1) : 0;
	eighths = (int)floor(share * width * g->bar_parts);
	full = eighths / g->bar_parts;
	part = eighths % g->bar_parts;
	p->role = ROLE_BAR;
	pen_repeat(p, g->bar_full, full);
	if (part > 0)
		pen_ch(p, g->bar_part[part - 1]);
	p->role = ROLE_BAR_REST;
	pen_repeat(p, g->bar_empty, width - full - (part > 0));
}

/*
 * One cell an item while they fit. Past that each piece ends where its running sum,
 * scaled, ends, so the whole bar has the right length; a piece that would vanish takes
 * a cell from the longest.
 */
void bar_shares(
	const struct bar_piece *pieces, int n, int width, uint32_t scale, int *cells)
{
	double unit = scale > (uint32_t)width ? (double)width / scale : 1, sum = 0;
	int before = 0;

	for (int i = 0; i < n; i++) {
		int end;

		sum += pieces[i].count;
		end = (int)fmin(width, floor(sum * unit + 0.5));
		cells[i] = end - before;
		before = end;
	}
	for (int i = 0; i < n; i++) {
		int longest = 0;

		if (!pieces[i].count || cells[i])
			continue;
		for (int k = 1; k < n; k++)
			if (cells[k] > cells[longest])
				longest = k;
		if (cells[longest] > 1)
			cells[longest]--;
		else if (before >= width)
			continue;
		else
			before++;
		cells[i] = 1;
	}
}

#define PIECES_MAX 8

void bar_pieces(
	struct pen *p, const struct bar_piece *pieces, int n, int width, uint32_t scale)
{
	int cells[PIECES_MAX], used = 0;

	if (width <= 0 || n > PIECES_MAX)
		return;
	bar_shares(pieces, n, width, scale, cells);
	for (int i = 0; i < n; i++) {
		p->role = pieces[i].role;
		pen_repeat(p, pieces[i].glyph, cells[i]);
		used += cells[i];
	}
	p->x += width - used;
}
