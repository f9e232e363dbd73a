/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Colours by meaning. Panes name a role, never a colour; what a role looks like at a
 * colour depth, on a dark or a light background, is one row of the table. Meaning never
 * rests on colour alone: every state has a letter or a shape too.
 */
#ifndef UI_ROLES_H
#define UI_ROLES_H

#include <stdbool.h>

enum role {
	ROLE_TEXT,
	ROLE_DIM,    /* labels, what matters less */
	ROLE_STRONG, /* names and numbers that matter more */
	ROLE_BORDER,
	ROLE_FOCUS, /* the border of the pane that has the keys */
	ROLE_TITLE,
	ROLE_KEY,
	ROLE_RUNNING,
	ROLE_CLIMBED,
	ROLE_PAUSED,
	ROLE_STOPPED,
	ROLE_DONE,
	ROLE_LOST,
	ROLE_BEST, /* the incumbent */
	ROLE_VALUE,
	ROLE_CUTOFF,
	ROLE_PARAM,
	ROLE_HEAD, /* column heads */
	ROLE_BAR,
	ROLE_BAR_REST,
	ROLE_AXIS,
	ROLE_CHIP_RUN, /* the state in the header: on a ground of its own */
	ROLE_CHIP_HOLD,
	ROLE_CHIP_END,
	ROLE_CURSOR, /* in a line of text */
	ROLES,
};

enum depth { DEPTH_MONO, DEPTH_8, DEPTH_256, DEPTHS };

/* fg and bg: a colour number, or -1 for the terminal's own. */
struct style {
	short fg, bg;
	bool bold, dim, reverse, underline;
};

struct style role_style(enum role r, enum depth d, bool light);
/* The same in the row of the cursor. */
struct style role_style_selected(enum role r, enum depth d, bool light);

/* Whether the terminal's ground is light, as far as COLORFGBG tells. */
bool role_light_ground(void);

#endif
