/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/space_scatter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ui/curves.h"
#include "ui/format.h"
#include "ui/marks.h"

#define MARGIN 8       /* columns of the labels at the left */
#define LARGE_MOST 200 /* trials that are drawn as larger dots */
#define TICK_COLS 11
#define NEAR 2 /* cells from a point that are still meant for it */

struct scatter {
	const struct scene *sc;
	const struct space_points *sp;
	struct plot plot;
	struct space_axis x, y;
	bool pair;
	const struct brushes *brushes;
};

/* What is outside of the filter is a small dot in the colour of lines. */
static const struct plot_ink outside = {.role = ROLE_BORDER};

static struct plot_ink ink_of(const struct study_trial *t)
{
	struct plot_ink ink = {.rank = 1};

	trial_mark(t, &ink.role);
	if (t->state == TRIAL_RUNNING)
		ink.rank = 3;
	else if (t->state == TRIAL_CLIMBED || t->state == TRIAL_COMPLETED)
		ink.rank = 2;
	return ink;
}

/* The cell of a point, clipped to the edges; false: it lies nowhere. */
static bool cell_of(
	const struct scatter *c, const struct space_point *pt, int *row, int *col)
{
	double x = space_axis_dot(&c->x, c->sc->study, pt, true);
	double y = space_axis_dot(&c->y, c->sc->study, pt, true);

	if (isnan(y) && !c->pair) /* no value: at the bad end */
		y = c->sc->study->info->maximize ? plot_height(&c->plot) - 1 : 0;
	if (isnan(x) || isnan(y))
		return false;
	x = fmax(0, fmin(plot_width(&c->plot) - 1, floor(x + 0.5)));
	y = fmax(0, fmin(plot_height(&c->plot) - 1, floor(y + 0.5)));
	*row = (int)y / c->plot.dots_y;
	*col = (int)x / c->plot.dots_x;
	return true;
}

static void draw_mark(const struct scatter *c, struct pen p, const struct space_point *pt,
	enum role role, uint32_t glyph)
{
	int row, col;

	if (!cell_of(c, pt, &row, &col))
		return;
	pen_goto(&p, row, MARGIN + col);
	p.role = role;
	pen_ch(&p, glyph);
}

static void draw_dot(struct scatter *c, const struct space_point *pt, bool passes)
{
	struct plot_ink ink = passes ? ink_of(&c->sc->study->trials[pt->trial]) : outside;
	double dx = space_axis_dot(&c->x, c->sc->study, pt, true);
	double dy = space_axis_dot(&c->y, c->sc->study, pt, true);
	const struct trials *shown = &c->sc->view->trials;
	bool few = (shown->filter ? shown->n : c->sp->n) <= LARGE_MOST;
	int size = passes && few && c->plot.tier == TIER_BRAILLE ? 2 : 1;
	int x, y;

	if (isnan(dx) || isnan(dy))
		return;
	x = (int)fmin(floor(dx + 0.5), plot_width(&c->plot) - size);
	y = (int)fmin(floor(dy + 0.5), plot_height(&c->plot) - size);
	for (int i = 0; i < size * size; i++)
		plot_dot(&c->plot, x + i % size, (y > 0 ? y : 0) + i / size, ink);
}

/* A trial that stands out, with its name where there is room. */
static void draw_bright(const struct scatter *c, struct pen p, uint32_t id,
	enum role role, uint32_t glyph)
{
	const struct study *s = c->sc->study;
	const struct space_point pt = {id, s->trials[id].best, 0};
	char name[24];
	int row, col, width;

	p.attr = ATTR_BOLD;
	if ((isnan(pt.value) && !c->pair) || !cell_of(c, &pt, &row, &col))
		return;
	draw_mark(c, p, &pt, role, glyph);
	width = text_width(format_trial(id, name, sizeof(name)));
	pen_goto(&p, row,
		MARGIN + (col + 1 + width < c->plot.cols ? col + 1 : col - width));
	pen_text(&p, role, name);
}

bool space_scatter_letters(const struct scene *sc)
{
	return sc->view->trials.filter && sc->view->glyphs->tier != TIER_BRAILLE;
}

/* Where dots have one size, what passes the filter is told by the letters of states. */
static void draw_letters(const struct scatter *c, struct pen p)
{
	const struct study *s = c->sc->study;

	for (size_t i = 0; i < c->sp->n; i++) {
		const struct space_point *pt = &c->sp->items[i];
		enum role role;
		char mark = trial_mark(&s->trials[pt->trial], &role);

		if (pt->grade >= 0 && trials_passes(&c->sc->view->trials, s, pt->trial))
			draw_mark(c, p, pt, role, (uint32_t)mark);
	}
}

