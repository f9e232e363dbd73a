/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the lines at the bottom of the screen have in common: the command line, the search
 * and the filter.
 */
#ifndef UI_OVERLAY_PROMPT_H
#define UI_OVERLAY_PROMPT_H

#include "ui/panes.h"

/* As overlay_ops has them. */
void prompt_size(const struct scene *sc, int *rows, int *cols);
enum context prompt_context(const struct view *v);
/*
 * Draws the line after its lead (":"), and under it what is wrong with it, else what Tab
 * found, else the hint.
 */
void prompt_draw(const struct prompt *pr, const char *lead, const char *hint,
	struct grid *g, struct area in);
/* Keys that a line has, whatever it is for; Esc closes it. */
void prompt_edit(struct view *v, struct prompt *p, enum action a);

#endif
