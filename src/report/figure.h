/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures: paper to draw on, that becomes an SVG or a PNG. Lengths are in points from the
 * upper left corner; a PNG has two pixels a point. The same calls give the same bytes.
 */
#ifndef REPORT_FIGURE_H
#define REPORT_FIGURE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/strbuf.h"
#include "report/spots.h"
#include "report/theme.h"

enum figure_format { FIGURE_SVG, FIGURE_PNG, FIGURE_FORMATS };

#define PNG_SCALE 2

struct figure;

struct figure *figure_new(
	enum figure_format format, const struct theme *theme, double w, double h);
/* Appends the file's bytes to out and frees f. -1 with err when it could not be drawn. */
int figure_finish(struct figure *f, struct strbuf *out, struct error *err);

/* From now on what is drawn is noted in spots, too. */
void figure_note(struct figure *f, struct spots *spots);
/* NULL: nothing is to be noted. */
struct spots *figure_spots(const struct figure *f);

const struct theme *figure_theme(const struct figure *f);
double figure_width(const struct figure *f);
double figure_height(const struct figure *f);

/*
 * A path grows until it is stroked or filled; text in between would end it. Places are
 * rounded to a quarter of a point.
 */
void figure_move(struct figure *f, double x, double y);
void figure_to(struct figure *f, double x, double y);
void figure_close(struct figure *f);
void figure_box(struct figure *f, double x, double y, double w, double h);
void figure_ring(struct figure *f, double x, double y, double radius);
/* A dot, to be stroked: as wide as the line will be. */
void figure_dot(struct figure *f, double x, double y);
enum dashes { DASHES_NONE, DASHES_LONG, DASHES_DOTS };
void figure_stroke(struct figure *f, struct paint p, double width, enum dashes dashes);
void figure_fill(struct figure *f, struct paint p);

struct lettering {
	struct paint paint;
	double size;
	double align; /* 0: begins at x; 0.5: is centred there; 1: ends there */
	bool bold;
	bool upright; /* read from below; x and align are then along y */
	bool halo;    /* paper around the letters */
};

/* One line of UTF-8 with its baseline at y; what is not printable becomes U+FFFD. */
void figure_text(struct figure *f, double x, double y, const struct lettering *l,
	const char *text);
double figure_text_width(struct figure *f, const struct lettering *l, const char *text);
/* text, cut with an ellipsis where it is wider than `width`, appended to out. */
void figure_text_fit(struct figure *f, const struct lettering *l, double width,
	const char *text, struct strbuf *out);
/* The version of cairo. */
const char *figure_library(void);

#endif
