/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Colours by meaning. Panes name a role, never a colour; what a role looks like at a
 * colour depth, on a dark or a light background, is one row of the table. Meaning never
 * rests on colour alone: every state has a letter or a shape too.
 */
#ifndef DRAW_ROLES_H
#define DRAW_ROLES_H

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
	ROLE_RACE,   /* the columns of a race, from the first on */
	ROLE_RACE_MOST = ROLE_RACE + 3,
	ROLES,
};

/* DEPTH_16: as DEPTH_8, and the bright ones on a dark ground. */
enum depth { DEPTH_MONO, DEPTH_8, DEPTH_16, DEPTH_256, DEPTHS };

/* auto: dark or light, as the terminal's ground is. */
enum screen_theme {
	THEME_AUTO,
	THEME_DARK,
	THEME_LIGHT,
	THEME_MONO,
	THEME_TERMINAL,
	THEMES
};

/* What a theme comes to on a terminal. */
struct palette {
	enum depth depth;
	bool light;
};

/* fg and bg: a colour number, or -1 for the terminal's own. */
struct style {
	short fg, bg;
	bool bold, dim, reverse, underline;
};

struct style role_style(enum role r, enum depth d, bool light);
/* The same in the row of the cursor. */
struct style role_style_selected(enum role r, enum depth d, bool light);

enum cell_attr {
	ATTR_BOLD = 1,
	ATTR_SELECT = 2, /* in the row of the cursor */
	ATTR_UNDERLINE = 4,
};

/* With the attributes of a cell, of enum cell_attr. */
struct style palette_style(struct palette p, enum role r, unsigned attr);
/* A theme where there are as many colours as `most` says, on such a ground. */
struct palette theme_palette(enum screen_theme t, enum depth most, bool light_ground);
/* One of the 256 from 16 on, which are the same everywhere, as 0xRRGGBB. */
unsigned color_rgb(short color);
/* By name; THEMES when there is none of that name. */
enum screen_theme theme_find(const char *name);
/* "auto dark light mono terminal", as a knob's choices. */
extern const char theme_names[];

/* Whether the terminal's ground is light, as far as COLORFGBG tells: false without it. */
bool role_light_ground(void);

#endif
