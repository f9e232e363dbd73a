/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mouse: a click goes to the pane under it and selects what is there, the wheel moves
 * in it. While something lies over the panes, the mouse is about that alone.
 */
#include "config.h"

#include "ui/render.h"
#include "ui/view.h"

#define WHEEL_ROWS 3

static bool is_in(struct area a, int y, int x)
{
	return y >= a.y && x >= a.x && y < a.y + a.h && x < a.x + a.w;
}

static int clamp(int at, int size)
{
	return at < 0 ? 0 : at < size ? at : size - 1;
}

static enum pane pane_at(const struct layout *l, int y, int x)
{
	for (int p = 0; p < PANES; p++)
		if (l->shown[p] && is_in(l->area[p], y, x))
			return (enum pane)p;
	return PANES;
}

static void click_pane(struct view *v, const struct study *s, const struct layout *l,
	enum pane p, struct mouse m)
{
	struct area in = layout_inside(l, p);
	int y = m.y - l->area[p].y - in.y, x = m.x - l->area[p].x - in.x;

	v->focus = p;
	if (v->panes[p]->point && y >= 0 && x >= 0 && y < in.h && x < in.w)
		v->panes[p]->point(v, v->pane_states[p], s, in, y, x);
}

/* From where it was pressed; past the pane's edge is the edge. */
static bool let_go_of_button(
	struct view *v, const struct study *s, const struct layout *l, struct mouse m)
{
	enum pane p = pane_at(l, v->pressed.y, v->pressed.x);
	struct area in;
	struct drag d;

	if (!v->presses || p == PANES || !v->panes[p]->drag)
		return false;
	v->presses = false;
	in = layout_inside(l, p);
	d.y0 = v->pressed.y - l->area[p].y - in.y;
	d.x0 = v->pressed.x - l->area[p].x - in.x;
	d.y1 = clamp(m.y - l->area[p].y - in.y, in.h);
	d.x1 = clamp(m.x - l->area[p].x - in.x, in.w);
	if (!is_in((struct area){0, 0, in.h, in.w}, d.y0, d.x0) ||
		(d.y0 == d.y1 && d.x0 == d.x1))
		return false;
	v->panes[p]->drag(v, v->pane_states[p], s, in, d);
	return true;
}

void view_roll(struct view *v, const struct study *s, enum pane p, bool down)
{
	for (int i = 0; i < WHEEL_ROWS; i++)
		view_pass(v, s, p, down ? ACT_DOWN : ACT_UP);
}

/* The wheel moves in the pane that it is over, wherever the keys are. */
static void roll_pane(struct view *v, const struct study *s, enum pane p, bool down)
{
	if (v->panes[p]->roll)
		v->panes[p]->roll(v, v->pane_states[p], s, down);
	else
		view_roll(v, s, p, down);
}

static void on_overlay(
	struct view *v, const struct study *s, const struct layout *l, struct mouse m)
{
	const struct overlay_ops *ops = v->overlays[v->overlay];
	enum action a = m.kind == MOUSE_WHEEL_DOWN ? ACT_DOWN : ACT_UP;
	struct area in;

	if (m.kind == MOUSE_CLICK) {
		if (ops->point && overlay_place(v, s, l, &in) && is_in(in, m.y, m.x))
			ops->point(v, v->overlay_states[v->overlay], s, in, m.y - in.y,
				m.x - in.x);
		return;
	}
	if (view_context(v) & (IN_OVERLAY | IN_LIST | IN_LOG))
		for (int i = 0; i < WHEEL_ROWS; i++)
			view_act(v, s, l, a);
}

bool view_mouse(
	struct view *v, const struct study *s, const struct layout *l, struct mouse m)
{
	enum pane p;

	if (v->overlay != OVERLAY_NONE) {
		v->presses = false;
		if (m.kind != MOUSE_RELEASE)
			on_overlay(v, s, l, m);
		return m.kind != MOUSE_RELEASE;
	}
	if (m.kind == MOUSE_RELEASE)
		return let_go_of_button(v, s, l, m);
	v->presses = m.kind == MOUSE_CLICK;
	v->pressed = m;
	p = pane_at(l, m.y, m.x);
	if (p == PANES || !v->panes[p]->name)
		return false;
	if (m.kind == MOUSE_CLICK)
		click_pane(v, s, l, p, m);
	else
		roll_pane(v, s, p, m.kind == MOUSE_WHEEL_DOWN);
	return true;
}
