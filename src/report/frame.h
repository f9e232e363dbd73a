/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A frame: the rectangle of a figure where two axes meet, from values to points and back
 * to the reader by ticks, grid lines and titles. Also the heading above it.
 */
#ifndef REPORT_FRAME_H
#define REPORT_FRAME_H

#include "report/figure.h"
#include "report/range.h"

struct frame {
	double x, y, w, h; /* of the rectangle in the figure */
	struct range rx, ry;
	struct axis ax, ay;
};

#define FIGURE_WIDTH 960.0
/* Where frames begin under title, note and legend; what is left of and below a frame. */
#define FRAME_TOP 104.0
#define FRAME_LEFT 78.0
#define FRAME_RIGHT 24.0
#define FRAME_BOTTOM 58.0

#define SIZE_TITLE 20.0
#define SIZE_NOTE 13.0
#define SIZE_LABEL 13.0 /* axis titles */
#define SIZE_TICK 12.0

struct frame frame_make(
	double x, double y, double w, double h, struct range rx, struct range ry);
/* In points of the figure; values beyond an axis are put at its end. NaN stays NaN. */
double frame_x(const struct frame *fr, double v);
double frame_y(const struct frame *fr, double v);

/* Lettering in an ink, beginning at its place. */
struct lettering frame_letters(const struct figure *f, enum ink ink, double size);

/* Grid lines and ticks for y on the left; without labels where a neighbour has them. */
void frame_y_axis(struct figure *f, const struct frame *fr, bool labels);
/* About `max` ticks under the frame; those whose labels would meet have none. */
void frame_x_axis(struct figure *f, const struct frame *fr, int max);
/* One tick with its own text under the frame, cut to `room` points. */
void frame_x_tick(struct figure *f, const struct frame *fr, double at, double room,
	const char *text);
/* The line under the frame. */
void frame_base(struct figure *f, const struct frame *fr);
void frame_x_title(struct figure *f, const struct frame *fr, const char *text);
/* With the number of values that the axis leaves out. */
void frame_y_title(struct figure *f, const struct frame *fr, const char *text);
/* A remark in the middle, where there is nothing to draw. */
void frame_say(struct figure *f, const struct frame *fr, const char *text);

/* At the figure's top. */
void frame_heading(struct figure *f, const char *title, const char *note);

#endif
