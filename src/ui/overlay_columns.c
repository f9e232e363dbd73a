/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of columns: which of them the trials table has, and by which it is sorted,
 * be it hidden or not.
 */
#include "config.h"

#include <stdio.h>

#include "ui/view.h"

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

/* The chosen one. */
struct columns_list {
	int column;
};

static void draw_column(const struct scene *sc, struct pen *p, int column)
{
	const struct columns_list *own = sc->self;
	const struct view *v = sc->view;
	bool shown = trials_shows(&v->trials, sc->study, column);

	pen_select(p, column == own->column);
	p->x++;
	pen_textf(p, shown ? ROLE_STRONG : ROLE_DIM, "[%c] %s", shown ? 'x' : ' ',
		column_name(sc->study, column));
	if (column == v->trials.sort)
		pen_textf(p, ROLE_KEY, " %s",
			v->trials.invert != trials_sort_falls(sc->study, column)
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

static void follow(struct view *v, void *self, const struct study *s, struct area in)
{
	const struct columns_list *own = self;
	int n = place_of(s, columns_count(s));
	int rows = in.h > FOOT + 1 ? in.h - FOOT : in.h;

	v->overlay_top =
		(int)scroll_to((size_t)v->overlay_top, (size_t)place_of(s, own->column),
			(size_t)n, (size_t)(rows > 0 ? rows : 1));
}

static void open_it(struct view *v, void *self, const struct study *s, enum action a)
{
	struct columns_list *own = self;

	if (!view_can(v, s, a))
		return;
	own->column = v->trials.sort;
	view_open(v, OVERLAY_COLUMNS);
}

static void move(struct columns_list *own, const struct study *s, enum action a)
{
	int count = columns_count(s);
	size_t at = move_by(
		(size_t)place_of(s, own->column), (size_t)place_of(s, count), 10, a);

	for (int i = 0; i < count; i++)
		if (column_useful(s, i) && (size_t)place_of(s, i) == at)
			own->column = i;
}

static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	struct columns_list *own = self;

	switch (a) {
	case ACT_BACK:
	case ACT_INSPECT:
		view_close(v);
		break;
	case ACT_TOGGLE:
		trials_toggle(&v->trials, s, own->column);
		break;
	case ACT_SORT:
		trials_sort_by(&v->trials, own->column);
		break;
	case ACT_INVERT:
		trials_turn(&v->trials);
		break;
	default:
		move(own, s, a);
	}
	return (struct request){0};
}

static enum context context(const void *self)
{
	(void)self;
	return IN_LIST;
}

const struct overlay_ops overlay_columns = {
	.name = "Columns",
	.opens = {ACT_COLUMNS},
	.state_size = sizeof(struct columns_list),
	.size = size,
	.draw = draw,
	.open = open_it,
	.follow = follow,
	.context = context,
	.act = act,
};
