/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/view.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "ui/guess.h"

#define SHADOWS_TURN 0.02 /* seconds between two steps of those that catch up */

struct selection selection_none(void)
{
	return (struct selection){
		.trial = STUDY_NONE, .bracket = -1, .rung = -1, .worker = -1};
}

/* A state of n bytes, or NULL. */
static void *state_new(size_t n, void (*init)(void *self))
{
	void *self = n ? xcalloc(1, n) : NULL;

	if (init)
		init(self);
	return self;
}

static void state_free(void *self, void (*release)(void *self))
{
	if (release && self)
		release(self);
	free(self);
}

void view_init_with(struct view *v, const struct glyphs *glyphs,
	const struct pane_ops *const *panes, const struct overlay_ops *const *overlays)
{
	*v = (struct view){
		.panes = panes,
		.overlays = overlays,
		.arrange = layout_make,
		.glyphs = glyphs,
		.focus = PANE_RUNGS,
		.selected = selection_none(),
		.curves = {.metric = -1},
		.column = -1,
		.lit = -1,
	};
	playhead_init(&v->head);
	trials_init(&v->trials);
	for (int p = 0; p < PANES; p++)
		v->pane_states[p] = state_new(panes[p]->state_size, panes[p]->init);
	for (int o = OVERLAY_NONE + 1; o < OVERLAYS; o++)
		v->overlay_states[o] =
			state_new(overlays[o]->state_size, overlays[o]->init);
}

void view_release(struct view *v)
{
	for (int p = 0; p < PANES; p++)
		state_free(v->pane_states[p], v->panes[p]->release);
	for (int o = OVERLAY_NONE + 1; o < OVERLAYS; o++)
		state_free(v->overlay_states[o], v->overlays[o]->release);
	trials_release(&v->trials);
	shadows_release(&v->shadows);
	free(v->searched);
	v->searched = NULL;
}

void *view_pane(const struct view *v, enum pane p)
{
	return v->pane_states[p];
}

void *view_overlay(const struct view *v, enum overlay o)
{
	return v->overlay_states[o];
}

void view_open(struct view *v, enum overlay o)
{
	/* two layers are enough: a question over a question takes its place */
	if (!v->overlays[o]->question)
		v->under = OVERLAY_NONE;
	else if (v->overlay != OVERLAY_NONE && !v->overlays[v->overlay]->question)
		v->under = v->overlay;
	if (!v->overlays[o]->question)
		v->overlay_top = 0;
	v->overlay = o;
}

void view_close(struct view *v)
{
	v->overlay = v->under;
	v->under = OVERLAY_NONE;
}

bool view_open_by(struct view *v, const struct study *s, enum action a)
{
	for (int o = OVERLAY_NONE + 1; o < OVERLAYS; o++) {
		const struct overlay_ops *ops = v->overlays[o];

		if (!ops->open || (ops->opens[0] != a && ops->opens[1] != a))
			continue;
		ops->open(
			v, v->overlay_states[o], view_study_of(v, (enum overlay)o, s), a);
		return true;
	}
	return false;
}

void view_inspect(struct view *v, uint32_t trial)
{
	v->inspect.trial = trial;
	view_open(v, OVERLAY_TRIAL);
}

const struct keymap *view_keymap(const struct view *v)
{
	return v->settings ? &v->settings->keys : NULL;
}

enum context view_context(const struct view *v)
{
	const struct overlay_ops *ops = v->overlays[v->overlay];

	if (!ops)
		return IN_PANES;
	return ops->context ? ops->context(v->overlay_states[v->overlay]) : IN_OVERLAY;
}

double view_wakes(const struct view *v, const struct study *s)
{
	double at = 0;

	if (v->trials.seq != s->seq && v->trials.hold > v->wall)
		at = v->trials.hold;
	if (v->message.until > v->wall && (at == 0 || v->message.until < at))
		at = v->message.until;
	return shadows_are_behind(&v->shadows) ? v->wall + SHADOWS_TURN : at;
}

const struct study *view_present(const struct view *v, const struct study *s)
{
	return v->present ? v->present : s;
}

