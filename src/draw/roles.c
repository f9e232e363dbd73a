/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "draw/roles.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>


enum { BOLD = 1, DIM = 2, REVERSE = 4, UNDERLINE = 8 };
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, BRIGHT = 8, OWN = -1 };

/*
 * Text has a contrast of at least 4.5 to its ground (WCAG 2.1, 1.4.3), on black and on
 * white; with few colours, in the palettes of xterm, of VGA and of GNOME. That leaves
 * green and cyan on black, red, blue and magenta on white, and the bright ones on black:
 * the rest is told by weight and by the letters and shapes that every state has.
 *
 * The hues of the states keep apart for the common kinds of colour blindness (sky blue,
 * green of another lightness, amber, purple, vermilion).
 */
static const struct look {
	short dark, light;	   /* of the 256 colours */
	short dark_bar, light_bar; /* and in the row of the cursor; 0: the same */
	short eight, bright;	   /* on a dark ground: of the first 8, and of 16 */
	short paper;		   /* on a light one, of the first 8 */
	unsigned attrs, mono;	   /* with colours, without */
} looks[ROLES] = {
	[ROLE_TEXT] = {OWN, OWN, 0, 0, OWN, OWN, OWN, 0, 0},
	[ROLE_DIM] = {247, 241, 250, 240, OWN, OWN, OWN, 0, 0},
	[ROLE_STRONG] = {255, 232, 0, 0, OWN, OWN, OWN, BOLD, BOLD},
	[ROLE_BORDER] = {240, 248, 0, 0, OWN, BRIGHT, OWN, 0, 0},
	[ROLE_FOCUS] = {75, 25, 0, 0, CYAN, BRIGHT + CYAN, BLUE, 0, BOLD},
	[ROLE_TITLE] = {252, 236, 0, 0, OWN, OWN, OWN, BOLD, BOLD},
	[ROLE_KEY] = {215, 94, 0, 58, CYAN, BRIGHT + YELLOW, BLUE, 0, BOLD},
	[ROLE_RUNNING] = {81, 24, 0, 0, CYAN, BRIGHT + CYAN, BLUE, 0, 0},
	[ROLE_CLIMBED] = {113, 22, 0, 0, GREEN, BRIGHT + GREEN, MAGENTA, 0, BOLD},
	[ROLE_PAUSED] = {179, 58, 0, 0, OWN, BRIGHT + YELLOW, OWN, 0, 0},
	[ROLE_STOPPED] = {246, 242, 250, 240, OWN, OWN, OWN, 0, 0},
	[ROLE_DONE] = {141, 91, 183, 0, CYAN, BRIGHT + MAGENTA, BLUE, 0, BOLD},
	[ROLE_LOST] = {203, 160, 210, 124, OWN, BRIGHT + RED, RED, 0, 0},
	[ROLE_BEST] = {221, 94, 0, 58, CYAN, BRIGHT + YELLOW, BLUE, BOLD, BOLD},
	[ROLE_VALUE] = {253, 234, 0, 0, OWN, OWN, OWN, 0, 0},
	[ROLE_CUTOFF] = {209, 124, 0, 0, OWN, BRIGHT + RED, RED, 0, UNDERLINE},
	[ROLE_PARAM] = {109, 60, 0, 0, CYAN, CYAN, BLUE, 0, 0},
	[ROLE_HEAD] = {247, 241, 250, 240, OWN, OWN, OWN, 0, UNDERLINE},
	[ROLE_BAR] = {75, 25, 0, 0, CYAN, BRIGHT + CYAN, BLUE, 0, 0},
	[ROLE_BAR_REST] = {239, 250, 0, 0, OWN, OWN, OWN, 0, 0},
	[ROLE_AXIS] = {246, 242, 250, 240, OWN, OWN, OWN, 0, 0},
	[ROLE_CHIP_RUN] = {16, 231, 0, 0, BLACK, BLACK, WHITE, 0, REVERSE},
	[ROLE_CHIP_HOLD] = {16, 231, 0, 0, BLACK, BLACK, WHITE, 0, REVERSE},
	[ROLE_CHIP_END] = {16, 231, 0, 0, BLACK, BLACK, WHITE, 0, REVERSE},
	[ROLE_CURSOR] = {OWN, OWN, 0, 0, OWN, OWN, OWN, REVERSE, REVERSE},
	[ROLE_RACE] = {75, 25, 0, 0, CYAN, BRIGHT + CYAN, BLUE, 0, 0},
	[ROLE_RACE + 1] = {215, 94, 0, 58, OWN, BRIGHT + YELLOW, RED, 0, 0},
	[ROLE_RACE + 2] = {114, 22, 0, 0, GREEN, BRIGHT + GREEN, MAGENTA, 0, 0},
	[ROLE_RACE + 3] = {176, 127, 0, 0, OWN, BRIGHT + MAGENTA, OWN, 0, 0},
};

