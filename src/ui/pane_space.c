/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 7, the search space: the best value of each trial against one parameter; or two
 * parameters against each other, good trials high and bright; or all as parallel
 * coordinates, which a wide pane shows beside; or all as a list, the most important first.
 * Left and Right choose the parameter, Up and Down what it stands against. A part of a
 * parameter's axis may be brushed: it is the filter of all trials then.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/brush.h"
#include "ui/curves.h"
#include "ui/format.h"
#include "ui/importance_list.h"
#include "ui/legend.h"
#include "ui/parallel.h"
#include "ui/space_scatter.h"

#define WIDE 120       /* columns from which parallel coordinates stand beside */
#define LEGEND_FROM 12 /* rows from which one is for the colours */
#define MODE_PARALLEL (-1)
#define MODE_LIST (-2)
#define PAGE 4	       /* steps of a brush */
#define ENDS 1000      /* more steps than an axis has */
#define AXIS_DOTS 1001 /* for keys: an axis that is nowhere drawn */
#define LARGE 500      /* results that are not looked at with each new one, */
#define AGAIN 0.5      /* but after so many seconds */

/* What is shown. */
struct space_pane {
	int x;	  /* the parameter along, counted among those that vary */
	int mode; /* against it: all in a list or in parallel, the value, or the mode-th other */
	size_t top; /* of the list */
	struct brushes brushes;
	bool moves; /* the arrows are the brush's on the parameter along */
	struct importances importances;
	double again; /* wall time before which many results are not looked at */
};

static size_t against(const struct space_pane *own, size_t axes)
{
	size_t x = (size_t)own->x, y = (size_t)(own->mode - 1);

	if (own->mode <= 0)
		return axes; /* the value's axis */
	return y < x ? y : y + 1;
}

/*
 * Importances are worked out when the results that they rest on have changed; where these
 * are many and come fast, not with each of them.
 */
static const struct importances *importances_now(
	struct space_pane *own, const struct view *v, const struct study *s)
{
	struct importances *im = &own->importances;
	int level = space_level(s, &v->selected);
	size_t there = importances_there(s, level);
	bool fresh = im->order && im->level == level && there >= im->there;

	if (fresh && (there == im->there || (im->n >= LARGE && v->wall < own->again &&
						    s->phase == PHASE_RUNNING)))
		return im;
	importances_release(im);
	importances_find(im, s, level, SPACE_POINTS_MOST);
	own->again = v->wall + AGAIN;
	return im;
}

/* Drawing */

/* The columns of what stands at the left, where parallel coordinates stand beside it. */
static int left_cols(const struct space_pane *own, int rows, int cols)
{
	bool beside = cols >= WIDE && rows >= PARALLEL_ROWS && own->mode != MODE_PARALLEL;

	return beside ? cols * 45 / 100 : cols;
}

static struct space_look look_of(const struct space_pane *own, const struct study *s)
{
	return (struct space_look){
		(size_t)own->x, against(own, space_axes(s)), &own->brushes};
}

/* The areas of what the mode says and of parallel coordinates; either may be empty. */
static void split(const struct space_pane *own, struct area in, struct area *left,
	struct area *right)
{
	*left = *right = in;
	left->w = left_cols(own, in.h, in.w);
	right->x += left->w + 1;
	right->w -= left->w + 1;
	if (own->mode == MODE_PARALLEL && in.h >= PARALLEL_ROWS) {
		*right = in;
		left->w = 0;
	} else if (left->w == in.w) {
		right->w = 0;
	}
	if (left->w && own->mode == 0 && in.h >= LEGEND_FROM)
		left->h--;
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct space_pane *own = sc->self;
	const struct study *s = sc->study;
	struct area left, right;
	struct space_points sp;
	struct pen p = pen_in(g, in);

