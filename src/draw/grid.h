/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Grids of cells: what panes draw into. No curses here: a grid is plain data, the same
 * for the terminal, for tests and for saving a screen. Every drawing call clips.
 */
#ifndef DRAW_GRID_H
#define DRAW_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "draw/glyphs.h"
#include "draw/roles.h"

struct cell {
	uint32_t ch; /* a code point of width 1; 0: the right half of the one before */
	uint8_t role, attr;
};

struct area {
	int y, x, h, w;
};

struct grid {
	int rows, cols;
	struct cell *cells; /* rows * cols */
	size_t cap;
	int cut; /* digits that were lost at a right edge or under others; tests ask */
	const struct glyphs *glyphs; /* static */
};

void grid_init(struct grid *g);
void grid_release(struct grid *g);
/* Sets the size and blanks it all. Sizes below 0 count as 0. */
void grid_reset(struct grid *g, int rows, int cols, const struct glyphs *glyphs);
/* The cell, or NULL outside. */
struct cell *grid_at(struct grid *g, int y, int x);
/* Row y as UTF-8 without blanks at its end, appended to out. */
void grid_row_text(const struct grid *g, int y, struct strbuf *out);
/* Copies src onto dst with its corner at (y, x). */
void grid_paste(struct grid *dst, const struct grid *src, int y, int x);

/*
 * A pen writes along a row inside an area. Its place is relative to the area; what
 * falls outside is dropped, and the place moves on all the same.
 */
struct pen {
	struct grid *g;
	struct area in;
	int y, x;
	enum role role;
	unsigned attr;
};

/* A pen at the area's corner, in plain text. */
struct pen pen_in(struct grid *g, struct area in);
void pen_goto(struct pen *p, int y, int x);
void pen_ch(struct pen *p, uint32_t ch);
void pen_repeat(struct pen *p, uint32_t ch, int n);
/* UTF-8; bytes that are not become U+FFFD, control characters `·`. */
void pen_text(struct pen *p, enum role role, const char *s);
void pen_textf(struct pen *p, enum role role, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Exactly `width` columns: cut with an ellipsis, or filled with blanks. */
void pen_left(struct pen *p, enum role role, int width, const char *s);
void pen_right(struct pen *p, enum role role, int width, const char *s);
/*
 * Words over as many rows as they take, each of `width` columns, from the pen's place on
 * and then under it. The pen is left at the end of the last word. Returns the rows.
 */
int pen_words(struct pen *p, enum role role, int width, const char *s);
/* The columns left in the row. */
int pen_room(const struct pen *p);
/* Blanks to the row's end. */
void pen_fill(struct pen *p);
/* Begins a row of a list: at its left end, and with the cursor there when selected. */
void pen_select(struct pen *p, bool selected);
/* Adds attributes to a stretch of what is already drawn in the row. */
void pen_mark(struct pen *p, int y, int x, int width, unsigned attr);

/* The columns that s takes. */
int text_width(const char *s);
/* The rows that pen_words() takes for s; 0 for "". */
int text_rows(const char *s, int width);
/* 0, 1 or 2 columns. */
int codepoint_width(uint32_t cp);

#endif
