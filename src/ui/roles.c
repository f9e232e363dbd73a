/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/roles.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "ui/grid.h"

enum { BOLD = 1, DIM = 2, REVERSE = 4, UNDERLINE = 8 };
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, BRIGHT_BLACK, OWN = -1 };

/*
 * dark and light: of the 256 colours, those for a dark and for a light ground. The hues
 * of the states keep apart for the common kinds of colour blindness (sky blue, green of
 * another lightness, amber, purple, vermilion).
 */
static const struct look {
	short dark, light, basic; /* 256 colours on dark and light; 8 colours */
	short ground_dark, ground_light, ground_basic;
	unsigned attrs, mono; /* with colours, without */
} looks[ROLES] = {
	[ROLE_TEXT] = {OWN, OWN, OWN, OWN, OWN, OWN, 0, 0},
	[ROLE_DIM] = {245, 243, OWN, OWN, OWN, OWN, 0, 0},
	[ROLE_STRONG] = {255, 232, OWN, OWN, OWN, OWN, BOLD, BOLD},
	[ROLE_BORDER] = {239, 250, OWN, OWN, OWN, OWN, 0, 0},
	[ROLE_FOCUS] = {75, 25, CYAN, OWN, OWN, OWN, 0, BOLD},
	[ROLE_TITLE] = {252, 236, OWN, OWN, OWN, OWN, BOLD, BOLD},
	[ROLE_KEY] = {215, 130, YELLOW, OWN, OWN, OWN, 0, BOLD},
	[ROLE_RUNNING] = {81, 31, CYAN, OWN, OWN, OWN, 0, 0},
	[ROLE_CLIMBED] = {113, 28, GREEN, OWN, OWN, OWN, 0, BOLD},
	[ROLE_PAUSED] = {179, 136, YELLOW, OWN, OWN, OWN, 0, 0},
	[ROLE_STOPPED] = {242, 247, OWN, OWN, OWN, OWN, 0, 0},
	[ROLE_DONE] = {141, 91, MAGENTA, OWN, OWN, OWN, 0, BOLD},
	[ROLE_LOST] = {203, 160, RED, OWN, OWN, OWN, 0, 0},
	[ROLE_BEST] = {221, 94, YELLOW, OWN, OWN, OWN, BOLD, BOLD},
	[ROLE_VALUE] = {253, 234, OWN, OWN, OWN, OWN, 0, 0},
	[ROLE_CUTOFF] = {209, 166, RED, OWN, OWN, OWN, 0, UNDERLINE},
	[ROLE_PARAM] = {109, 66, CYAN, OWN, OWN, OWN, 0, 0},
	[ROLE_HEAD] = {245, 243, OWN, OWN, OWN, OWN, 0, UNDERLINE},
	[ROLE_BAR] = {75, 25, CYAN, OWN, OWN, OWN, 0, 0},
	[ROLE_BAR_REST] = {237, 253, OWN, OWN, OWN, OWN, 0, 0},
	[ROLE_AXIS] = {241, 248, OWN, OWN, OWN, OWN, 0, 0},
	[ROLE_CHIP_RUN] = {16, 231, BLACK, 113, 28, GREEN, BOLD, REVERSE},
	[ROLE_CHIP_HOLD] = {16, 231, BLACK, 221, 130, YELLOW, BOLD, REVERSE},
	[ROLE_CHIP_END] = {16, 231, BLACK, 141, 91, MAGENTA, BOLD, REVERSE},
	[ROLE_CURSOR] = {OWN, OWN, OWN, OWN, OWN, OWN, REVERSE, REVERSE},
};

static struct style style_of(short fg, short bg, unsigned attrs)
{
	return (struct style){
		.fg = fg,
		.bg = bg,
		.bold = attrs & BOLD,
		.dim = attrs & DIM,
		.reverse = attrs & REVERSE,
		.underline = attrs & UNDERLINE,
	};
}

struct style role_style(enum role r, enum depth d, bool light)
{
	const struct look *k = &looks[r];

	if (d == DEPTH_MONO)
		return style_of(OWN, OWN, k->mono);
	if (d == DEPTH_8)
		return style_of(k->basic, k->ground_basic, k->attrs);
	if (d == DEPTH_16) {
		/* a grey that has no name among the eight colours has one here */
		bool grey = k->basic == OWN && k->dark >= 232 && k->dark <= 250;

		return style_of(grey ? BRIGHT_BLACK : k->basic, k->ground_basic, k->attrs);
	}
	if (light)
		return style_of(k->light, k->ground_light, k->attrs);
	return style_of(k->dark, k->ground_dark, k->attrs);
}

struct style role_style_selected(enum role r, enum depth d, bool light)
{
	struct style s = role_style(r, d, light);

	if (d == DEPTH_256) {
		s.bg = light ? 254 : 237;
		/* what is dim on the ground must stay readable on the cursor's bar */
		if (r == ROLE_STOPPED || r == ROLE_DIM)
			s.fg = light ? 240 : 250;
	} else {
		s.reverse = true;
	}
	return s;
}

struct style palette_style(struct palette p, enum role r, unsigned attr)
{
	struct style s = (attr & ATTR_SELECT ? role_style_selected : role_style)(
		r, p.depth, p.light);

	s.bold |= (attr & ATTR_BOLD) != 0;
	s.underline |= (attr & ATTR_UNDERLINE) != 0;
	return s;
}

const char theme_names[] = "auto dark light mono terminal";

enum screen_theme theme_find(const char *name)
{
	const char *at = theme_names;

	for (int t = 0; t < THEMES; t++) {
		size_t n = strcspn(at, " ");

		if (strlen(name) == n && strncmp(at, name, n) == 0)
			return (enum screen_theme)t;
		at += n + (at[n] == ' ');
	}
	return THEMES;
}

struct palette theme_palette(enum screen_theme t, enum depth most)
{
	struct palette p = {.depth = most, .light = t == THEME_LIGHT};

	if (t == THEME_MONO)
		p.depth = DEPTH_MONO;
	else if (t == THEME_TERMINAL && most > DEPTH_16)
		p.depth = DEPTH_16;
	if (t != THEME_DARK && t != THEME_LIGHT)
		p.light = role_light_ground();
	return p;
}

/* COLORFGBG is "fg;bg" or "fg;other;bg": 7 and 9 … 15 are light grounds. */
bool role_light_ground(void)
{
	const char *s = getenv("COLORFGBG");
	int bg;

	s = s ? strrchr(s, ';') : NULL;
	if (!s)
		return false;
	bg = atoi(s + 1);
	return bg == 7 || (bg >= 9 && bg <= 15);
}
