/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One frame of the screen as text. It needs no terminal, and has the same grids as one.
 */
#ifndef UI_SNAPSHOT_H
#define UI_SNAPSHOT_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "draw/capture.h"
#include "study/journal.h"

struct snapshot {
	const struct journal *journal; /* of at least one event */
	uint64_t at; /* the last event that has happened in it; 0: the last there is */
	int cols, lines;
	/* braille, blocks, ascii; auto or NULL: what the locale has */
	const char *glyphs;
	enum capture how;
	enum screen_theme theme; /* for CAPTURE_ANSI and CAPTURE_SVG */
	bool mono;	  /* no colours in those */
};

/* Appends the frame. The same journal gives the same text. */
void snapshot_print(const struct snapshot *f, struct strbuf *out);

/* Whether the locale has the glyphs of that name. True for NULL or an unknown name. */
bool snapshot_has(const char *glyphs);

#endif