/* What stands on a ground of its own, as above. */
static const struct plate {
	enum role role;
	short dark, light, eight, bright, paper;
} plates[] = {
	{ROLE_CHIP_RUN, 113, 28, GREEN, BRIGHT + GREEN, BLUE},
	{ROLE_CHIP_HOLD, 221, 94, WHITE, BRIGHT + YELLOW, BLACK},
	{ROLE_CHIP_END, 141, 91, CYAN, BRIGHT + MAGENTA, BLACK},
};

enum { BAR_DARK = 237, BAR_LIGHT = 254 };

static const struct plate *plate_of(enum role r)
{
	for (size_t i = 0; i < sizeof(plates) / sizeof(*plates); i++)
		if (plates[i].role == r)
			return &plates[i];
	return NULL;
}

struct style role_style(enum role r, enum depth d, bool light)
{
	const struct look *k = &looks[r];
	const struct plate *p = plate_of(r);
	unsigned attrs = d == DEPTH_MONO ? k->mono : k->attrs;
	struct style s = {.fg = OWN,
		.bg = OWN,
		.bold = attrs & BOLD,
		.dim = attrs & DIM,
		.reverse = attrs & REVERSE,
		.underline = attrs & UNDERLINE};

	if (d == DEPTH_256) {
		s.fg = light ? k->light : k->dark;
		s.bg = !p ? OWN : light ? p->light : p->dark;
		/* the colours are fixed, so that bold changes none */
		s.bold |= p != NULL;
	} else if (d != DEPTH_MONO && light) {
		s.fg = k->paper;
		s.bg = p ? p->paper : OWN;
	} else if (d != DEPTH_MONO) {
		s.fg = d == DEPTH_16 ? k->bright : k->eight;
		s.bg = !p ? OWN : d == DEPTH_16 ? p->bright : p->eight;
	}
	return s;
}

struct style role_style_selected(enum role r, enum depth d, bool light)
{
	struct style s = role_style(r, d, light);
	short other = light ? looks[r].light_bar : looks[r].dark_bar;

	if (plate_of(r))
		return s; /* it has a ground already */
	if (d == DEPTH_256) {
		s.bg = light ? BAR_LIGHT : BAR_DARK;
		s.fg = other ? other : s.fg;
	} else {
		s.fg = s.bg = OWN; /* one bar: reversed, each colour would be a piece of it */
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
	/* many terminals show the first eight brighter when bold: no help on a light ground */
	if ((p.depth == DEPTH_8 || p.depth == DEPTH_16) && s.fg >= 0 &&
		(p.light || s.bg >= 0))
		s.bold = false;
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

struct palette theme_palette(enum screen_theme t, enum depth most, bool light_ground)
{
	struct palette p = {.depth = most, .light = t == THEME_LIGHT};

	if (t == THEME_MONO)
		p.depth = DEPTH_MONO;
	else if (t == THEME_TERMINAL && most > DEPTH_16)
		p.depth = DEPTH_16;
	if (t != THEME_DARK && t != THEME_LIGHT)
		p.light = light_ground;
	return p;
}

unsigned color_rgb(short color)
{
	static const unsigned steps[] = {0, 95, 135, 175, 215, 255};
	unsigned c = (unsigned)color;

	if (c >= 232)
		return (8 + (c - 232) * 10) * 0x10101;
	c -= 16;
	return steps[c / 36] << 16 | steps[c / 6 % 6] << 8 | steps[c % 6];
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
