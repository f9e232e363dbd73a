/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The colours of a report, on light and on dark paper. Whatever differs in colour also
 * differs in shape or width.
 */
#ifndef REPORT_THEME_H
#define REPORT_THEME_H

struct paint {
	double r, g, b, a; /* 0 … 1 */
};

enum ink {
	INK_PAPER,
	INK_TEXT,
	INK_MUTED, /* ticks, notes */
	INK_GRID,
	INK_IDLE, /* a worker that has nothing to do */
	INK_STOPPED,
	INK_WAITING,
	INK_COMPLETED,
	INK_LOST,
	INK_INCUMBENT,
	INK_RACE, /* the columns of a race, from the first on */
	INK_RACE_MOST = INK_RACE + 3,
	INKS,
};

struct theme {
	const char *name;    /* "light", "dark" */
	const char *suffix;  /* of file names: "", "-dark" */
	unsigned inks[INKS]; /* 0xrrggbb */
	unsigned ramp[4];    /* from low to high */
};

#define N_THEMES 2
extern const struct theme themes[N_THEMES];

struct paint theme_ink(const struct theme *t, enum ink ink, double alpha);
/* Step i of n (i < n) of an order, each lighter or darker than the one before. */
struct paint theme_ramp(const struct theme *t, int i, int n);
/* Of two opaque paints, 1 … 21: WCAG 2's contrast ratio. */
double theme_contrast(struct paint a, struct paint b);
/* For letters on it: black or white, of which one always has a contrast of 4.5. */
struct paint theme_on(struct paint under);

#endif
