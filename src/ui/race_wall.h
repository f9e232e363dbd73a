/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The screen of a race: all columns side by side over the plot of their best values, and
 * each column's own study, in the panes that it has alone. The clock is one.
 */
#ifndef UI_RACE_WALL_H
#define UI_RACE_WALL_H

#include "ui/view.h"

struct race_wall {
	struct race *race;	    /* borrowed */
	struct view all;	    /* of all columns */
	struct view one[RACE_MOST]; /* of each */
	int column;		    /* that has the screen; -1: all have it */
};

/* like: an initialised view, whose glyphs, theme and settings the others take. */
void race_wall_init(struct race_wall *w, struct race *r, const struct view *like);
/* The pane of column i of n; of i = n and on: the plot, the clock, the header. */
int race_wall_pane(size_t i, size_t n);
void race_wall_release(struct race_wall *w);
/* The view that has the screen, and the study that it is of. */
struct view *race_wall_view(struct race_wall *w);
const struct study *race_wall_study(const struct race_wall *w);
/* Before a key or a frame: the view's clock is the race's. */
void race_wall_lend(struct race_wall *w);
/* After a key: the race has what the key has made of the clock, another view the screen. */
void race_wall_take(struct race_wall *w, double wall);

/* Runs all columns again with so many workers. -1 with err: there is no race any more. */
int race_wall_again(struct race_wall *w, int workers, double wall, struct error *err);

#endif
