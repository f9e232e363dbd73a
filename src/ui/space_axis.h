/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trials as points of the search space: which trials are drawn, how good each one is, and
 * its place along an axis.
 */
#ifndef UI_SPACE_AXIS_H
#define UI_SPACE_AXIS_H

#include "draw/plot.h"
#include "study/importance.h"
#include "ui/view.h"

#define SPACE_POINTS_MOST 2048
#define SPACE_GRADES 4 /* the worse half, the better one, the best quarter, and tenth */

struct space_points {
	struct space_point {
		uint32_t trial;
		double value; /* the best of its curve; NaN: none is finite */
		int grade;    /* 0 … 3; -1: it has no value */
	} * items;	      /* worst first, so that the best is drawn last */
	size_t n, stride;     /* every stride-th trial is a point, and each incumbent */
	double best, worst;   /* what the axis of values shows; NaN: there is none */
};

void space_points_collect(struct space_points *sp, const struct study *s);
/* Every n-th trial is a point; this is n. */
size_t space_stride(const struct study *s);
void space_points_release(struct space_points *sp);
enum role space_grade_role(int grade);

/* One axis: a parameter's, or, with par NULL, the value's. */
struct space_axis {
	const struct parameter *par;
	size_t index;	  /* of the parameter */
	size_t n_columns; /* categories; 0: the axis is one of numbers */
	struct axis axis; /* of numbers */
	int dots;
	bool down;
};

/*
 * The axis of the i-th parameter that varies; past the last one, the axis of the value. It
 * covers the support of the domain, or the trials there are where that is unbounded.
 */
struct space_axis space_axis_make(const struct study *s, const struct space_points *sp,
	size_t i, bool log_value, int dots, bool down);
/* The dot of a point; categories are spread a little, always the same way. NaN: none. */
double space_axis_dot(const struct space_axis *a, const struct study *s,
	const struct space_point *p, bool spread);
/* The middle of a category's column. */
double space_axis_column(const struct space_axis *a, size_t column);
/* How many parameters vary. */
size_t space_axes(const struct study *s);
/* The level of the rung that is selected, or of the one that says most of importances. */
int space_level(const struct study *s, const struct selection *at);
/* Of the i-th of them. */
double space_importance(const struct importances *im, const struct study *s, size_t i);
/* The index in the space of the i-th of them; past the last one: none's. */
size_t space_axis_param(const struct study *s, size_t i);
/* The name of the i-th of them, or of the metric. */
const char *space_axis_name(const struct study *s, size_t i);

#endif
