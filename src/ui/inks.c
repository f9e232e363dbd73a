/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/inks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

#define PAIRS (1 + 2 * ROLES)
#define NCV_REVERSE 4 /* terminfo(5): no_color_video */
#define BITS_LEAST 5  /* of each colour, to be worth more than a table */

static bool is_wanted(const char *color)
{
	const char *no = getenv("NO_COLOR");

	if (color && strcmp(color, "never") == 0)
		return false;
	return (color && strcmp(color, "always") == 0) || !no || !*no;
}

bool inks_layout(int flag, int number, const char *text, int colors, int bits[3])
{
	int width = 0;

	while (width < 30 && 1 << width < colors)
		width++;
	if (flag > 0)
		number = (width + 2) / 3;
	if (number > 0)
		bits[0] = bits[1] = bits[2] = number;
	else if (!text || sscanf(text, "%2d/%2d/%2d", &bits[0], &bits[1], &bits[2]) != 3)
		return false;
	/* where there are not so many, blue has fewer, then green */
	for (int i = 0; i < 3; i++) {
		bits[i] = bits[i] < 0 ? 0 : bits[i] < width ? bits[i] : width;
		width -= bits[i];
	}
	return true;
}

int inks_pack(unsigned rgb, const int bits[3])
{
	int number = 0;

	for (int i = 0; i < 3; i++) {
		int most = (1 << bits[i]) - 1, part = rgb >> (16 - 8 * i) & 0xff;

		number = number << bits[i] | (part * most + 127) / 255;
	}
	return number;
}

static enum depth depth_of(struct inks *k)
{
	char *text = tigetstr("RGB");
	int bits[3];

	if (!has_colors() || start_color() == ERR || COLOR_PAIRS < PAIRS || COLORS < 8)
		return DEPTH_MONO;
	if (text == (char *)-1)
		text = NULL;
	if (inks_layout(tigetflag("RGB"), tigetnum("RGB"), text, COLORS, bits)) {
		for (int i = 0; i < 3; i++)
			if (bits[i] < BITS_LEAST)
				return DEPTH_8;
		memcpy(k->bits, bits, sizeof(k->bits));
		return DEPTH_256;
	}
	if (COLORS > 256) /* it is not known of what they are numbers */
		return DEPTH_8;
	return COLORS == 256 ? DEPTH_256 : COLORS >= 16 ? DEPTH_16 : DEPTH_8;
}

void inks_init(struct inks *k, const char *color)
{
	*k = (struct inks){.most = DEPTH_MONO, .palette = {.depth = DEPTHS}};
	if (is_wanted(color))
		k->most = depth_of(k);
	k->own = k->most != DEPTH_MONO && use_default_colors() == OK;
	k->no_reverse = k->most != DEPTH_MONO && no_color_video > 0 &&
			(no_color_video & NCV_REVERSE);
}

/* As curses takes it. The first eight are numbers in all cases. */
static int number_of(const struct inks *k, int color)
{
	if (color < 16 || !k->bits[0])
		return color;
	return inks_pack(color_rgb((short)color), k->bits);
}

/* Curses swaps the two where it may not reverse: of the terminal's own nothing is swapped. */
static void set_ink(struct inks *k, enum role r, unsigned attr)
{
	struct style s = palette_style(k->palette, r, attr);
	bool light = k->palette.light, named = !k->own || (s.reverse && k->no_reverse);
	int fg, bg, selected = (attr & ATTR_SELECT) != 0;
	attr_t a = 0;

	a |= s.bold ? A_BOLD : 0;
	a |= s.dim ? A_DIM : 0;
	a |= s.reverse ? A_REVERSE : 0;
	a |= s.underline ? A_UNDERLINE : 0;
	k->attrs[attr][r] = a;
	if (k->palette.depth == DEPTH_MONO)
		return;
	fg = s.fg < 0 && named ? (light ? COLOR_BLACK : COLOR_WHITE) : s.fg;
	bg = s.bg < 0 && named ? (light ? COLOR_WHITE : COLOR_BLACK) : s.bg;
	init_extended_pair(
		1 + (int)r + selected * ROLES, number_of(k, fg), number_of(k, bg));
}

bool inks_set(struct inks *k, enum screen_theme theme, bool light_ground)
{
	struct palette p = theme_palette(theme, k->most, light_ground);

	/* among direct colours only the first eight are the terminal's own */
	if (p.depth == DEPTH_16 && k->bits[0])
		p.depth = DEPTH_8;
	if (p.depth == k->palette.depth && p.light == k->palette.light)
		return false;
	k->palette = p;
	for (unsigned attr = 0; attr < 8; attr++)
		for (int r = 0; r < ROLES; r++)
			set_ink(k, (enum role)r, attr);
	return true;
}

attr_t inks_of(const struct inks *k, const struct cell *c, short *pair)
{
	bool selected = (c->attr & ATTR_SELECT) != 0;

	*pair = 0;
	if (k->palette.depth != DEPTH_MONO)
		*pair = (short)(1 + c->role + selected * ROLES);
	return k->attrs[c->attr & 7][c->role];
}
