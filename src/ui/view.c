/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/view.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "ui/curves.h"
#include "ui/lanes.h"
#include "ui/panes.h"
#include "ui/rung_rows.h"
#include "ui/trials.h"

#define PACE_TOP 1024.0 /* past it: unlimited */
#define PACE_BELOW_UNLIMITED 64.0
#define PACE_LEAST 0.125
#define WORKERS_MOST 1024
#define ASKED_FOR 0.5 /* seconds until the study must have followed */
#define TOLD_FOR 4.0  /* seconds that a message stands */

void view_init(struct view *v, const struct glyphs *glyphs)
{
	*v = (struct view){
		.glyphs = glyphs,
		.focus = PANE_RUNGS,
		.trial = STUDY_NONE,
		.sort = TRIAL_BEST,
		.bracket = -1,
		.rung = -1,
		.worker = -1,
		.curves = {.metric = -1, .to = 1},
	};
	playhead_init(&v->head);
	prompt_init(&v->prompt);
	prompt_init(&v->search);
	prompt_init(&v->filtering);
	log_view_init(&v->log);
}

void view_release(struct view *v)
{
	trials_release(v);
	free(v->explained.items);
	v->explained.items = NULL;
	menu_release(&v->menu);
	prompt_release(&v->prompt);
	prompt_release(&v->search);
	prompt_release(&v->filtering);
	log_view_release(&v->log);
	free(v->searched);
	v->searched = NULL;
}

size_t scroll_to(size_t top, size_t at, size_t n, size_t rows)
{
	if (n <= rows)
		return 0;
	if (at >= n)
		at = n - 1;
	if (at < top)
		top = at;
	if (at >= top + rows)
		top = at - rows + 1;
	return top > n - rows ? n - rows : top;
}

size_t move_by(size_t at, size_t n, int page, enum action a)
{
	size_t step = a == ACT_PAGE_UP || a == ACT_PAGE_DOWN
			      ? (size_t)(page > 0 ? page : 1)
			      : 1;

	if (n == 0)
		return 0;
	switch (a) {
	case ACT_UP:
	case ACT_PAGE_UP:
		return at > step ? at - step : 0;
	case ACT_DOWN:
	case ACT_PAGE_DOWN:
		return at + step < n ? at + step : n - 1;
	case ACT_FIRST:
		return 0;
	case ACT_LAST:
		return n - 1;
	default:
		return at;
	}
}

struct layout_prefs view_prefs(const struct view *v, const struct study *s)
{
	struct layout_prefs p = {.zoom = v->zoom, .focus = v->focus};
	struct passes h;
	int most = 0;

	passes_collect(&h, s);
	for (size_t i = 0; i < h.n; i++) {
		p.rungs_full += h.items[i].n_rungs;
		most = h.items[i].n_rungs > most ? h.items[i].n_rungs : most;
	}
	p.rungs_full++; /* the heads of the columns */
	/* the largest bracket, so that the panes stay when the next one opens */
	p.rungs_active = (int)h.n + most;
	p.rungs_least = h.n > 1 ? (int)h.n : p.rungs_full;
	p.workers = study_workers(s);
	passes_release(&h);
	return p;
}

void view_open(struct view *v, enum overlay o)
{
	/* two layers are enough: a question over a question takes its place */
	if (!overlay_ops[o]->question)
		v->under = OVERLAY_NONE;
	else if (v->overlay != OVERLAY_NONE && !overlay_ops[v->overlay]->question)
		v->under = v->overlay;
	if (!overlay_ops[o]->question)
		v->overlay_top = 0;
	v->overlay = o;
}

void view_close(struct view *v)
{
	v->overlay = v->under;
	v->under = OVERLAY_NONE;
}

void view_tell(struct view *v, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(v->message.text, sizeof(v->message.text), fmt, ap);
	va_end(ap);
	v->message.until = v->wall + TOLD_FOR;
}

/* What the tuner would not do is told, but not what it had refused before we came. */
static void tell_refusals(struct view *v, const struct study *s)
{
	if (s->refused_seq <= v->refused_seq)
		return;
	v->refused_seq = s->refused_seq;
	if (v->live && s->phase != PHASE_EMPTY)
		view_tell(v, "refused: %s", s->refused);
}

/* News of a warning; while it lasts the header has it. */
static void tell_warnings(struct view *v, const struct study *s)
{
	if (s->warning_seq <= v->warned_seq)
		return;
	v->warned_seq = s->warning_seq;
	if (v->live || v->watch)
		view_tell(v, "%s", s->warning);
}

