/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 7, the search space: the best value of each trial against one parameter; or two
 * parameters against each other, good trials high and bright; or all as parallel
 * coordinates, which a wide pane shows beside; or all as a list, the most important first.
 * Left and Right choose the parameter, Up and Down what it stands against.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "ui/curves.h"
#include "ui/format.h"
#include "ui/importance_list.h"
#include "ui/marks.h"
#include "ui/parallel.h"

#define MARGIN 8       /* columns of the labels at the left */
#define LARGE_MOST 200 /* trials that are drawn as larger dots */
#define WIDE 120       /* columns from which parallel coordinates stand beside */
#define TICK_COLS 11
#define MODE_PARALLEL (-1)
#define MODE_LIST (-2)

/* What is shown. */
struct space_pane {
	int x;	  /* the parameter along, counted among those that vary */
	int mode; /* against it: all in a list or in parallel, the value, or the mode-th other */
	size_t top; /* of the list */
};

static size_t against(const struct space_pane *own, size_t axes)
{
	size_t x = (size_t)own->x, y = (size_t)(own->mode - 1);

	if (own->mode <= 0)
		return axes; /* the value's axis */
	return y < x ? y : y + 1;
}

struct scatter {
	const struct scene *sc;
	const struct space_points *sp;
	struct plot plot;
	struct space_axis x, y;
	bool pair;
};

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

static void draw_dot(struct scatter *c, const struct space_point *pt)
{
	struct plot_ink ink = ink_of(&c->sc->study->trials[pt->trial]);
	double dx = space_axis_dot(&c->x, c->sc->study, pt, true);
	double dy = space_axis_dot(&c->y, c->sc->study, pt, true);
	int size = c->sp->n <= LARGE_MOST && c->plot.tier == TIER_BRAILLE ? 2 : 1;
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

		if (pt->grade >= 0 && c->pair)
			draw_mark(c, p, pt, space_grade_role(pt->grade),
				p.g->glyphs->density[pt->grade]);
		else if (pt->grade < 0 && (c->pair || t->state > TRIAL_STOPPED))
			draw_mark(c, p, pt, role, (uint32_t)mark);
		else if (pt->grade >= 0)
			draw_dot(c, pt);
	}
	pen_goto(&p, 0, MARGIN); /* over the marks of those that have no value */
	plot_draw(&c->plot, &p);
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

static void draw_x(const struct scatter *c, struct pen p)
{
	const struct space_axis *a = &c->x;
	double ticks[AXIS_TICKS];
	int n, room_from = 0;
	char text[64], name[64];

	pen_goto(&p, c->plot.rows, MARGIN);
	p.role = ROLE_AXIS;
	pen_repeat(&p, p.g->glyphs->h, c->plot.cols);
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

static void scatter_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct space_points *sp)
{
	const struct space_pane *own = sc->self;
	const struct study *s = sc->study;
	size_t axes = space_axes(s);
	struct scatter c = {.sc = sc, .sp = sp, .pair = own->mode > 0};
	struct pen p = pen_in(g, in);

	if (in.h < 3 || in.w < MARGIN + 8)
		return;
	plot_init(&c.plot, g->glyphs->tier, in.h - 1, in.w - MARGIN - 1);
	c.x = space_axis_make(s, sp, (size_t)own->x, false, plot_width(&c.plot), false);
	c.y = space_axis_make(s, sp, against(own, axes),
		curves_log_y(sc, s->info->metric_index), plot_height(&c.plot), true);
	draw_x(&c, p);
	draw_y(&c, p);
	draw_points(&c, p);
	plot_release(&c.plot);
}

/* The columns of what stands at the left, where parallel coordinates stand beside it. */
static int left_cols(const struct space_pane *own, int rows, int cols)
{
	bool beside = cols >= WIDE && rows >= PARALLEL_ROWS && own->mode != MODE_PARALLEL;

	return beside ? cols * 45 / 100 : cols;
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct space_pane *own = sc->self;
	const struct study *s = sc->study;
	struct area left = in, right = in;
	struct space_points sp;
	struct pen p = pen_in(g, in);
	bool log;

	pen_goto(&p, 0, 1);
	if (!space_axes(s) || !s->n_trials) {
		pen_text(&p, ROLE_DIM,
			s->n_trials ? "no parameter varies" : "no trial yet");
		return;
	}
	log = curves_log_y(sc, s->info->metric_index);
	space_points_collect(&sp, s);
	left.w = left_cols(own, in.h, in.w);
	right.x += left.w + 1;
	right.w -= left.w + 1;
	if (left.w < in.w)
		parallel_draw(sc, g, right, &sp, (size_t)own->x, log);
	if (own->mode == MODE_LIST)
		importance_list_draw(sc, g, left, (size_t)own->x, own->top);
	else if (own->mode == MODE_PARALLEL && in.h >= PARALLEL_ROWS)
		parallel_draw(sc, g, in, &sp, (size_t)own->x, log);
	else
		scatter_draw(sc, g, left, &sp);
	space_points_release(&sp);
}