static void draw_points(struct scatter *c, struct pen p)
{
	const struct study *s = c->sc->study;
	const struct view *v = c->sc->view;
	const struct study_incumbent *best = study_incumbent(s);

	for (size_t i = 0; i < c->sp->n; i++) {
		const struct space_point *pt = &c->sp->items[i];
		const struct study_trial *t = &s->trials[pt->trial];
		enum role role;
		char mark = trial_mark(t, &role);

		if (!trials_passes(&v->trials, s, pt->trial))
			draw_dot(c, pt, false);
		else if (pt->grade >= 0 && c->pair)
			draw_mark(c, p, pt, space_grade_role(pt->grade),
				p.g->glyphs->density[pt->grade]);
		else if (pt->grade < 0 && (c->pair || t->state > TRIAL_STOPPED))
			draw_mark(c, p, pt, role, (uint32_t)mark);
		else if (pt->grade >= 0)
			draw_dot(c, pt, true);
	}
	pen_goto(&p, 0, MARGIN); /* over the marks of those that have no value */
	plot_draw(&c->plot, &p);
	if (space_scatter_letters(c->sc) && !c->pair)
		draw_letters(c, p);
	if (best)
		draw_bright(c, p, best->trial, ROLE_BEST, p.g->glyphs->incumbent);
	if (v->selected.trial < s->n_trials &&
		(!best || v->selected.trial != best->trial))
		draw_bright(c, p, v->selected.trial, ROLE_STRONG, p.g->glyphs->head);
}

static const char *tick_text(double v, char *out, size_t size)
{
	if (v != 0 && (fabs(v) < 1e-3 || fabs(v) >= 1e5))
		return format_param((struct value){VALUE_REAL, v, NULL}, out, size);
	snprintf(out, size, "%.3g", v);
	return out;
}

/* One label within the line of the x axis, where it does not touch the one before. */
static void label_x(const struct scatter *c, struct pen *p, double dot, const char *text,
	int *room_from)
{
	int width = text_width(text);
	int at = (int)(dot / c->plot.dots_x) - width / 2;

	at = at + width > c->plot.cols ? c->plot.cols - width : at;
	at = at < 0 ? 0 : at;
	if (at < *room_from || at + width > c->plot.cols)
		return;
	pen_goto(p, c->plot.rows, MARGIN + at);
	pen_text(p, ROLE_DIM, text);
	*room_from = at + width + 1;
}

/* The cells of an axis that are brushed, out of so many; false: none. */
static bool brushed_cells(const struct scatter *c, const struct space_axis *a, int cells,
	int *from, int *to)
{
	struct brush *b = a->par ? brushes_on(c->brushes, a->index) : NULL;
	double lo, hi;

	if (!b)
		return false;
	brush_places(b, a, &lo, &hi);
	*from = (int)fmin(lo * cells, cells - 1);
	*to = (int)fmax(*from, ceil(hi * cells) - 1);
	*to = *to < cells ? *to : cells - 1;
	return true;
}

/* A heavy line along the axis, and walls at its ends. */
static void draw_brush_x(const struct scatter *c, struct pen p)
{
	int ends[2];

	if (!brushed_cells(c, &c->x, c->plot.cols, &ends[0], &ends[1]))
		return;
	p.role = ROLE_KEY;
	pen_goto(&p, c->plot.rows, MARGIN + ends[0]);
	pen_repeat(&p, p.g->glyphs->focus_h, ends[1] - ends[0] + 1);
	for (int i = 0; i < 2; i++)
		for (int y = 0; y < c->plot.rows; y++) {
			pen_goto(&p, y, MARGIN + ends[i]);
			pen_ch(&p, p.g->glyphs->level);
		}
}

static void draw_brush_y(const struct scatter *c, struct pen p)
{
	int from, to;
	struct space_axis up = c->y;

	up.down = up.axis.down = false; /* places are those from the low end */
	if (!brushed_cells(c, &up, c->plot.rows, &from, &to))
		return;
	p.role = ROLE_KEY;
	for (int y = c->plot.rows - 1 - to; y <= c->plot.rows - 1 - from; y++) {
		pen_goto(&p, y, MARGIN - 1);
		pen_ch(&p, p.g->glyphs->focus_v);
	}
}

