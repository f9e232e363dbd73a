/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A box at the bottom of the screen with a few sentences in it. The panes have the rows
 * above: it never lies over them.
 */
#ifndef UI_CAPTION_H
#define UI_CAPTION_H

#include "base/strbuf.h"
#include "draw/grid.h"

struct caption {
	struct strbuf title, place; /* in its upper edge: at the left, at the right */
	struct strbuf text;
	struct strbuf keys; /* in its lower edge */
	int rows;	    /* of text, at least */
	bool dim;	    /* the text was of a moment that is over */
};

void caption_init(struct caption *c);
void caption_release(struct caption *c);
/* Nothing in it. */
void caption_clear(struct caption *c);
/* The rows of text in a screen so wide. */
int caption_text_rows(const char *text, int cols);
/* The rows that it takes of such a screen; 0: it has nothing to say, or no room. */
int caption_rows(const struct caption *c, int rows, int cols);
/* Fills the grid, which has its size. */
void caption_draw(const struct caption *c, struct grid *g);

#endif
