/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layout: which panes a screen of this size shows, and where. A pure function of what the
 * panes ask for that never refuses a size; as the screen shrinks, panes go in order of
 * their worth.
 */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include <stdbool.h>

#include "draw/grid.h"
#include "ui/pane.h"
#include "ui/panes.h"

enum pane_frame {
	FRAME_NONE, /* bare contents */
	FRAME_RULE, /* one rule with the title on top */
	FRAME_BOX,
};

struct layout_prefs {
	const struct pane_ops *const *panes; /* by enum pane */
	struct pane_rows rows[PANES];
	bool zoom; /* `focus` alone, with header and footer */
	enum pane focus;
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
