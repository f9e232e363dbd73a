/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The styles of a palette as curses has them: attributes, and pairs of colours. Colours
 * are numbers of a table or, where terminfo says RGB, red, green and blue in one number.
 */
#ifndef UI_INKS_H
#define UI_INKS_H

#include "draw/grid.h"
#include "draw/roles.h"

#include <curses.h>
#include <stdbool.h>

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
 * How the terminfo capability RGB, of one of its three types (user_caps(5)), has the bits
 * of red, green and blue in that many colours. flag, number: <= 0 without it; text: NULL.
 * False: there is none.
 */
bool inks_layout(int flag, int number, const char *text, int colors, int bits[3]);
/* 0xRRGGBB in so many bits, red in the highest. */
int inks_pack(unsigned rgb, const int bits[3]);
/* After curses has the terminal. color: "auto" (NO_COLOR counts), "never", "always". */
void inks_init(struct inks *k, const char *color);
/* Another theme, on such a ground. True when anything looks otherwise now. */
bool inks_set(struct inks *k, enum screen_theme theme, bool light_ground);
/* How a cell is written; *pair is its pair of colours. */
attr_t inks_of(const struct inks *k, const struct cell *c, short *pair);

#endif
