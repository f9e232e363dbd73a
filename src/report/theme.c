/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/theme.h"

#include <math.h>

/*
 * What stands for something is from the palette of Okabe and Ito (2008), which every kind
 * of colour vision can tell apart, darkened on light paper until letters have a contrast of
 * 4.5 with it and marks one of 3; the ramps go one way in brightness, as viridis does.
 */
const struct theme themes[N_THEMES] = {
	{
		.name = "light",
		.suffix = "",
		.inks = {[INK_PAPER] = 0xffffff,
			[INK_TEXT] = 0x1b1f24,
			[INK_MUTED] = 0x59616c,
			[INK_GRID] = 0xe4e7eb,
			[INK_IDLE] = 0xebeef1,
			[INK_STOPPED] = 0x878f9a,
			[INK_WAITING] = 0x3a97d0,
			[INK_COMPLETED] = 0x0072b2,
			[INK_LOST] = 0xb5548c,
			[INK_INCUMBENT] = 0xc25500,
			[INK_RACE] = 0x0072b2,
			[INK_RACE + 1] = 0xc25500,
			[INK_RACE + 2] = 0x007d5c,
			[INK_RACE + 3] = 0xb5548c},
		.ramp = {0xbfe3c4, 0x4db5c5, 0x2268ad, 0x0c2260},
	},
	{
		.name = "dark",
		.suffix = "-dark",
		.inks = {[INK_PAPER] = 0x16191d,
			[INK_TEXT] = 0xe9ebee,
			[INK_MUTED] = 0xa2abb6,
			[INK_GRID] = 0x2d333a,
			[INK_IDLE] = 0x20252b,
			[INK_STOPPED] = 0x7d8793,
			[INK_WAITING] = 0x2f8fc7,
			[INK_COMPLETED] = 0x7cc7f2,
			[INK_LOST] = 0xcc79a7,
			[INK_INCUMBENT] = 0xf0a830,
			[INK_RACE] = 0x7cc7f2,
			[INK_RACE + 1] = 0xf0a830,
			[INK_RACE + 2] = 0x4cc9a0,
			[INK_RACE + 3] = 0xcc79a7},
		.ramp = {0x2b4a8a, 0x2f8fb0, 0x73c9a8, 0xf2eea6},
	},
};

static struct paint of_hex(unsigned hex, double alpha)
{
	return (struct paint){(hex >> 16) / 255.0, (hex >> 8 & 255) / 255.0,
		(hex & 255) / 255.0, alpha};
}

struct paint theme_ink(const struct theme *t, enum ink ink, double alpha)
{
	return of_hex(t->inks[ink], alpha);
}

struct paint theme_ramp(const struct theme *t, int i, int n)
{
	/* with few steps neither end: they are too pale and too dark to be alone */
	double at = n > 2 ? 3.0 * i / (n - 1) : n == 2 ? 0.6 + 1.4 * i : 1.6;
	int below = at >= 3 ? 2 : (int)at;
	struct paint a = of_hex(t->ramp[below], 1), b = of_hex(t->ramp[below + 1], 1);
	double f = at - below;

	return (struct paint){
		a.r + f * (b.r - a.r), a.g + f * (b.g - a.g), a.b + f * (b.b - a.b), 1};
}

/* A channel without the gamma of sRGB. */
static double linear(double v)
{
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(struct paint p)
{
	return 0.2126 * linear(p.r) + 0.7152 * linear(p.g) + 0.0722 * linear(p.b);
}

double theme_contrast(struct paint a, struct paint b)
{
	double l = luminance(a), m = luminance(b);

	return (fmax(l, m) + 0.05) / (fmin(l, m) + 0.05);
}

struct paint theme_on(struct paint under)
{
	static const struct paint black = {0, 0, 0, 1}, white = {1, 1, 1, 1};

	return theme_contrast(black, under) >= theme_contrast(white, under) ? black
									    : white;
}
