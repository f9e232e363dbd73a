/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Going back and forth in time. Only the playhead moves here. The screen then folds the
 * study that belongs there.
 */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "study/search.h"
#include "ui/view.h"

static uint64_t here(const struct view *v)
{
	return playhead_seq(&v->head, v->moments);
}

void view_goto(struct view *v, uint64_t seq)
{
	playhead_goto(&v->head, v->moments, seq, v->wall);
	v->selected.decision = 0; /* the latest there */
	v->inspect.decision = 0;
}

/* Where an action leads; 0: nowhere. */
static uint64_t target(const struct view *v, enum action a)
{
	const struct moments *t = v->moments;
	uint64_t at = here(v), to;

	switch (a) {
	case ACT_STEP:
		to = moments_after(t, MOMENT_DECISION, at);
		return to ? to : t->length;
	case ACT_STEP_BACK:
		to = moments_before(t, MOMENT_DECISION, at);
		return to ? to : 1;
	case ACT_CLIMB_NEXT:
		return moments_after(t, MOMENT_CLIMB, at);
	case ACT_CLIMB_BACK:
		return moments_before(t, MOMENT_CLIMB, at);
	case ACT_OLDEST:
		return 1;
	case ACT_NEWEST:
		return t->length;
	default:
		return 0;
	}
}

bool view_can_travel(const struct view *v, enum action a, bool *travels)
{
	const struct playhead *h = &v->head;

	*travels = true;
	switch (a) {
	case ACT_STEP:
		*travels = !h->live; /* else it is the tuner's */
				     /* fall through */
	case ACT_CLIMB_NEXT:
	case ACT_NEWEST:
		return v->moments && !h->live && target(v, a) &&
		       (!h->replay || here(v) < v->moments->length);
	case ACT_STEP_BACK:
	case ACT_CLIMB_BACK:
	case ACT_OLDEST:
		return v->moments && here(v) > 1 && target(v, a);
	case ACT_LIVE:
		return !h->live && !h->replay;
	case ACT_FREEZE:
		return v->moments && !h->replay && (h->live || h->frozen);
	default:
		*travels = false;
		return false;
	}
}

/* Why an action leads nowhere. */
static const char *why_not(const struct view *v, enum action a)
{
	const struct playhead *h = &v->head;

	switch (a) {
	case ACT_LIVE:
		return h->replay ? "a replay has no live edge: G goes to its last event"
				 : "this is the live edge";
	case ACT_FREEZE:
		return h->replay ? "a replay is not frozen: Space pauses it"
				 : "this is the past, and stands still: L goes to the "
				   "live edge";
	case ACT_CLIMB_NEXT:
		return "nobody climbs after this";
	case ACT_CLIMB_BACK:
		return "nobody has climbed before this";
	case ACT_STEP_BACK:
	case ACT_OLDEST:
		return "this is the first event";
	default:
		return h->live ? "this is the live edge: the last event"
			       : "this is the last event";
	}
}

bool view_travel(struct view *v, enum action a)
{
	bool travels, can = view_can_travel(v, a, &travels);

	if (travels && !can)
		message_tell(&v->message, v->wall, "%s", why_not(v, a));
	if (!travels || !can)
		return travels;
	if (a == ACT_FREEZE && v->head.live)
		playhead_freeze(&v->head, v->moments);
	else if (a == ACT_LIVE || a == ACT_FREEZE)
		playhead_live(&v->head);
	else
		view_goto(v, target(v, a));
	if (a == ACT_STEP || a == ACT_STEP_BACK)
		v->head.playing = false;
	return true;
}

/* The next event that fits the text, and its trial; wraps. 0: none does. */
static uint64_t find(struct view *v, const char *text, bool back)
{
	bool wrapped;
	uint64_t seq = search_next(v->moments, text, here(v), back, &wrapped);
	uint32_t trial;

	if (!seq)
		return 0;
	if (wrapped)
		message_tell(&v->message, v->wall, "%s: on from the %s", text,
			back ? "end" : "start");
	view_goto(v, seq);
	v->head.playing = false;
	trial = event_trial(journal_at(v->moments->journal, seq));
	if (trial != STUDY_NONE)
		v->selected.trial = trial;
	return seq;
}

bool view_search(struct view *v, const char *text)
{
	char *searched;

	if (!find(v, text, false))
		return false;
	searched = xstrdup(text);
	free(v->searched);
	v->searched = searched;
	return true;
}

void view_match(struct view *v, bool back)
{
	if (!v->searched)
		message_tell(&v->message, v->wall,
			"no search is on: / begins one, as /T12 or /promote");
	else if (!find(v, v->searched, back))
		message_tell(&v->message, v->wall, "nothing fits '%s'", v->searched);
}
