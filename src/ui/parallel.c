/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/parallel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/format.h"
#include "ui/view.h"

#define AXES_MOST 16
#define AXIS_COLS 11 /* the least from one axis to the next */
#define NAME_LEAST 5 /* columns of an axis' name beside its importance */
#define GOOD_MOST 48 /* lines of the good trials, and of all others */
#define OTHERS_MOST 80

struct parallel {
	const struct scene *sc;
	const struct space_points *sp;
	struct plot plot;
	struct space_axis axes[AXES_MOST];
	size_t names[AXES_MOST];
	const struct parallel_look *look;
	int n, cols;
};

/* How many axes fit, and the first of them. */
static int axes_in(const struct study *s, struct area in, size_t chosen, size_t *from)
{
	int n = in.w / AXIS_COLS < AXES_MOST ? in.w / AXIS_COLS : AXES_MOST;
	size_t axes = space_axes(s);

	n = (size_t)n > axes + 1 ? (int)axes + 1 : n;
	*from = chosen + 2 > (size_t)n ? chosen + 2 - (size_t)n : 0;
	return in.h < PARALLEL_ROWS || n < 2 ? 0 : n;
}

static int axis_col(const struct parallel *c, int i)
{
	return c->n > 1 ? i * (c->cols - 1) / (c->n - 1) : c->cols - 1;
}

static void draw_line(
	struct parallel *c, const struct space_point *pt, struct plot_ink ink)
{
	const struct study *s = c->sc->study;
	double before = NAN;

	for (int i = 0; i < c->n; i++) {
		double at = space_axis_dot(&c->axes[i], s, pt, true);
		int x = axis_col(c, i) * c->plot.dots_x;

		if (i > 0)
			plot_line(&c->plot, axis_col(c, i - 1) * c->plot.dots_x, before,
				x, at, ink);
		before = at;
	}
}

/* Where it lies on each axis, without lines. */
static void draw_places(struct parallel *c, const struct space_point *pt)
{
	for (int i = 0; i < c->n; i++) {
		double at = space_axis_dot(&c->axes[i], c->sc->study, pt, true);

		if (!isnan(at) && fabs(at) < 2 * plot_height(&c->plot))
			plot_dot(&c->plot, axis_col(c, i) * c->plot.dots_x + 1,
				(int)floor(at + 0.5),
				(struct plot_ink){.role = ROLE_BORDER});
	}
}

/* The best of them, and every so manyth of the others under these. */
static void draw_lines(struct parallel *c)
{
	const struct study *s = c->sc->study;
	const struct study_incumbent *best = study_incumbent(s);
	size_t measured = 0, good, stride;

	while (measured < c->sp->n && c->sp->items[measured].grade >= 0)
		measured++;
	good = measured > GOOD_MOST + OTHERS_MOST ? measured - GOOD_MOST : 0;
	stride = good / OTHERS_MOST + 1;
	for (size_t i = 0; i < measured; i += i < good ? stride : 1) {
		const struct space_point *pt = &c->sp->items[i];

		if (trials_passes(&c->sc->view->trials, s, pt->trial))
			draw_line(c, pt,
				(struct plot_ink){space_grade_role(pt->grade), 0,
					(uint8_t)(1 + pt->grade)});
		else
			draw_places(c, pt);
	}
	if (best)
		draw_line(c,
			&(struct space_point){
				best->trial, s->trials[best->trial].best, 0},
			(struct plot_ink){ROLE_BEST, ATTR_BOLD, 6});
	if (c->sc->view->selected.trial < s->n_trials)
		draw_line(c,
			&(struct space_point){c->sc->view->selected.trial,
				s->trials[c->sc->view->selected.trial].best, 0},
			(struct plot_ink){ROLE_STRONG, ATTR_BOLD, 7});
}

/* Around the axis, but within the picture. */
static void draw_word(const struct parallel *c, struct pen p, int y, int i, int room,
	enum role role, const char *word)
{
	char text[64];
	int width, x;

	format_short_name(word, room, text, sizeof(text));
	width = text_width(text);
	x = axis_col(c, i) - width / 2;
	x = x + width > c->cols ? c->cols - width : x;
	pen_goto(&p, y, x < 0 ? 0 : x);
	pen_text(&p, role, text);
}

static const char *number_text(
	const struct space_axis *a, double v, char *out, size_t size)
{
	bool whole = a->par && domain_is_whole(&a->par->domain);

	if (!a->par)
		return format_metric(v, out, size);
	return format_param(
		(struct value){whole ? VALUE_INT : VALUE_REAL, v, NULL}, out, size);
}

static void draw_ends(const struct parallel *c, struct pen p, int i, int room)
{
	const struct space_axis *a = &c->axes[i];
	char text[64];

	if (a->n_columns)
		return;
	draw_word(c, p, 1, i, room, ROLE_DIM,
		number_text(a, a->axis.hi, text, sizeof(text)));
	draw_word(c, p, c->plot.rows + 2, i, room, ROLE_DIM,
		number_text(a, a->axis.lo, text, sizeof(text)));
}

/* The categories stand at their places on the axis. */
static void draw_columns(const struct parallel *c, struct pen p, int i, int room)
{
	const struct space_axis *a = &c->axes[i];
	char text[64];

	if (a->n_columns > (size_t)c->plot.rows)
		return;
	for (size_t k = 0; k < a->n_columns; k++) {
		double d = space_axis_column(a, k);

		draw_word(c, p, 2 + (int)(d / c->plot.dots_y), i, room, ROLE_TEXT,
			format_param(a->par->domain.values[k], text, sizeof(text)));
	}
}

