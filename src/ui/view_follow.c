/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Before each frame: what the layout is asked for, the news that are told, and each pane's
 * scroll places.
 */
#include "config.h"

#include <inttypes.h>

#include "ui/view.h"

#define SHADOWS_AT_ONCE 20000 /* events a frame */

struct layout_prefs view_prefs(const struct view *v, const struct study *s)
{
	struct layout_prefs p = {.panes = v->panes, .zoom = v->zoom, .focus = v->focus};

	for (int i = 0; i < PANES; i++)
		if (v->panes[i]->rows)
			v->panes[i]->rows(s, &p.rows[i]);
	return p;
}

/* What the tuner would not do is told, but not what it had refused before we came. */
static void tell_refusals(struct view *v, const struct study *s)
{
	if (s->refused_seq <= v->told.refused_seq)
		return;
	v->told.refused_seq = s->refused_seq;
	if (v->live && s->phase != PHASE_EMPTY)
		message_tell(&v->message, v->wall, "refused: %s", s->refused);
}

/* What the tuner has done, where no number in the header tells it; here, or elsewhere. */
static void tell_what_is_done(struct view *v, const struct study *s)
{
	const struct study_command *c = &s->command;
	uint64_t before = v->told.obeyed_seq;
	bool news = c->seq > before && (v->live || v->watch);

	v->told.obeyed_seq = s->seq;
	if (!news || !before) /* what was there before we came is none */
		return;
	switch (c->action) {
	case CONTROL_KILL:
		message_tell(&v->message, v->wall, "T%02" PRIu32 " is killed", c->trial);
		break;
	case CONTROL_PROMOTE:
		message_tell(&v->message, v->wall,
			"T%02" PRIu32 " is promoted over the rule", c->trial);
		break;
	case CONTROL_ENQUEUE:
		message_tell(&v->message, v->wall, "enqueued: %s", c->text);
		break;
	case CONTROL_SWITCH:
		message_tell(&v->message, v->wall, "switched to %s", c->text);
		break;
	case CONTROL_NOTE:
		message_tell(&v->message, v->wall, "noted: %s", c->text);
		break;
	case CONTROL_TAG:
		message_tell(&v->message, v->wall, "tagged: %s", c->text);
		break;
	default:
		break;
	}
}

/* News of a warning; while it lasts the header has it. */
static void tell_warnings(struct view *v, const struct study *s)
{
	if (s->warning_seq <= v->told.warned_seq)
		return;
	v->told.warned_seq = s->warning_seq;
	if (v->live || v->watch)
		message_tell(&v->message, v->wall, "%s", s->warning);
}

/* A trial that has failed while somebody looks, with its cause. */
static void tell_failures(struct view *v, const struct study *s)
{
	const struct study_failure *last;
	struct strbuf text = STRBUF_INIT;

	if (!s->n_failures)
		return;
	last = &s->failures[s->n_failures - 1];
	if (last->seq <= v->told.failed_seq)
		return;
	v->told.failed_seq = last->seq;
	if ((!v->live && !v->watch) || s->phase == PHASE_FINISHED)
		return;
	study_failure_text(s, last, &text);
	message_tell(&v->message, v->wall, "T%02" PRIu32 " failed: %s", last->trial,
		text.buf);
	strbuf_release(&text);
}

/*
 * Who has seen the study run is told of its end, once nothing else is open. One that
 * began here may have ended before it was first drawn.
 */
static void tell_the_end(struct view *v, const struct study *s)
{
	bool runs = s->phase == PHASE_RUNNING || s->phase == PHASE_PAUSED;

	if (runs || s->phase == PHASE_EMPTY)
		v->told.ends = v->live || (v->watch && runs);
	else if (v->told.ends && v->head.live && v->overlay == OVERLAY_NONE) {
		v->told.ends = false;
		view_open(v, OVERLAY_END);
	}
}

void view_follow(struct view *v, const struct study *s, const struct layout *l)
{
	const struct study *now = view_present(v, s);
	const char *ghost;

	tell_what_is_done(v, now);
	tell_refusals(v, now);
	tell_warnings(v, now);
	tell_failures(v, now);
	tell_the_end(v, now);
	ghost = ghosts_follow(v->ghosts, now, view_subject(v));
	shadows_follow(&v->shadows, SHADOWS_AT_ONCE);
	if (ghost)
		message_tell(&v->message, v->wall, "%s", ghost);
	if (v->steering.stepping && now->seq > v->steering.step_seq &&
		now->phase != PHASE_RUNNING)
		v->steering.stepping = false;
	for (int p = 0; p < PANES; p++) {
		const struct pane_ops *ops = v->panes[p];
		struct area in = layout_inside(l, (enum pane)p);

		if (ops->follow && (l->shown[p] || ops->hidden_too))
			ops->follow(v, v->pane_states[p], s, in.h, in.w);
	}
}