	pen_goto(&p, 0, 1);
	if (!space_axes(s) || !s->n_trials || !own->importances.order) {
		pen_text(&p, ROLE_DIM,
			s->n_trials ? "no parameter varies" : "no trial yet");
		return;
	}
	space_points_collect(&sp, s);
	split(own, in, &left, &right);
	if (right.w)
		parallel_draw(sc, g, right, &sp,
			&(struct parallel_look){(size_t)own->x,
				curves_log_y(sc, s->info->metric_index),
				&own->importances, &own->brushes});
	if (left.w && own->mode == MODE_LIST)
		importance_list_draw(
			sc, g, left, &own->importances, (size_t)own->x, own->top);
	else if (left.w)
		space_scatter_draw(sc, g, left, &sp, look_of(own, s));
	if (left.w && left.h < in.h) {
		p = pen_in(g, (struct area){in.y + left.h, in.x, 1, left.w});
		p.x = 1;
		legend_row(sc, &p);
	}
	space_points_release(&sp);
}

/* How important the parameters of the axes are, in the order of their names. */
static void add_importance(const struct scene *sc, struct pen *p)
{
	const struct space_pane *own = sc->self;
	const struct study *s = sc->study;
	const struct importances *im = &own->importances;
	int legend = own->mode > 0 ? legend_grades_width(sc) : 0;
	char text[64], level[16];

	if (!im->known)
		return;
	if (own->mode != MODE_LIST)
		pen_textf(p, ROLE_DIM, " %s importance", sc->view->glyphs->dot);
	if (own->mode > 0)
		pen_textf(p, ROLE_DIM, " %.0f%%,",
			100 * space_importance(im, s, against(own, space_axes(s))));
	pen_textf(p, ROLE_DIM, " %.0f%%", 100 * space_importance(im, s, (size_t)own->x));
	study_level_text(im->level, level, sizeof(level));
	snprintf(text, sizeof(text), " at %s%s", level,
		im->level == EPOCHS_OPEN ? "" : "e");
	if (text_width(text) + legend <= pen_room(p))
		pen_text(p, ROLE_DIM, text);
}

/* " · brush 1e-3 to 0.01: 12 of 81", or how many there are on other parameters. */
static void brush_text(const struct scene *sc, char *out, size_t size)
{
	const struct space_pane *own = sc->self;
	const struct study *s = sc->study;
	const struct brush *on =
		brushes_on(&own->brushes, space_axis_param(s, (size_t)own->x));
	const char *dot = sc->view->glyphs->dot;
	char words[128];

	if (on)
		snprintf(out, size, " %s brush %s: %zu of %zu", dot,
			brush_words(on, s, words, sizeof(words)), sc->view->trials.n,
			s->n_trials);
	else
		snprintf(out, size, " %s %zu brush%s: %zu of %zu", dot, own->brushes.n,
			own->brushes.n == 1 ? "" : "es", sc->view->trials.n, s->n_trials);
}

/* What it shows against the parameter along; without that where a brush needs the room. */
static void title(const struct scene *sc, struct pen *p)
{
	const struct space_pane *own = sc->self;
	const struct study *s = sc->study;
	const char *name;
	char what[128], brush[256] = "";
	size_t axes = space_axes(s);

	if (!axes)
		return;
	name = space_axis_name(s, (size_t)own->x);
	if (own->mode == MODE_LIST)
		snprintf(what, sizeof(what), " all, by importance: ");
	else if (own->mode == MODE_PARALLEL)
		snprintf(what, sizeof(what), " all, from ");
	else
		snprintf(what, sizeof(what), " %.100s over ",
			space_axis_name(s, against(own, axes)));
	if (own->brushes.n)
		brush_text(sc, brush, sizeof(brush));
	if (*brush &&
		text_width(what) + text_width(name) + text_width(brush) + 1 > pen_room(p))
		snprintf(what, sizeof(what), " ");
	pen_text(p, ROLE_DIM, what);
	pen_text(p, ROLE_KEY, name);
	if (*brush)
		pen_text(p, ROLE_KEY, brush);
	else
		add_importance(sc, p);
	if (own->mode > 0 || own->mode == MODE_PARALLEL)
		legend_grades(sc, p);
	if (space_stride(s) > 1)
		pen_textf(p, ROLE_DIM, " %s 1 of %zu", sc->view->glyphs->dot,
			space_stride(s));
}

