/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What actions do in a race. Its clock is that of all columns, wherever one looks. Where
 * all columns show, a step is a step of any of them.
 */
#include "config.h"

#include "ui/view.h"

/* Whether one of the columns has the focus: what opens on the whole screen. */
static bool is_on_column(const struct view *v)
{
	return v->focus > PANE_HEADER && (size_t)v->focus <= v->race->n;
}

/* The moments that an action goes between. False: it does not. */
static bool moment_of(enum action a, enum moment *m, bool *back)
{
	*m = a == ACT_CLIMB_NEXT || a == ACT_CLIMB_BACK ? MOMENT_CLIMB : MOMENT_DECISION;
	*back = a == ACT_STEP_BACK || a == ACT_CLIMB_BACK;
	return *back || a == ACT_STEP || a == ACT_CLIMB_NEXT;
}

/* Of all columns. False: it is no action that goes back and forth. */
static bool travel(struct view *v, enum action a)
{
	struct race *r = v->race;
	enum moment m;
	bool back;

	if (a == ACT_OLDEST || a == ACT_NEWEST)
		race_goto(r, a == ACT_OLDEST ? 0 : race_whole(r), v->wall);
	else if (!moment_of(a, &m, &back))
		return false;
	else if (!race_moment(r, m, back, v->wall) && !back)
		race_goto(r, race_whole(r), v->wall);
	if (a == ACT_STEP || a == ACT_STEP_BACK)
		race_play(r, false, v->wall);
	v->selected.decision = 0; /* the latest there */
	return true;
}

/* What only makes sense in one study does nothing where all show. */
static bool tell_why_not(struct view *v, enum action a)
{
	if (a == ACT_LIVE || a == ACT_FREEZE)
		message_tell(
			&v->message, v->wall, "a race has no live edge: Space stops it");
	else if (a == ACT_MORE_WORKERS || a == ACT_FEWER_WORKERS)
		message_tell(&v->message, v->wall,
			"recordings are raced: their workers are what they were");
	else if (a == ACT_ENQUEUE || a == ACT_KILL || a == ACT_PROMOTE || a == ACT_SWITCH)
		message_tell(&v->message, v->wall, "nothing can be changed in a race");
	else
		message_tell(&v->message, v->wall,
			"that is of one study: 1 to %zu and Enter open one", v->race->n);
	return true;
}

bool view_race(struct view *v, enum action a)
{
	bool all = v->column < 0;

	switch (a) {
	case ACT_PAUSE:
		race_play(v->race, !v->race->playing, v->wall);
		break;
	case ACT_SLOWER:
	case ACT_FASTER:
		race_hurry(v->race, a == ACT_FASTER, v->wall);
		break;
	case ACT_INSPECT:
	case ACT_ZOOM:
		if (!all || !is_on_column(v) || v->overlay != OVERLAY_NONE)
			return false;
		v->leaves = true;
		return true;
	default:
		if (!all)
			return false;
		if (!travel(v, a))
			return !view_can_race(v, NULL, a) && tell_why_not(v, a);
	}
	v->head = race_head(v->race, v->column < 0 ? v->race->focus : (size_t)v->column);
	return true;
}

bool view_can_race(const struct view *v, const struct study *s, enum action a)
{
	enum moment m;
	bool back;

	if (moment_of(a, &m, &back))
		return race_has_moment(v->race, m, back);
	switch (a) {
	case ACT_EXPLAIN:
		return !s || s->n_decisions > 0;
	case ACT_INSPECT:
		return is_on_column(v);
	case ACT_MORE_WORKERS:
	case ACT_FEWER_WORKERS:
		return v->race->again != NULL;
	case ACT_LIVE:
	case ACT_FREEZE:
	case ACT_SEARCH:
	case ACT_MATCH:
	case ACT_MATCH_BACK:
	case ACT_SORT:
	case ACT_FILTER:
	case ACT_COLUMNS:
	case ACT_FOLLOW:
	case ACT_INVERT:
	case ACT_SMOOTH:
	case ACT_METRIC:
	case ACT_CROSS:
	case ACT_ZOOM_IN:
	case ACT_ZOOM_OUT:
	case ACT_ZOOM_ALL:
	case ACT_ENQUEUE:
	case ACT_KILL:
	case ACT_PROMOTE:
	case ACT_SWITCH:
	case ACT_LOG:
		return false;
	default:
		return true;
	}
}
