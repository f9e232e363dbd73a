/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How trials are marked, the same in every chart: a colour and a shape for each fate. And
 * the legend that says so.
 */
#ifndef REPORT_MARKS_H
#define REPORT_MARKS_H

#include "report/figure.h"
#include "study/event.h"

/* In the order of drawing: the most important is last, on top. */
enum fate { FATE_STOPPED, FATE_WAITING, FATE_LOST, FATE_COMPLETED, FATES };

enum fate fate_of(enum trial_state state);
enum ink fate_ink(enum fate fate);

enum mark_shape { SHAPE_DOT, SHAPE_RING, SHAPE_TRIANGLE, SHAPE_CROSS, SHAPE_STAR };

enum mark_shape fate_shape(enum fate fate);

/* Adds a mark, about `size` points wide, to those that marks_paint() paints. */
void marks_add(struct figure *f, enum mark_shape shape, double x, double y, double size);
void marks_paint(struct figure *f, enum mark_shape shape, struct paint p, double size);
/* The star that the incumbent is in every chart, with paper around it. */
void marks_incumbent(struct figure *f, double x, double y);

/* A row of samples with words, from left to right under the heading. */
struct legend {
	struct figure *f;
	double x, y;
};

struct legend legend_begin(struct figure *f);
void legend_mark(struct legend *l, enum mark_shape shape, enum ink ink, const char *text);
void legend_line(
	struct legend *l, struct paint p, double width, enum dashes d, const char *text);
void legend_box(struct legend *l, struct paint p, const char *text);
/* The fates that there are, by the trials in each state; as lines or as marks. */
void legend_fates(struct legend *l, const size_t *count, bool lines);
void legend_words(struct legend *l, const char *text);

#endif