/* Brushes */

static void use_brushes(struct space_pane *own, struct view *v, const struct study *s)
{
	brushes_apply(&own->brushes, v, s);
	own->moves &= own->brushes.n > 0;
}

static struct space_axis axis_of(const struct study *s, size_t i)
{
	struct space_points sp;
	struct space_axis a;

	space_points_collect(&sp, s);
	a = space_axis_make(s, &sp, i, false, AXIS_DOTS, false);
	space_points_release(&sp);
	return a;
}

static void begin_brush(struct space_pane *own, struct view *v, const struct study *s)
{
	struct space_axis a = axis_of(s, (size_t)own->x);

	if (!brushes_on(&own->brushes, a.index))
		brush_begin(&own->brushes, s, &a, importances_now(own, v, s));
	own->moves = true;
	use_brushes(own, v, s);
	message_tell(&v->message, v->wall,
		"brush: arrows move it, across the axis widen it; Enter keeps, Esc "
		"ends it");
}

static void end_brush(struct space_pane *own, struct view *v, const struct study *s)
{
	brush_drop(&own->brushes, space_axis_param(s, (size_t)own->x));
	own->moves = false;
	use_brushes(own, v, s);
}

/* Along an axis that stands upright, up is forward. */
static void move_brush(
	struct space_pane *own, struct view *v, const struct study *s, enum action a)
{
	bool upright = own->mode < 0;
	struct space_axis axis = axis_of(s, (size_t)own->x);
	struct brush *b = brushes_on(&own->brushes, axis.index);
	int along = (a == ACT_RIGHT) - (a == ACT_LEFT),
	    across = (a == ACT_UP) - (a == ACT_DOWN);

	if (a == ACT_PAGE_UP || a == ACT_PAGE_DOWN)
		brush_move(b, &axis, a == ACT_PAGE_UP ? -PAGE : PAGE);
	else if (a == ACT_FIRST || a == ACT_LAST)
		brush_move(b, &axis, a == ACT_FIRST ? -ENDS : ENDS);
	else if (upright ? across : along)
		brush_move(b, &axis, upright ? across : along);
	else
		brush_widen(b, &axis, upright ? along : across);
	use_brushes(own, v, s);
}

static bool anywhere(struct view *v, void *self, const struct study *s, enum action a)
{
	struct space_pane *own = self;

	if (a == ACT_BACK && own->moves && v->overlay == OVERLAY_NONE)
		end_brush(own, v, s);
	else if (a != ACT_BRUSH && a != ACT_UNBRUSH)
		return false;
	else if (a == ACT_UNBRUSH && own->brushes.n) {
		own->brushes.n = 0;
		use_brushes(own, v, s);
		message_tell(&v->message, v->wall, "no brush is left");
	} else if (a == ACT_UNBRUSH) {
		message_tell(&v->message, v->wall, "nothing is brushed");
	} else if (v->focus != PANE_SPACE || !space_axes(s) || !s->n_trials) {
		message_tell(&v->message, v->wall,
			"a brush is for an axis of the space pane: 7, then b");
	} else if (own->moves) {
		own->moves = false;
	} else {
		begin_brush(own, v, s);
	}
	return true;
}

/* Keys and the mouse */

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

	own->x = (int)(own->mode == MODE_LIST
			       ? importance_list_move(s, importances_now(own, v, s), x, a)
			       : move_by(x, space_axes(s), 1, a));
}

static void act(struct view *v, void *self, const struct study *s, enum action a)
{
	struct space_pane *own = self;
	size_t axes = space_axes(s);

	if (!axes)
		return;
	if (own->moves) {
		if (a == ACT_INSPECT)
			own->moves = false;
		else
			move_brush(own, v, s, a);
		return;
	}
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
	brushes_follow(&own->brushes, v);
	own->moves &= axes > 0 && v->focus == PANE_SPACE &&
		      brushes_on(&own->brushes, space_axis_param(s, (size_t)own->x));
	if (!axes)
		return;
	importances_now(own, v, s);
	if (own->mode == MODE_LIST)
		own->top = importance_list_scroll(
			s, &own->importances, (size_t)own->x, own->top, rows);
}

