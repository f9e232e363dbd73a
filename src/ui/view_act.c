/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What actions do, and keys: an open overlay has them first, then what steers the study,
 * then the panes.
 */
#include "config.h"

#include <stdlib.h>

#include "ui/format.h"
#include "ui/lanes.h"
#include "ui/predict.h"
#include "ui/tour.h"

#define PACE_TOP 1024.0 /* past it: unlimited */
#define PACE_BELOW_UNLIMITED 64.0
#define PACE_LEAST 0.125
#define WORKERS_MOST 1024
#define ASKED_FOR 0.5 /* seconds until the study must have followed */

static struct request ask(enum control_action a, double number)
{
	return (struct request){.kind = REQUEST_COMMAND, .action = a, .number = number};
}

static struct request change_pace(struct view *v, const struct study *s, bool faster)
{
	double pace = v->wall < v->steering.until ? v->steering.pace : s->pace;

	if (faster && pace > 0)
		pace = pace * 2 > PACE_TOP ? 0 : pace * 2;
	else if (!faster && pace > 0)
		pace = pace / 2 < PACE_LEAST ? PACE_LEAST : pace / 2;
	else if (!faster)
		pace = PACE_BELOW_UNLIMITED;
	v->steering.pace = pace;
	v->steering.until = v->wall + ASKED_FOR;
	return ask(CONTROL_PACE, pace);
}

static struct request change_workers(struct view *v, const struct study *s, int by)
{
	int now = study_workers(s);

	if (v->wall < v->steering.until)
		now = (int)v->steering.workers;
	now += by;
	now = now < 1 ? 1 : now > WORKERS_MOST ? WORKERS_MOST : now;
	v->steering.workers = now;
	v->steering.until = v->wall + ASKED_FOR;
	return ask(CONTROL_WORKERS, now);
}

/* What is asked of a running study. */
static struct request steer(struct view *v, const struct study *s, enum action a)
{
	if (!view_steers(v, s))
		return (struct request){0};
	if (v->wall >= v->steering.until) {
		v->steering.pace = s->pace;
		v->steering.workers = study_workers(s);
	}
	switch (a) {
	case ACT_PAUSE:
		v->steering.stepping = false;
		return ask(s->phase == PHASE_PAUSED ? CONTROL_RESUME : CONTROL_PAUSE, 0);
	case ACT_STEP:
		v->steering.stepping = true;
		v->steering.step_seq = s->seq;
		return ask(CONTROL_STEP, 0);
	case ACT_SLOWER:
	case ACT_FASTER:
		return change_pace(v, s, a == ACT_FASTER);
	default:
		return change_workers(v, s, a == ACT_MORE_WORKERS ? 1 : -1);
	}
}

static void change_glyphs(struct view *v)
{
	const struct glyphs *next = glyphs_of((enum tier)((v->glyphs->tier + 1) % TIERS));

	view_glyphs(v, v->ascii_only ? "braille" : next->name);
	if (!v->ascii_only)
		message_tell(&v->message, v->wall, "drawn with %s", next->name);
}

/* Whether a pane is there, with as many rows as the focus needs. */
static bool has_room(const struct view *v, const struct layout *l, int p)
{
	return l->shown[p] && l->area[p].h >= v->panes[p]->focus_rows;
}

/* The next pane that can have the focus; in a zoomed screen all can. */
static void focus_next(struct view *v, const struct layout *l, int step)
{
	int p = v->focus;

	for (int i = 0; i < PANES; i++) {
		p = (p + step + PANES) % PANES;
		if (v->panes[p]->name &&
			(v->zoom ? !v->panes[p]->strip : has_room(v, l, p)))
			break;
	}
	if (v->panes[p]->name)
		v->focus = (enum pane)p;
}

/* A pane that has no room here is there all the same, alone. */
static void focus_on(struct view *v, const struct layout *l, enum pane p)
{
	if (!v->zoom && !has_room(v, l, p)) {
		v->alone = p;
		v->before = v->focus;
		v->zoom = true;
	}
	v->focus = p;
}