/* "beta1 48%", or the name alone where there is no room for both. */
static void axis_text(const struct parallel *c, int i, int room, char *out, size_t size)
{
	const struct study *s = c->sc->study;
	const char *name = space_axis_name(s, c->names[i]);
	char text[64], part[16] = "";

	if (c->look->importances->known && c->axes[i].par)
		snprintf(part, sizeof(part), " %.0f%%",
			100 * space_importance(c->look->importances, s, c->names[i]));
	if (room < NAME_LEAST + text_width(part))
		*part = '\0';
	format_short_name(name, room - text_width(part), text, sizeof(text));
	snprintf(out, size, "%s%s", text, part);
}

/* The columns for the name of an axis: those at the ends have what their neighbours leave. */
static int name_room(const struct parallel *c, int i, int room)
{
	int beside = i == 0 ? 1 : c->n - 2, width;
	char name[96];

	if (i > 0 && i + 1 < c->n)
		return room;
	if (c->n == 2)
		return c->cols / 2 - 1;
	axis_text(c, beside, room, name, sizeof(name));
	width = text_width(name);
	return i == 0 ? axis_col(c, beside) - width / 2 - 1
		      : c->cols - (axis_col(c, beside) - width / 2 + width) - 1;
}

/* The rows of an axis, from the top, that are brushed; none: from > to. */
static void brushed_rows(const struct parallel *c, int i, int *from, int *to)
{
	struct space_axis up = c->axes[i];
	const struct brush *b = up.par ? brushes_on(c->look->brushes, up.index) : NULL;
	double lo, hi, rows = c->plot.rows;

	*from = 0;
	*to = -1;
	if (!b)
		return;
	up.down = up.axis.down = false; /* places are those from the low end */
	brush_places(b, &up, &lo, &hi);
	*from = (int)fmin(rows - ceil(hi * rows), rows - 1);
	*to = (int)fmax(*from, rows - 1 - floor(lo * rows));
	*to = *to < c->plot.rows ? *to : c->plot.rows - 1;
}

static void draw_axis(const struct parallel *c, struct pen p, int i, size_t chosen)
{
	int room = (c->cols - 1) / (c->n - 1) - 1;
	bool value = !c->axes[i].par;
	char name[96];

	axis_text(c, i, name_room(c, i, room), name, sizeof(name));
	p.attr = c->names[i] == chosen ? ATTR_BOLD : 0;
	draw_word(c, p, 0, i, room,
		value			? ROLE_STRONG
		: c->names[i] == chosen ? ROLE_KEY
					: ROLE_PARAM,
		name);
	p.attr = 0;
	draw_ends(c, p, i, room);
	for (int y = 0; y < c->plot.rows; y++) {
		pen_goto(&p, 2 + y, axis_col(c, i));
		p.role = ROLE_AXIS;
		pen_ch(&p, p.g->glyphs->v);
	}
}

/* Over the lines, which pass it. */
static void draw_brush(const struct parallel *c, struct pen p, int i)
{
	int from, to;

	brushed_rows(c, i, &from, &to);
	p.role = ROLE_KEY;
	p.attr = ATTR_BOLD;
	for (int y = from; y <= to; y++) {
		pen_goto(&p, 2 + y, axis_col(c, i));
		pen_ch(&p, p.g->glyphs->focus_v);
	}
}

void parallel_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct space_points *sp, const struct parallel_look *look)
{
	struct parallel c = {.sc = sc, .sp = sp, .look = look, .cols = in.w - 2};
	struct pen p = pen_in(g, (struct area){in.y, in.x + 1, in.h, in.w - 2});
	size_t axes = space_axes(sc->study), from;

	c.n = axes_in(sc->study, in, look->chosen, &from);
	if (!c.n)
		return;
	plot_init(&c.plot, g->glyphs->tier, in.h - 3, c.cols);
	for (int i = 0; i < c.n; i++) {
		c.names[i] = i + 1 < c.n ? from + (size_t)i : axes;
		c.axes[i] = space_axis_make(sc->study, sp, c.names[i], look->log_value,
			plot_height(&c.plot), true);
	}
	draw_lines(&c);
	for (int i = 0; i < c.n; i++)
		draw_axis(&c, p, i, look->chosen);
	pen_goto(&p, 2, 0);
	plot_draw(&c.plot, &p);
	for (int i = 0; i < c.n; i++) {
		draw_brush(&c, p, i);
		draw_columns(&c, p, i, (c.cols - 1) / (c.n - 1) - 1);
	}
	plot_release(&c.plot);
}

bool parallel_at(const struct study *s, struct area in, size_t chosen, int y, int x,
	size_t *axis, double *place)
{
	struct parallel c = {.cols = in.w - 2};
	size_t from;
	int nearest = 0;

	c.n = axes_in(s, in, chosen, &from);
	if (!c.n)
		return false;
	for (int i = 1; i < c.n; i++)
		if (abs(1 + axis_col(&c, i) - x) < abs(1 + axis_col(&c, nearest) - x))
			nearest = i;
	*axis = from + (size_t)nearest;
	*place = 1 - (y - 2.0) / (in.h - 3);
	return nearest + 1 < c.n;
}