/* A trial that has failed while somebody looks, with its cause. */
static void tell_failures(struct view *v, const struct study *s)
{
	const struct study_failure *last;

	if (!s->n_failures)
		return;
	last = &s->failures[s->n_failures - 1];
	if (last->seq <= v->failed_seq)
		return;
	v->failed_seq = last->seq;
	if ((v->live || v->watch) && s->phase != PHASE_FINISHED)
		view_tell(v, "T%02" PRIu32 " failed: %s", last->trial,
			s->trials[last->trial].why);
}

/*
 * Who has seen the study run is told of its end, once nothing else is open. One that
 * began here may have ended before it was first drawn.
 */
static void tell_the_end(struct view *v, const struct study *s)
{
	bool runs = s->phase == PHASE_RUNNING || s->phase == PHASE_PAUSED;

	if (runs || s->phase == PHASE_EMPTY)
		v->ends = v->live || (v->watch && runs);
	else if (v->ends && v->head.live && v->overlay == OVERLAY_NONE) {
		v->ends = false;
		view_open(v, OVERLAY_END);
	}
}

void view_follow(struct view *v, const struct study *s, const struct layout *l)
{
	const struct study *now = view_present(v, s);

	tell_refusals(v, now);
	tell_warnings(v, now);
	tell_failures(v, now);
	tell_the_end(v, now);
	if (v->stepping && now->seq > v->step_seq && now->phase != PHASE_RUNNING)
		v->stepping = false;
	for (int p = 0; p < PANES; p++) {
		const struct pane_ops *ops = pane_ops[p];
		struct area in = layout_inside(l, (enum pane)p);

		/* the order of the trials is asked for by the inspector too */
		if (ops->follow && (l->shown[p] || p == PANE_TRIALS))
			ops->follow(v, s, in.h, in.w);
		else if (!v->page[p])
			v->page[p] = 1;
	}
}

const struct keymap *view_keymap(const struct view *v)
{
	return v->settings ? &v->settings->keys : NULL;
}

enum context view_context(const struct view *v)
{
	const struct overlay_ops *ops = overlay_ops[v->overlay];

	if (!ops)
		return IN_PANES;
	return ops->context ? ops->context(v) : IN_OVERLAY;
}

double view_wakes(const struct view *v, const struct study *s)
{
	double at = 0;

	if (v->order_seq != s->seq && v->order_until > v->wall)
		at = v->order_until;
	if (v->message.until > v->wall && (at == 0 || v->message.until < at))
		at = v->message.until;
	return at;
}

/* Actions */

static struct request ask(enum control_action a, double number)
{
	return (struct request){.kind = REQUEST_COMMAND, .action = a, .number = number};
}

static struct request change_pace(struct view *v, const struct study *s, bool faster)
{
	double pace = v->wall < v->asked.until ? v->asked.pace : s->pace;

	if (faster && pace > 0)
		pace = pace * 2 > PACE_TOP ? 0 : pace * 2;
	else if (!faster && pace > 0)
		pace = pace / 2 < PACE_LEAST ? PACE_LEAST : pace / 2;
	else if (!faster)
		pace = PACE_BELOW_UNLIMITED;
	v->asked.pace = pace;
	v->asked.until = v->wall + ASKED_FOR;
	return ask(CONTROL_PACE, pace);
}

static struct request change_workers(struct view *v, const struct study *s, int by)
{
	int now = study_workers(s);

