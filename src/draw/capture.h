/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saves a grid: as text, as text with the escape sequences of ECMA-48 for its colours, or as
 * an SVG picture, whose lines, bars and curves need no fonts.
 */
#ifndef DRAW_CAPTURE_H
#define DRAW_CAPTURE_H

#include "base/error.h"
#include "base/strbuf.h"
#include "draw/grid.h"

enum capture { CAPTURE_TEXT, CAPTURE_ANSI, CAPTURE_SVG };

/* By the end of the name: .svg, .ansi; all else is text. */
enum capture capture_of(const char *path);
/* Appends the grid; in text, rows are ended by newlines. */
void capture_grid(
	const struct grid *g, enum capture how, struct palette p, struct strbuf *out);
/* Writes a new file, of the kind that its name says. -1 with err, also when it exists. */
int capture_save(
	const struct grid *g, const char *path, struct palette p, struct error *err);
/* Writes a text into a new file. -1 with err, also when it exists. */
int capture_write(const char *path, const struct strbuf *text, struct error *err);
/* A part of capture_grid(). */
void capture_svg(const struct grid *g, struct palette p, struct strbuf *out);

#endif
