/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layout: which panes a screen of this size shows, and where. A pure function that never
 * refuses a size; as the screen shrinks, panes go in order of priority.
 */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include "draw/grid.h"

#include <stdbool.h>

enum pane {
	PANE_HEADER,
	PANE_RUNGS, /* 1 to 7: what their keys say */
	PANE_INCUMBENT,
	PANE_CURVES,
	PANE_TRIALS,
	PANE_DECISIONS,
	PANE_WORKERS,
	PANE_SPACE,
	PANE_HISTORY, /* one row, without a key of its own */
	PANE_FOOTER,
	PANES,
};

enum pane_frame {
	FRAME_NONE, /* bare contents */
	FRAME_RULE, /* one rule with the title on top */
	FRAME_BOX,
};

struct layout_prefs {
	bool zoom; /* `focus` alone, with header and footer */
	enum pane focus;
	/* Rows that the rungs would fill: all of them, the active bracket's in full, least. */
	int rungs_full, rungs_active, rungs_least;
	int workers;
};

struct layout {
	int rows, cols;
	bool shown[PANES];
	struct area area[PANES]; /* with the frame; of panes not shown: empty */
	enum pane_frame frame[PANES];
	bool wall[PANES]; /* FRAME_RULE: a vertical line at the pane's left side */
};

struct layout layout_make(int rows, int cols, const struct layout_prefs *prefs);
/* Inside of a pane's frame, relative to the pane. */
struct area layout_inside(const struct layout *l, enum pane p);

#endif
