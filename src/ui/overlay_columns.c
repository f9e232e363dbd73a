/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of columns: which of them the trials table has, and by which it is sorted,
 * be it hidden or not.
 */
#include "config.h"

#include <stdio.h>

#include "ui/panes.h"
#include "ui/trials.h"

#define WIDTH 40
#define FOOT 2 /* rows under the list */

/* How many there are to choose from before a column. */
static int place_of(const struct study *s, int column)
{
	int n = 0;

	for (int i = 0; i < column && i < columns_count(s); i++)
		n += column_useful(s, i);
	return n;
}

static void size(const struct scene *sc, int *rows, int *cols)
{
	*rows = place_of(sc->study, columns_count(sc->study)) + FOOT + 2;
	*cols = WIDTH;
}

static void draw_column(const struct scene *sc, struct pen *p, int column)
{
	const struct view *v = sc->view;
	bool shown = trials_shows(v, sc->study, column);

	pen_select(p, column == v->column);
	p->x++;
	pen_textf(p, shown ? ROLE_STRONG : ROLE_DIM, "[%c] %s", shown ? 'x' : ' ',
		column_name(sc->study, column));
	if (column == v->sort)
		pen_textf(p, ROLE_KEY, " %s",
			v->invert != trials_sort_falls(sc->study, column)
				? v->glyphs->down
				: v->glyphs->up);
	p->attr = 0;
}

static void draw_foot(struct pen *p, int y)
{
	static const char *const keys[][2] = {{"Space", " show  "}, {"S", " sort  "},
		{"I", " turn  "}, {"Esc", " done"}};

	pen_goto(p, y, 1);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		pen_text(p, ROLE_KEY, keys[i][0]);
		pen_text(p, ROLE_DIM, keys[i][1]);
	}
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct study *s = sc->study;
	struct pen p = pen_in(g, in);
	bool foot = in.h > FOOT + 1;
	int rows = in.h - (foot ? FOOT : 0), at = 0;

	for (int i = 0; i < columns_count(s); i++) {
		int y = at - sc->view->overlay_top;

		if (!column_useful(s, i))
			continue;
		at++;
		if (y < 0 || y >= rows)
			continue;
		pen_goto(&p, y, 0);
		draw_column(sc, &p, i);
	}
	if (foot)
		draw_foot(&p, in.h - 1);
}

static void follow(struct view *v, const struct study *s, struct area in)
{
	int n = place_of(s, columns_count(s));
	int rows = in.h > FOOT + 1 ? in.h - FOOT : in.h;

	v->overlay_top = (int)scroll_to((size_t)v->overlay_top,
		(size_t)place_of(s, v->column), (size_t)n, (size_t)(rows > 0 ? rows : 1));
}

static void open_it(struct view *v, const struct study *s, enum action a)
{
	if (!view_can(v, s, a))
		return;
	v->column = v->sort;
	view_open(v, OVERLAY_COLUMNS);
}

static void move(struct view *v, const struct study *s, enum action a)
{
	int count = columns_count(s);
	size_t at = move_by(
		(size_t)place_of(s, v->column), (size_t)place_of(s, count), 10, a);

	for (int i = 0; i < count; i++)
		if (column_useful(s, i) && (size_t)place_of(s, i) == at)
			v->column = i;
}

static struct request act(struct view *v, const struct study *s, enum action a)
{
	switch (a) {
	case ACT_BACK:
	case ACT_INSPECT:
		view_close(v);
		break;
	case ACT_TOGGLE:
		trials_toggle(v, s, v->column);
		break;
	case ACT_SORT:
		trials_sort_by(v, v->column);
		break;
	case ACT_INVERT:
		v->invert = !v->invert;
		trials_sort_by(v, v->sort);
		break;
	default:
		move(v, s, a);
	}
	return (struct request){0};
}

static enum context context(const struct view *v)
{
	(void)v;
	return IN_LIST;
}

const struct overlay_ops overlay_columns = {
	.name = "Columns",
	.size = size,
	.draw = draw,
	.open = open_it,
	.follow = follow,
	.context = context,
	.act = act,
};