/* Back on the whole screen, a pane that has no room there gives the focus back. */
static void switch_zoom(struct view *v)
{
	if (v->zoom && v->focus == v->alone)
		v->focus = v->before;
	v->alone = PANE_HEADER;
	v->zoom = !v->zoom && !v->panes[v->focus]->strip;
}

static void follow_trial(struct view *v, const struct study *s)
{
	struct trials *t = &v->trials;
	char name[24];

	if (v->selected.trial >= s->n_trials) {
		message_tell(&v->message, v->wall,
			"nothing to follow: select a trial first (4, then arrows)");
		return;
	}
	t->follows = !t->follows;
	t->seq = 0; /* a filter may have left it out */
	message_tell(&v->message, v->wall, "%s %s",
		t->follows ? "following" : "no longer following",
		format_trial(v->selected.trial, name, sizeof(name)));
}

static void show_ghosts(struct view *v)
{
	if (!v->ghosts) {
		message_tell(&v->message, v->wall,
			"what stopped trials would have come to is not known here");
		return;
	}
	v->ghosts->all = !v->ghosts->all;
	message_tell(&v->message, v->wall, "%s",
		v->ghosts->all ? "dotted: who would have beaten the incumbent"
			       : "without the stopped ones' futures");
}

static void let_go_of_selection(struct view *v, const struct study *s)
{
	if (v->trials.follows)
		follow_trial(v, s);
	v->selected = selection_none();
	v->trials.hold = 0;
}

static bool is_nothing_selected(const struct view *v)
{
	const struct selection *on = &v->selected;

	return on->trial == STUDY_NONE && on->bracket < 0 && on->worker < 0 &&
	       !on->decision;
}

static void let_go(struct view *v, const struct study *s)
{
	if (v->overlay != OVERLAY_NONE) {
		view_close(v);
		return;
	}
	for (int p = 0; p < PANES; p++)
		if (v->panes[p]->back && v->panes[p]->back(v->pane_states[p]))
			return;
	if (v->searched) {
		free(v->searched);
		v->searched = NULL;
	} else if (v->zoom) {
		switch_zoom(v);
	} else if (v->column >= 0 && is_nothing_selected(v)) {
		v->leaves = true;
	} else {
		let_go_of_selection(v, s);
	}
}

/* What an action changes may not show. */
static void tell_where(struct view *v, const struct layout *l, int p)
{
	if (l && !l->shown[p] && v->overlay == OVERLAY_NONE)
		message_tell(&v->message, v->wall, "that changes %s: %d shows them",
			v->panes[p]->name, p);
}

/* Takes the actions that panes have wherever the focus is. */
static bool act_anywhere(
	struct view *v, const struct study *s, const struct layout *l, enum action a)
{
	for (int p = 0; p < PANES; p++) {
		if (!v->panes[p]->anywhere ||
			!v->panes[p]->anywhere(v, v->pane_states[p], s, a))
			continue;
		tell_where(v, l, p);
		return true;
	}
	return false;
}

/* Movement, for what has the keys. */
static void move(struct view *v, const struct study *s, enum action a)
{
	const struct overlay_ops *ops = v->overlays[v->overlay];

	if (v->overlay == OVERLAY_NONE)
		view_pass(v, s, v->focus, a);
	else if (ops->act)
		ops->act(v, v->overlay_states[v->overlay], s, a);
	else
		v->overlay_top = (int)move_by((size_t)v->overlay_top, INT32_MAX, 10, a);
}