/* How important the parameter along is. */
static void add_importance(const struct scene *sc, struct pen *p)
{
	const struct space_pane *own = sc->self;
	const struct study *s = sc->study;
	struct importances im;
	char text[64], level[16];

	if (space_importances(&im, s, &sc->view->selected)) {
		if (own->mode != MODE_LIST)
			pen_textf(p, ROLE_DIM, " %s importance", sc->view->glyphs->dot);
		pen_textf(p, ROLE_DIM, " %.0f%%",
			100 * space_importance(&im, s, (size_t)own->x));
		study_level_text(im.level, level, sizeof(level));
		snprintf(text, sizeof(text), " at %s%s", level,
			im.level == EPOCHS_OPEN ? "" : "e");
		if (text_width(text) <= pen_room(p))
			pen_text(p, ROLE_DIM, text);
	}
	importances_release(&im);
}

static void title(const struct scene *sc, struct pen *p)
{
	const struct space_pane *own = sc->self;
	const struct study *s = sc->study;
	const struct glyphs *g = sc->view->glyphs;
	size_t axes = space_axes(s);

	if (!axes)
		return;
	if (own->mode == MODE_LIST)
		pen_text(p, ROLE_DIM, " all, by importance: ");
	else if (own->mode == MODE_PARALLEL)
		pen_text(p, ROLE_DIM, " all, from ");
	else
		pen_textf(
			p, ROLE_DIM, " %s over ", space_axis_name(s, against(own, axes)));
	pen_text(p, ROLE_KEY, space_axis_name(s, (size_t)own->x));
	add_importance(sc, p);
	if (own->mode > 0) {
		pen_textf(p, ROLE_DIM, " %s ", g->dot);
		for (int i = 0; i < SPACE_GRADES; i++) {
			p->role = space_grade_role(i);
			pen_ch(p, g->density[i]);
		}
		pen_text(p, ROLE_DIM, " better");
	}
	if (space_stride(s) > 1)
		pen_textf(p, ROLE_DIM, " %s 1 of %zu", g->dot, space_stride(s));
}

static void inspect(struct view *v, const struct study *s)
{
	const struct study_incumbent *best = study_incumbent(s);

	if (v->selected.trial < s->n_trials)
		view_inspect(v, v->selected.trial);
	else if (best)
		view_inspect(v, best->trial);
}

/* Another parameter: along the list, or as they stand in the space. */
static void choose(struct space_pane *own, const struct view *v, const struct study *s,
	enum action a)
{
	size_t x = (size_t)own->x;

	own->x =
		(int)(own->mode == MODE_LIST ? importance_list_move(s, &v->selected, x, a)
					     : move_by(x, space_axes(s), 1, a));
}

static void act(struct view *v, void *self, const struct study *s, enum action a)
{
	struct space_pane *own = self;
	size_t axes = space_axes(s);

	if (!axes)
		return;
	switch (a) {
	case ACT_LEFT:
	case ACT_RIGHT:
		choose(own, v, s, a == ACT_LEFT ? ACT_UP : ACT_DOWN);
		break;
	case ACT_FIRST:
	case ACT_LAST:
		choose(own, v, s, a);
		break;
	case ACT_UP:
	case ACT_DOWN:
		own->mode =
			(int)move_by((size_t)(own->mode - MODE_LIST), axes + 2, 1, a) +
			MODE_LIST;
		break;
	case ACT_INSPECT:
		inspect(v, s);
		break;
	default:
		break;
	}
}

static void follow(struct view *v, void *self, const struct study *s, int rows, int cols)
{
	struct space_pane *own = self;
	int axes = (int)space_axes(s);

	(void)cols;
	/* another study may have fewer parameters */
	if (own->x >= axes)
		own->x = axes > 0 ? axes - 1 : 0;
	if (own->mode >= axes)
		own->mode = 0;
	if (own->mode == MODE_LIST && axes)
		own->top = importance_list_scroll(
			s, &v->selected, (size_t)own->x, own->top, rows);
}

static void point(
	struct view *v, void *self, const struct study *s, struct area in, int y, int x)
{
	struct space_pane *own = self;
	size_t at;

	if (own->mode != MODE_LIST || !space_axes(s) || !s->n_trials ||
		x >= left_cols(own, in.h, in.w))
		return;
	at = importance_list_at(s, &v->selected, own->top, in.h, y);
	if (at < space_axes(s))
		own->x = (int)at;
}

static void roll(struct view *v, void *self, const struct study *s, bool down)
{
	act(v, self, s, down ? ACT_DOWN : ACT_UP);
}

const struct pane_ops pane_space = {
	.name = "SPACE",
	.about = "Where in the search space the trials lie and how good they came to be; "
		 "below, "
		 "how much of the difference each parameter explains.",
	.keys = {ACT_UP, ACT_FILTER, ACT_INSPECT},
	.wish = {.band = BAND_BOTTOM,
		.side = SIDE_RIGHT,
		.from = {{.cols = 120, .rows = 12}}},
	.state_size = sizeof(struct space_pane),
	.draw = draw,
	.title = title,
	.act = act,
	.point = point,
	.roll = roll,
	.follow = follow,
};
