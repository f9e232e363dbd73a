/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line of text that is being typed: UTF-8 with a cursor, which is never inside a
 * character.
 */
#ifndef UI_LINE_H
#define UI_LINE_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "draw/grid.h"
#include "ui/keys.h"

struct line {
	struct strbuf text;
	size_t at; /* bytes before the cursor */
};

void line_init(struct line *l);
void line_release(struct line *l);
/* Replaces all of it; the cursor goes to the end. */
void line_set(struct line *l, const char *text);
/* Replaces the n bytes from `from` on; the cursor goes behind the new text. */
void line_replace(struct line *l, size_t from, size_t n, const char *text);
/* Types a character. False: it is a control, no Unicode, or the line is full. */
bool line_type(struct line *l, uint32_t cp);
/* Moves the cursor or erases. False when the action does neither. */
bool line_act(struct line *l, enum action a);
/*
 * Draws the line at the pen in `width` columns. A longer line scrolls so that the cursor
 * stays in sight. cursor: whether to show it. Returns the columns that are scrolled out at
 * the left.
 */
int line_draw(
	const struct line *l, struct pen *p, enum role role, int width, bool cursor);

#endif
