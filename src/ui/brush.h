/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Brushes: parts of the axes of parameters. What lies in all of them is the filter of the
 * trials; the filter that there was before goes on holding, and is back without them.
 */
#ifndef UI_BRUSH_H
#define UI_BRUSH_H

#include "ui/space_axis.h"

struct brush {
	size_t param;  /* its index in the space */
	double lo, hi; /* numbers, both ends in it; or the columns of categories */
};

struct brushes {
	struct brush *items;
	size_t n, cap;
	char *before; /* the filter there was; NULL: none */
	char *text;   /* the filter that they are; NULL: there are none */
};

void brushes_release(struct brushes *b);
/* The one on a parameter, or NULL. */
struct brush *brushes_on(const struct brushes *b, size_t param);

/*
 * Axes are made by space_axis_make(), of any number of dots and not downwards.
 *
 * A new one where the best results lie, or in the middle where they are not known.
 */
void brush_begin(struct brushes *b, const struct study *s, const struct space_axis *a,
	const struct importances *im);
/* One from a place of the axis to a higher one, of 0 … 1; as far as they are within. */
void brush_between(struct brushes *b, const struct space_axis *a, double from, double to);
/* Moves it by so many steps along the axis, as far as that goes; makes it wider by some. */
void brush_move(struct brush *b, const struct space_axis *a, int steps);
void brush_widen(struct brush *b, const struct space_axis *a, int steps);
void brush_drop(struct brushes *b, size_t param);

/* Where along an axis, 0 … 1, its ends lie. */
void brush_places(
	const struct brush *b, const struct space_axis *a, double *from, double *to);
/* "1e-3 to 0.01", "adam, sgd" */
const char *brush_words(
	const struct brush *b, const struct study *s, char *out, size_t size);

/* Makes them the view's filter. Tells why where that cannot be. */
void brushes_apply(struct brushes *b, struct view *v, const struct study *s);
/* Before a frame: they are gone when the filter has been changed by something else. */
void brushes_follow(struct brushes *b, const struct view *v);

#endif