static void draw_x(const struct scatter *c, struct pen p)
{
	const struct space_axis *a = &c->x;
	double ticks[AXIS_TICKS];
	int n, room_from = 0;
	char text[64], name[64];

	pen_goto(&p, c->plot.rows, MARGIN);
	p.role = ROLE_AXIS;
	pen_repeat(&p, p.g->glyphs->h, c->plot.cols);
	draw_brush_x(c, p);
	for (size_t i = 0; i < a->n_columns; i++) {
		format_param(a->par->domain.values[i], text, sizeof(text));
		format_short_name(
			text, c->plot.cols / (int)a->n_columns - 1, name, sizeof(name));
		label_x(c, &p, space_axis_column(a, i), name, &room_from);
	}
	if (a->n_columns)
		return;
	n = axis_ticks(&a->axis, c->plot.cols / TICK_COLS, ticks);
	for (int i = 0; i < n; i++)
		label_x(c, &p, axis_dot(&a->axis, ticks[i]),
			tick_text(ticks[i], text, sizeof(text)), &room_from);
}

static void label_y(const struct scatter *c, struct pen *p, double dot, const char *text)
{
	int y = (int)((dot + 0.5) / c->plot.dots_y);
	char name[64];

	if (y < 0 || y >= c->plot.rows)
		return;
	format_short_name(text, MARGIN - 2, name, sizeof(name));
	pen_goto(p, y, 0);
	pen_right(p, ROLE_DIM, MARGIN - 1, name);
}

static void draw_y(const struct scatter *c, struct pen p)
{
	const struct space_axis *a = &c->y;
	double ticks[AXIS_TICKS];
	char text[64];
	int n;

	p.role = ROLE_AXIS;
	for (int y = 0; y < c->plot.rows; y++) {
		pen_goto(&p, y, MARGIN - 1);
		pen_ch(&p, p.g->glyphs->v);
	}
	draw_brush_y(c, p);
	for (size_t i = 0; i < a->n_columns && a->n_columns <= (size_t)c->plot.rows; i++)
		label_y(c, &p, space_axis_column(a, i),
			format_param(a->par->domain.values[i], text, sizeof(text)));
	if (a->n_columns)
		return;
	n = axis_ticks(&a->axis, c->plot.rows / 2 > 1 ? c->plot.rows / 2 : 1, ticks);
	for (int i = 0; i < n; i++)
		label_y(c, &p, axis_dot(&a->axis, ticks[i]),
			tick_text(ticks[i], text, sizeof(text)));
}

static void begin(struct scatter *c, const struct scene *sc, struct area in,
	const struct space_points *sp, struct space_look look)
{
	const struct study *s = sc->study;

	*c = (struct scatter){.sc = sc, .sp = sp, .brushes = look.brushes};
	c->pair = look.y < space_axes(s);
	plot_init(&c->plot, sc->view->glyphs->tier, in.h - 1, in.w - MARGIN - 1);
	c->x = space_axis_make(s, sp, look.x, false, plot_width(&c->plot), false);
	c->y = space_axis_make(s, sp, look.y, curves_log_y(sc, s->info->metric_index),
		plot_height(&c->plot), true);
}

static bool has_room(struct area in)
{
	return in.h >= 3 && in.w >= MARGIN + 8;
}

void space_scatter_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct space_points *sp, struct space_look look)
{
	struct pen p = pen_in(g, in);
	struct scatter c;

	if (!has_room(in))
		return;
	begin(&c, sc, in, sp, look);
	draw_x(&c, p);
	draw_y(&c, p);
	draw_points(&c, p);
	plot_release(&c.plot);
}

uint32_t space_scatter_at(const struct scene *sc, struct area in,
	const struct space_points *sp, struct space_look look, int y, int x)
{
	uint32_t found = STUDY_NONE;
	int least = NEAR + 1;
	struct scatter c;

	if (!has_room(in))
		return STUDY_NONE;
	begin(&c, sc, in, sp, look);
	for (size_t i = 0; i < sp->n; i++) { /* the best of those that are as near */
		int row, col, far;

		if (!cell_of(&c, &sp->items[i], &row, &col))
			continue;
		far = abs(row - y) + abs(MARGIN + col - x);
		if (far <= least && far <= NEAR) {
			least = far;
			found = sp->items[i].trial;
		}
	}
	plot_release(&c.plot);
	return found;
}

double space_scatter_place(struct area in, int x)
{
	return (x - MARGIN) / fmax(1, in.w - MARGIN - 1);
}