bool view_steers(const struct view *v, const struct study *s)
{
	enum study_phase phase = view_present(v, s)->phase;

	return v->live && phase != PHASE_FINISHED && phase != PHASE_EMPTY;
}

bool view_changes(const struct view *v, const struct study *s)
{
	return v->live && view_present(v, s)->phase != PHASE_EMPTY;
}

uint32_t view_subject(const struct view *v)
{
	const struct overlay_ops *ops = v->overlays[v->overlay];

	return ops && ops->trial ? ops->trial(v, v->overlay_states[v->overlay])
				 : v->selected.trial;
}

bool view_reads(const struct view *v)
{
	const struct overlay_ops *over = v->overlays[v->overlay];
	const struct overlay_ops *under = v->overlays[v->under];

	return (over && over->stale) || (under && under->stale);
}

static bool is_stale(const struct view *v, enum overlay o)
{
	return v->overlays[o] && v->overlays[o]->stale &&
	       v->overlays[o]->stale(v->overlay_states[o]);
}

bool view_stale(const struct view *v)
{
	return is_stale(v, v->overlay) || is_stale(v, v->under);
}

const struct study *view_study_of(
	const struct view *v, enum overlay o, const struct study *s)
{
	return v->overlays[o]->steers ? view_present(v, s) : s;
}

void view_pass(struct view *v, const struct study *s, enum pane p, enum action a)
{
	if (v->panes[p]->act)
		v->panes[p]->act(v, v->pane_states[p], s, a);
}

bool view_can(const struct view *v, const struct study *s, enum action a)
{
	const struct study *now = view_present(v, s);
	bool steers = view_steers(v, s), travels, can;

	if (a == ACT_PAUSE && (v->tour || (v->guess && v->guess->state != GUESS_NONE)))
		return false; /* its key has another meaning */
	if (v->race && v->column < 0)
		return view_can_race(v, s, a);
	can = view_can_travel(v, a, &travels);
	if (travels)
		return can;
	switch (a) {
	case ACT_PAUSE:
	case ACT_SLOWER:
	case ACT_FASTER:
		return steers || v->head.replay;
	case ACT_STEP:
	case ACT_MORE_WORKERS:
	case ACT_FEWER_WORKERS:
	case ACT_ENQUEUE:
		return steers;
	case ACT_SWITCH:
		return view_changes(v, s);
	case ACT_EXPLAIN:
		return s->n_decisions > 0;
	case ACT_AUDIT:
		return v->ghosts && now->phase == PHASE_FINISHED;
	case ACT_GHOSTS:
		return v->ghosts && s->info;
	case ACT_TRAIN_ON:
		return v->ghosts && view_subject(v) < now->n_trials &&
		       now->trials[view_subject(v)].state == TRIAL_STOPPED;
	case ACT_LOG:
		return v->logs && s->n_trials > 0;
	case ACT_SEARCH:
		return v->moments != NULL;
	case ACT_MATCH:
	case ACT_MATCH_BACK:
		return v->searched != NULL;
	case ACT_CROSS:
		return s->epochs > 0;
	case ACT_FILTER:
	case ACT_COLUMNS:
		return s->info != NULL;
	case ACT_FOLLOW:
		return v->selected.trial < s->n_trials;
	case ACT_METRIC:
		return s->info && s->info->n_metrics > 1;
	case ACT_PROMOTE:
		if (now->rule && !now->rule->ops->by_hand)
			return false;
		/* fall through */
	case ACT_KILL:
		return steers && view_subject(v) < now->n_trials &&
		       now->trials[view_subject(v)].state <= TRIAL_PAUSED;
	default:
		return true;
	}
}

void view_glyphs(struct view *v, const char *name)
{
	const struct glyphs *wanted = name ? glyphs_find(name) : NULL;

	v->glyphs = glyphs_choose(name, !v->ascii_only);
	if (wanted && wanted != v->glyphs)
		message_tell(
			&v->message, v->wall, "glyphs: no %s: %s", name, v->ascii_only);
}
