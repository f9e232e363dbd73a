/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of a plot of curves: its axes, and the places of samples. Only the files that
 * draw such a plot use it.
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

/* The ends of the whole x axis, in its units. lo < hi. */
void curves_range(const struct study *s, enum curves_x x, double *lo, double *hi);
/* Make the axes; the plot must exist. The y axis fits what shows of the set. */
void curves_make_x(struct curves_frame *f);
void curves_make_y(struct curves_frame *f, const struct curves_set *set);
/* Draws the x axis with rung levels, round epochs or times. */
void curves_draw_x(const struct curves_frame *f, int bracket, struct pen p);
void curves_draw_y(const struct curves_frame *f, struct pen p);

/* Prepares a trial for curves_value(), up to an epoch. */
void curves_take(struct curves_frame *f, const struct study_trial *t, int to);
/* The metric after an epoch of that trial, smoothed if the look says so. */
double curves_value(const struct curves_frame *f, const struct study_trial *t, int epoch);
/* The dot column of an epoch. It may lie outside of the plot. */
int curves_column(const struct curves_frame *f, const struct study_trial *t, int epoch);
/*
 * Narrows from … to down to the epochs that show: those within the window, and one on
 * either side of it. *from > *to: none shows.
 */
void curves_visible(
	const struct curves_frame *f, const struct study_trial *t, int *from, int *to);

/* The ghost of a series: dotted, from where its trial was stopped on. */
void curves_draw_ghost(struct curves_frame *f, const struct series *se);
/* Where a ghost ends, in dots. False: there is none to draw. */
bool curves_ghost_end(
	const struct curves_frame *f, const struct series *se, int *column, double *dot);
/* Some of its values, as the y axis has them, behind the count there are; up to `most`. */
size_t curves_ghost_sample(const struct curves_frame *f, const struct series *se,
	int each, double *out, size_t count, size_t most);

/* The crosshair and its numbers; p stands at the pane's corner. */
void curves_draw_cross(
	struct curves_frame *f, const struct curves_set *set, struct pen p);

#endif