static bool is_within(struct area a, int y, int x)
{
	return y >= a.y && x >= a.x && y < a.y + a.h && x < a.x + a.w;
}

/* A click: the parameter of a row or of an axis, or the trial of a point. */
static void point(
	struct view *v, void *self, const struct study *s, struct area in, int y, int x)
{
	const struct scene sc = {.study = s, .view = v};
	struct space_pane *own = self;
	struct space_points sp;
	struct area left, right;
	size_t at = SIZE_MAX;
	uint32_t trial;
	double place;

	if (!space_axes(s) || !s->n_trials)
		return;
	split(own, (struct area){0, 0, in.h, in.w}, &left, &right);
	if (is_within(right, y, x)) {
		if (!parallel_at(s, right, (size_t)own->x, y, x - right.x, &at, &place))
			at = SIZE_MAX;
	} else if (own->mode == MODE_LIST) {
		at = importance_list_at(s, importances_now(own, v, s), own->top, in.h, y);
	} else if (is_within(left, y, x)) {
		space_points_collect(&sp, s);
		trial = space_scatter_at(&sc, left, &sp, look_of(own, s), y, x);
		space_points_release(&sp);
		v->selected.trial = trial != STUDY_NONE ? trial : v->selected.trial;
	}
	if (at < space_axes(s) && (int)at != own->x) {
		own->x = (int)at;
		own->moves = false;
	}
}

/* From where the button was pressed to where it is let go: a brush on that axis. */
static void drag(
	struct view *v, void *self, const struct study *s, struct area in, struct drag d)
{
	struct space_pane *own = self;
	struct area left, right;
	size_t chosen = (size_t)own->x, at = chosen;
	double from, to;
	struct space_axis a;

	if (!space_axes(s) || !s->n_trials)
		return;
	split(own, (struct area){0, 0, in.h, in.w}, &left, &right);
	if (is_within(right, d.y0, d.x0)) {
		int high = d.y0 < d.y1 ? d.y0 : d.y1, low = d.y0 + d.y1 - high;

		if (high == low || !parallel_at(s, right, chosen, low + 1, d.x0 - right.x,
					   &at, &from))
			return;
		parallel_at(s, right, chosen, high, d.x0 - right.x, &at, &to);
	} else if (own->mode != MODE_LIST && d.x0 != d.x1) {
		from = space_scatter_place(left, d.x0 < d.x1 ? d.x0 : d.x1);
		to = space_scatter_place(left, 1 + (d.x0 < d.x1 ? d.x1 : d.x0));
	} else {
		return;
	}
	a = axis_of(s, at);
	own->x = (int)at;
	brush_between(&own->brushes, &a, from, to);
	use_brushes(own, v, s);
}

static void roll(struct view *v, void *self, const struct study *s, bool down)
{
	act(v, self, s, down ? ACT_DOWN : ACT_UP);
}

static void release(void *self)
{
	struct space_pane *own = self;

	brushes_release(&own->brushes);
	importances_release(&own->importances);
}

const struct pane_ops pane_space = {
	.name = "SPACE",
	.about = "Where in the search space the trials lie and how good they came to be; "
		 "below, "
		 "how much of the difference each parameter explains.",
	.keys = {ACT_UP, ACT_BRUSH, ACT_FILTER, ACT_INSPECT},
	.wish = {.band = BAND_BOTTOM,
		.side = SIDE_RIGHT,
		.from = {{.cols = 120, .rows = 12}}},
	.state_size = sizeof(struct space_pane),
	.release = release,
	.draw = draw,
	.title = title,
	.act = act,
	.anywhere = anywhere,
	.point = point,
	.drag = drag,
	.roll = roll,
	.follow = follow,
};
