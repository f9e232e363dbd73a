/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line at the bottom of the screen, as the command line, the search and the filter have
 * it: the line, and under it what Tab found, what is wrong, or what is expected.
 */
#ifndef UI_PROMPT_LINE_H
#define UI_PROMPT_LINE_H

#include "ui/prompt.h"
#include "ui/view.h"

/* As overlay_ops has them. */
void prompt_size(const struct scene *sc, int *rows, int *cols);
enum context prompt_context(const void *self);
/* The same where the overlay's whole state is the prompt. */
void prompt_line_init(void *self);
void prompt_line_release(void *self);
void prompt_line_type(void *self, uint32_t cp);
/*
 * Draws the line after its lead (":"), and under it what is wrong with it, else what Tab
 * found, else the hint.
 */
void prompt_draw(const struct prompt *pr, const char *lead, const char *hint,
	struct grid *g, struct area in);
/* Keys that a line has, whatever it is for; Esc closes it. */
void prompt_edit(struct view *v, struct prompt *p, enum action a);

#endif