static void look(
	struct view *v, const struct study *s, const struct layout *l, enum action a)
{
	if (a > ACT_FOCUS && a <= ACT_FOCUS_MOST) {
		if (v->panes[a - ACT_FOCUS]->name)
			focus_on(v, l, (enum pane)(a - ACT_FOCUS));
		return;
	}
	switch (a) {
	case ACT_FOCUS_NEXT:
	case ACT_FOCUS_LAST:
		focus_next(v, l, a == ACT_FOCUS_NEXT ? 1 : -1);
		break;
	case ACT_ZOOM:
		switch_zoom(v);
		break;
	case ACT_BACK:
		let_go(v, s);
		break;
	case ACT_SORT:
		trials_sort_by(&v->trials, trials_next_sort(&v->trials, s));
		tell_where(v, l, PANE_TRIALS);
		break;
	case ACT_INVERT:
		trials_turn(&v->trials);
		tell_where(v, l, PANE_TRIALS);
		break;
	case ACT_FOLLOW:
		follow_trial(v, s);
		break;
	case ACT_GLYPHS:
		change_glyphs(v);
		break;
	case ACT_GHOSTS:
		show_ghosts(v);
		break;
	default:
		move(v, s, a);
	}
}

/* Beside the study, which is told of it where it runs. */
static struct request train_on(struct view *v, const struct study *now)
{
	uint32_t id = view_subject(v);
	const char *not = ghosts_why_not(v->ghosts, now, id);
	char name[24], level[16];

	if (not ) {
		message_tell(&v->message, v->wall, "%s", not );
		return (struct request){0};
	}
	ghosts_ask(v->ghosts, now, id);
	message_tell(&v->message, v->wall,
		"%s trains on to %s, beside the study: no decision sees it",
		format_trial(id, name, sizeof(name)),
		now->r_full == EPOCHS_OPEN
			? "its end"
			: study_level_text(now->r_full, level, sizeof(level)));
	if (!view_steers(v, now))
		return (struct request){0};
	return (struct request){
		.kind = REQUEST_COMMAND, .action = CONTROL_TRAIN_ON, .trial = id};
}

/* The clock of a replay, with the keys that steer training elsewhere. */
static void play(struct view *v, enum action a)
{
	if (a == ACT_PAUSE)
		playhead_play(&v->head, v->moments, !v->head.playing, v->wall);
	else
		playhead_hurry(&v->head, a == ACT_FASTER, v->wall);
}

/* Whether an action is meant for a study that runs. */
static bool is_steering(const struct view *v, enum action a)
{
	switch (a) {
	case ACT_PAUSE:
	case ACT_SLOWER:
	case ACT_FASTER:
		return !v->head.replay;
	case ACT_ENQUEUE:
	case ACT_STEP:
	case ACT_MORE_WORKERS:
	case ACT_FEWER_WORKERS:
	case ACT_SWITCH:
	case ACT_KILL:
	case ACT_PROMOTE:
		return true;
	default:
		return false;
	}
}

/* Why nothing can be changed, and what goes on with the study where something does. */
static void tell_why_not(struct view *v, const struct study *now)
{
	bool finished = now->phase == PHASE_FINISHED && v->live;
	const char *why = "this is a recording";

	if (v->watch)
		why = "another process runs the study";
	else if (finished)
		why = "the study has finished";
	else if (v->live)
		why = "the study has not begun";
	if (finished)
		message_tell(&v->message, v->wall,
			"%s: :more 20, :stop or :sched let it go on", why);
	else if (v->recording && !v->watch && !v->live)
		message_tell(&v->message, v->wall,
			"%s: rungtop resume %s goes on with it", why, v->recording);
	else
		message_tell(
			&v->message, v->wall, "nothing can be changed here: %s", why);
}

/* What a lesson or a prediction has keys for. */
static bool is_answer(enum action a)
{
	return a >= ACT_LESSON_NEXT && a <= ACT_NO_ANSWER;
}

struct request view_act(
	struct view *v, const struct study *s, const struct layout *l, enum action a)
{
	const struct study *now = view_present(v, s);
	struct request told = {0};