	if (v->wall < v->asked.until)
		now = (int)v->asked.workers;
	now += by;
	now = now < 1 ? 1 : now > WORKERS_MOST ? WORKERS_MOST : now;
	v->asked.workers = now;
	v->asked.until = v->wall + ASKED_FOR;
	return ask(CONTROL_WORKERS, now);
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

uint32_t view_subject(const struct view *v)
{
	if (v->overlay == OVERLAY_LOG)
		return v->log.trial;
	return v->overlay == OVERLAY_TRIAL ? v->inspect.trial : v->trial;
}

bool view_reads(const struct view *v)
{
	return v->overlay == OVERLAY_LOG || v->under == OVERLAY_LOG;
}

bool view_can(const struct view *v, const struct study *s, enum action a)
{
	const struct study *now = view_present(v, s);
	bool steers = view_steers(v, s), travels, can;

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
	case ACT_SWITCH:
		return steers;
	case ACT_EXPLAIN:
		return s->n_decisions > 0;
	case ACT_LOG:
		return v->logs && s->n_trials > 0;
	case ACT_SEARCH:
		return v->moments != NULL;
	case ACT_MATCH:
		return v->searched != NULL;
	case ACT_CROSS:
		return s->epochs > 0;
	case ACT_FILTER:
	case ACT_COLUMNS:
		return s->info != NULL;
	case ACT_FOLLOW:
		return v->trial < s->n_trials;
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

/* What is asked of a running study. */
static struct request steer(struct view *v, const struct study *s, enum action a)
{
	if (!view_steers(v, s))
		return (struct request){0};
	if (v->wall >= v->asked.until) {
		v->asked.pace = s->pace;
		v->asked.workers = study_workers(s);
	}
	switch (a) {
	case ACT_PAUSE:
		v->stepping = false;
		return ask(s->phase == PHASE_PAUSED ? CONTROL_RESUME : CONTROL_PAUSE, 0);
	case ACT_STEP:
		v->stepping = true;
		v->step_seq = s->seq;
		return ask(CONTROL_STEP, 0);
	case ACT_SLOWER:
	case ACT_FASTER:
		return change_pace(v, s, a == ACT_FASTER);
	default:
		return change_workers(v, s, a == ACT_MORE_WORKERS ? 1 : -1);
	}
}

void view_glyphs(struct view *v, const char *name)
{
	const struct glyphs *wanted = name ? glyphs_find(name) : NULL;

	v->glyphs = glyphs_choose(name, !v->ascii_only);
	if (wanted && wanted != v->glyphs)
		view_tell(v, "glyphs: no %s: %s", name, v->ascii_only);
}

static void change_glyphs(struct view *v)
{
	const struct glyphs *next = glyphs_of((enum tier)((v->glyphs->tier + 1) % TIERS));

	view_glyphs(v, v->ascii_only ? "braille" : next->name);
}

/* Whether a pane is there, and more than the workers in a single row. */
static bool has_room(const struct layout *l, int p)
{
	return l->shown[p] && !(p == PANE_WORKERS && l->area[p].h == 1);
}

/* The next pane that can have the focus; in a zoomed screen all can. */
static void focus_next(struct view *v, const struct layout *l, int step)
{
	int p = v->focus;

	for (int i = 0; i < PANES; i++) {
		p = (p + step + PANES) % PANES;
		if (pane_ops[p]->name && (v->zoom ? !pane_ops[p]->strip : has_room(l, p)))
			break;
	}
	if (pane_ops[p]->name)
		v->focus = (enum pane)p;
}

/* A pane that has no room here is there all the same, alone. */
static void focus_on(struct view *v, const struct layout *l, enum pane p)
{
	if (!v->zoom && !has_room(l, p)) {
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
	v->zoom = !v->zoom && !pane_ops[v->focus]->strip;
}

static void let_go(struct view *v, const struct study *s)
{
	if (v->overlay != OVERLAY_NONE) {
		view_close(v);
	} else if (v->curves.cross) {
		v->curves.cross = false;
	} else if (v->searched) {
		free(v->searched);
		v->searched = NULL;
	} else if (v->zoom) {
		switch_zoom(v);
	} else {
		if (v->follows)
			trials_follow(v, s);
		v->trial = STUDY_NONE;
		v->decision = 0;
		v->bracket = v->rung = v->worker = -1;
		v->order_until = 0;
	}
}

static void move_in_pane(struct view *v, const struct study *s, enum action a)
{
	const struct pane_ops *ops = pane_ops[v->focus];
	const struct study_incumbent *best = study_incumbent(s);

	if (v->focus == PANE_INCUMBENT && a == ACT_INSPECT && best) {
		v->inspect.trial = best->trial;
		view_open(v, OVERLAY_TRIAL);
	} else if (ops->act) {
		ops->act(v, s, a);
	}
}

/* Where there are values at or below 0, an axis in powers of 10 would hide them. */
static void switch_log_y(struct view *v, const struct study *s)
{
	const struct scene sc = {.study = s, .view = v};
	struct curves_look look;

	if (!s->info)
		return;
	look = curves_look(&sc);
	v->log_y = look.log_y ? LOG_Y_OFF : LOG_Y_ON;
	if (v->log_y == LOG_Y_ON && !curves_log_y(&sc, look.metric))
		view_tell(v, "y stays linear: %s has values at or below 0",
			s->info->metrics[look.metric]);
}

static void look(
	struct view *v, const struct study *s, const struct layout *l, enum action a)
{
	switch (a) {
	case ACT_FOCUS_1:
	case ACT_FOCUS_2:
	case ACT_FOCUS_3:
	case ACT_FOCUS_4:
	case ACT_FOCUS_5:
	case ACT_FOCUS_6:
	case ACT_FOCUS_7:
		focus_on(v, l, (enum pane)(PANE_RUNGS + (a - ACT_FOCUS_1)));
		break;
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
		trials_sort_by(v, trials_next_sort(v, s));
		break;
	case ACT_INVERT:
		v->invert = !v->invert;
		v->order_seq = 0;
		v->order_until = 0;
		break;
	case ACT_FOLLOW:
		trials_follow(v, s);
		break;
	case ACT_LOG_Y:
		switch_log_y(v, s);
		break;
	case ACT_GLYPHS:
		change_glyphs(v);
		break;
	case ACT_HELP:
		if (v->overlay == OVERLAY_HELP)
			view_close(v);
		else
			view_open(v, OVERLAY_HELP);
		break;
	default:
		if (v->overlay == OVERLAY_NONE)
			move_in_pane(v, s, a);
		else if (overlay_ops[v->overlay]->act)
			overlay_ops[v->overlay]->act(v, s, a);
		else
			v->overlay_top =
				(int)move_by((size_t)v->overlay_top, INT32_MAX, 10, a);
	}
}

/* The clock of a replay, with the keys that steer training elsewhere. */
static void play(struct view *v, enum action a)
{
	if (a == ACT_PAUSE)
		playhead_play(&v->head, v->moments, !v->head.playing, v->wall);
	else
		playhead_hurry(&v->head, a == ACT_FASTER, v->wall);
}

/* The study that an overlay is about. */
static const struct study *study_of(const struct view *v, const struct study *s)
{
	return overlay_ops[v->overlay]->steers ? view_present(v, s) : s;
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
		return !v->searched; /* else it is the match before */
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

static void tell_why_not(struct view *v, const struct study *now)
{
	if (v->watch)
		view_tell(v, "nothing can be changed here: another process runs the study");
	else if (now->phase == PHASE_FINISHED && v->live)
		view_tell(v, "nothing is changed any more: the study has finished");
	else if (v->live)
		view_tell(v, "nothing can be changed yet: the study has not begun");
	else
		view_tell(v, "nothing can be changed here: this is a recording");
}

struct request view_act(
	struct view *v, const struct study *s, const struct layout *l, enum action a)
{
	const struct study *now = view_present(v, s);

	if (a == ACT_SUSPEND)
		return (struct request){.kind = REQUEST_SUSPEND};
	if (a == ACT_REDRAW)
		return (struct request){.kind = REQUEST_REDRAW};
	if (a == ACT_NONE)
		return (struct request){0};
	if (v->overlay == OVERLAY_END && a != ACT_QUIT) {
		view_close(v);
		if (a == ACT_BACK || a == ACT_INSPECT)
			return (struct request){0};
	}
	if (!(view_context(v) & (IN_PANES | IN_OVERLAY)))
		return overlay_ops[v->overlay]->act(v, study_of(v, s), a);
	if (view_travel(v, a) || view_curves(v, s, a))
		return (struct request){0};
	if (is_steering(v, a) && !view_steers(v, s)) {
		tell_why_not(v, now);
		return (struct request){0};
	}
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
	case ACT_ENQUEUE:
		if (v->searched)
			view_match(v, true);
		else
			overlay_prompt.open(v, now, a);
		break;
	case ACT_COMMAND:
		overlay_prompt.open(v, now, a);
		break;
	case ACT_SEARCH:
		overlay_search.open(v, s, a);
		break;
	case ACT_FILTER:
		overlay_filter.open(v, s, a);
		break;
	case ACT_COLUMNS:
		overlay_columns.open(v, s, a);
		break;
	case ACT_MATCH:
		view_match(v, false);
		break;
	case ACT_EXPLAIN:
		overlay_explain.open(v, s, a);
		break;
	case ACT_LOG:
		overlay_log.open(v, s, a);
		break;
	case ACT_SWITCH:
		overlay_switch.open(v, now, a);
		break;
	case ACT_KILL:
	case ACT_PROMOTE:
		overlay_confirm.open(v, now, a);
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

struct request view_key(struct view *v, const struct study *s, const struct layout *l,
	uint32_t key, bool *taken)
{
	enum context in = view_context(v);
	enum action a = ACT_NONE;

	if (!(key & UI_PASTED))
		a = keymap_action(view_keymap(v), key, in);
	*taken = a != ACT_NONE || in == IN_LINE;
	if (a == ACT_NONE && in == IN_LINE && overlay_ops[v->overlay]->type)
		overlay_ops[v->overlay]->type(
			v, study_of(v, s), key & ~(uint32_t)UI_PASTED);
	return view_act(v, s, l, a);
}
