/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The styles of a palette in curses: attributes and colour pairs. A colour is an index of
 * a table or, where terminfo has RGB, red, green and blue in one number.
 */
#ifndef UI_INKS_H
#define UI_INKS_H

#include <curses.h>
#include <stdbool.h>

#include "draw/grid.h"
#include "draw/roles.h"

struct inks {
	enum depth most;	/* that the terminal has, and that was asked for */
	struct palette palette; /* the present one */

	/* inside */
	bool own;	 /* the terminal's own colours can be named */
	bool no_reverse; /* it cannot reverse what is coloured (terminfo: ncv) */
	int bits[3];	 /* of red, green and blue in a colour; 0: it is a number */
	attr_t attrs[8][ROLES]; /* by enum cell_attr */
};

/*
 * The bits of red, green and blue in a colour, from the terminfo capability RGB, which has
 * one of three types (user_caps(5)). A type that it does not have is <= 0 (flag, number)
 * or NULL (text). colors: how many there are. False: the terminal has no RGB.
 */
bool inks_layout(int flag, int number, const char *text, int colors, int bits[3]);
/* 0xRRGGBB with that many bits a colour, red in the highest. */
int inks_pack(unsigned rgb, const int bits[3]);
/* After curses has started. color: "auto" (respects NO_COLOR), "never", "always". */
void inks_init(struct inks *k, const char *color);
/* Sets the theme for a background. True when any style has changed. */
bool inks_set(struct inks *k, enum screen_theme theme, bool light_ground);
/* The attributes of a cell; *pair is its colour pair. */
attr_t inks_of(const struct inks *k, const struct cell *c, short *pair);

#endif