	if (v->tour ? tour_act(v->tour, v, a, &told)
		    : v->predict && predict_contexts(v->predict) && is_answer(a) &&
			      predict_act(v, a))
		return told;
	if (a == ACT_SUSPEND)
		return (struct request){.kind = REQUEST_SUSPEND};
	if (a == ACT_REDRAW)
		return (struct request){.kind = REQUEST_REDRAW};
	if (a == ACT_NONE)
		return (struct request){0};
	/* over panes that have the keys: any of them takes it away */
	if (v->overlay != OVERLAY_NONE && view_context(v) == IN_PANES && a != ACT_QUIT) {
		view_close(v);
		if (a == ACT_BACK || a == ACT_INSPECT)
			return (struct request){0};
	}
	if (!(view_context(v) & (IN_PANES | IN_OVERLAY)))
		return v->overlays[v->overlay]->act(v, v->overlay_states[v->overlay],
			view_study_of(v, v->overlay, s), a);
	if ((v->race && view_race(v, a)) || view_travel(v, a) || act_anywhere(v, s, l, a))
		return (struct request){0};
	if (v->race && v->race->again &&
		(a == ACT_MORE_WORKERS || a == ACT_FEWER_WORKERS))
		return change_workers(v, s, a == ACT_MORE_WORKERS ? 1 : -1);
	if (is_steering(v, a) && !view_steers(v, s) && !view_can(v, s, a)) {
		tell_why_not(v, now);
		return (struct request){0};
	}
	if (view_open_by(v, s, a))
		return (struct request){0};
	switch (a) {
	case ACT_PAUSE:
	case ACT_SLOWER:
	case ACT_FASTER:
		if (!v->head.replay)
			return steer(v, now, a);
		play(v, a);
		break;
	case ACT_STEP:
	case ACT_MORE_WORKERS:
	case ACT_FEWER_WORKERS:
		return steer(v, now, a);
	case ACT_TRAIN_ON:
		return train_on(v, now);
	case ACT_COPY:
		return view_copy(v, s);
	case ACT_MATCH:
	case ACT_MATCH_BACK:
		view_match(v, a == ACT_MATCH_BACK);
		break;
	case ACT_QUIT:
		if (!v->live || now->phase == PHASE_FINISHED)
			return (struct request){.kind = REQUEST_QUIT};
		view_open(v, OVERLAY_QUIT);
		break;
	default:
		look(v, s, l, a);
	}
	return (struct request){0};
}

/* A lesson and a prediction have their keys wherever no text is typed or asked for. */
static enum action action_in_tour(const struct view *v, uint32_t key, enum context in)
{
	unsigned tour = v->tour ? tour_contexts(v->tour) : predict_contexts(v->predict);
	enum action a = ACT_NONE;

	if (in == IN_PANES && (tour & IN_GUESS))
		a = keymap_action(view_keymap(v), key, IN_GUESS);
	if (a == ACT_NONE && (tour & IN_LESSON) && (in & (IN_PANES | IN_OVERLAY | IN_LOG)))
		a = keymap_action(view_keymap(v), key, IN_LESSON);
	return a;
}

/* While a search is on, its keys come before those of the panes. */
static enum action action_of(const struct view *v, uint32_t key, enum context in)
{
	enum action a = ACT_NONE;

	if (key & UI_PASTED)
		return ACT_NONE;
	if (v->tour || v->predict)
		a = action_in_tour(v, key, in);
	if (a == ACT_NONE && in == IN_PANES && v->searched)
		a = keymap_action(view_keymap(v), key, IN_MATCHES);
	return a != ACT_NONE ? a : keymap_action(view_keymap(v), key, in);
}

struct request view_key(struct view *v, const struct study *s, const struct layout *l,
	uint32_t key, bool *taken)
{
	enum context in = view_context(v);
	enum action a = action_of(v, key, in);
	const struct overlay_ops *ops = v->overlays[v->overlay];

	if (v->tour && a != ACT_NONE)
		tour_key(v->tour, v, key);
	*taken = a != ACT_NONE || in == IN_LINE;
	if (a == ACT_NONE && in == IN_LINE && ops->type)
		ops->type(v->overlay_states[v->overlay], key & ~(uint32_t)UI_PASTED);
	return view_act(v, s, l, a);
}
