/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of a plot of curves: its axes, and where samples lie in it. For the files
 * that draw one.
 */
#ifndef UI_CURVES_FRAME_H
#define UI_CURVES_FRAME_H

#include "ui/curves.h"

#define CURVES_MARGIN 6 /* columns of the labels at the left */

struct curves_frame {
	const struct scene *sc;
	struct curves_look look;
	struct plot plot;
	struct axis x, y;
	/* unless x is time: first[c] is the first epoch of dot column c; width + 1 */
	int *first;
	double *smoothed; /* of the series at hand, when they are smoothed */
	size_t cap;
};

/* What lies between the ends of the x axis as a whole: its units. lo < hi. */
void curves_range(const struct study *s, enum curves_x x, double *lo, double *hi);
/* The axes; the plot must have been made. The y axis is for what shows of the set. */
void curves_make_x(struct curves_frame *f);
void curves_make_y(struct curves_frame *f, const struct curves_set *set);
/* The rung levels with their labels, or round epochs or times, and the x axis. */
void curves_draw_x(const struct curves_frame *f, int bracket, struct pen p);
void curves_draw_y(const struct curves_frame *f, struct pen p);

/* Makes a trial the one at hand for curves_value(), up to an epoch. */
void curves_take(struct curves_frame *f, const struct study_trial *t, int to);
/* The metric after an epoch, smoothed where the look says so. */
double curves_value(const struct curves_frame *f, const struct study_trial *t, int epoch);
/* The dot column of an epoch; may lie outside. */
int curves_column(const struct curves_frame *f, const struct study_trial *t, int epoch);
/*
 * The epochs of from … to that show: those within the window, and one on either side of
 * it where there is one. *from > *to: none does.
 */
void curves_visible(
	const struct curves_frame *f, const struct study_trial *t, int *from, int *to);

/* The crosshair and its numbers; p stands at the pane's corner. */
void curves_draw_cross(
	struct curves_frame *f, const struct curves_set *set, struct pen p);

#endif
