/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Glyph tiers: braille (Unicode with braille curves), blocks (quadrants instead), and
 * ASCII. All that is not plain text on the screen is looked up here; a tier is one row.
 */
#ifndef DRAW_GLYPHS_H
#define DRAW_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

enum tier { TIER_BRAILLE, TIER_BLOCKS, TIER_ASCII, TIERS };

struct glyphs {
	enum tier tier;
	const char *name;
	bool unicode;
	/* lines: horizontal, vertical, the four corners, and the tees of title rules */
	uint32_t h, v, tl, tr, bl, br, tee_down, tee_up;
	uint32_t focus_h, focus_v, focus_tl, focus_tr, focus_bl, focus_br;
	/* occupancy of a rung */
	uint32_t climbed, paused, stopped, running, done, lost, seat;
	uint32_t bar_full, bar_empty;
	const uint32_t *bar_part; /* bar_parts - 1 partial fills, thinnest first */
	int bar_parts;
	uint32_t level; /* dotted vertical of a rung */
	uint32_t cut;	/* the cutoff between results */
	uint32_t cursor;
	uint32_t thumb; /* of a scroll bar */
	uint32_t key_left, key_right;
	/* words */
	const char *eta, *arrow, *le, *floor_l, *floor_r, *dot, *ellipsis, *up, *down;
	const char *step_up; /* from one rung to the next */
	const char *differs; /* a shadow would have decided otherwise */
	const char *run, *hold, *step, *end, *star, *back;
	uint32_t head, incumbent; /* on the scrubber */
	uint32_t density[4];	  /* few things in a cell to many */
	uint32_t starting;	  /* a program, in the lane of its worker */
};

const struct glyphs *glyphs_of(enum tier t);
/* By name; NULL when there is none of that name. */
const struct glyphs *glyphs_find(const char *name);
/* By name, as far as they can be shown; auto, NULL or no such name: the best that can. */
const struct glyphs *glyphs_choose(const char *name, bool unicode);

#endif
