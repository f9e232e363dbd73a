/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 3: the curves. What shows of the x axis, the crosshair, and their keys.
 */
#include "config.h"

#include <math.h>

#include "ui/curves.h"
#include "ui/format.h"
#include "ui/legend.h"

#define PAN 0.25	     /* of what shows, a press */
#define BESIDE 0.0625	     /* of it: so far from the crosshair the next curve may be */
#define CROSS_PAGE 0.125     /* of the curve */
#define CLOSEST (1.0 / 1024) /* of the axis, which zooming in ends at */

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct curves_window *w = sc->self;
	struct curves_set set = {0};
	struct curves_look look;

	if (!sc->study->info)
		return;
	if (before_start_is(sc->study) && before_start_draw(&w->before, g, in))
		return;
	curves_choose(&set, sc, w);
	look = curves_look(sc);
	look.from = w->from;
	look.to = w->to;
	curves_plot(sc, g, in, &look, &set);
	curves_release(&set);
}

static void title(const struct scene *sc, struct pen *p)
{
	static const char *const axes[CURVES_X] = {"log epoch", "epoch", "study time"};
	const struct curves_window *w = sc->self;
	const struct study *s = sc->study;
	const struct view *v = sc->view;
	const char *dot = v->glyphs->dot;
	struct curves_look look;
	char name[24];

	if (!s->info)
		return;
	look = curves_look(sc);
	pen_textf(p, ROLE_DIM, " %s %s %s y %s %s", s->info->metrics[look.metric], dot,
		look.log_y ? "log" : "linear", dot, axes[look.x]);
	if (look.smooth > 0)
		pen_textf(p, ROLE_DIM, " %s EMA %g", dot, look.smooth);
	if (w->to - w->from < 1)
		pen_textf(p, ROLE_DIM, " %s zoom %.0f", dot, 1 / (w->to - w->from));
	if (v->selected.trial != STUDY_NONE && v->selected.trial < s->n_trials) {
		pen_textf(p, ROLE_DIM, " %s ", dot);
		p->attr = ATTR_BOLD;
		pen_text(p, ROLE_STRONG,
			format_trial(v->selected.trial, name, sizeof(name)));
		p->attr = 0;
	}
	if (!before_start_is(s) && !(v->ghosts && v->ghosts->all))
		legend_states(sc, p, curves_are_chosen(s, w->rows));
}

/* The window */

static void show_place(struct curves_window *w, double place)
{
	double span = w->to - w->from;

	if (place < w->from)
		w->from = place;
	else if (place > w->to)
		w->from = place - span;
	w->from = fmin(1 - span, fmax(0, w->from));
	w->to = w->from + span;
}

/* Of the study's metrics the one that decides comes first. */
static void next_metric(struct view *v, const struct study *s)
{
	int n = (int)s->info->n_metrics, own = (int)s->info->metric_index;

	v->curves.metric++;
	if (v->curves.metric == own)
		v->curves.metric++;
	if (v->curves.metric >= n)
		v->curves.metric = -1;
}

/* Twice as near or as far, around the crosshair, else with the right end where it is. */
static bool is_whole(const struct curves_window *w)
{
	return w->from <= 0 && w->to >= 1;
}

/* The whole axis shows, and is asked for. */
static void tell_whole(struct view *v)
{
	message_tell(&v->message, v->wall, "curves: all epochs show; > zooms in");
}

static void zoom(struct curves_window *w, double factor)
{
	double span = w->to - w->from, around = w->to, part;

	if (w->cross && w->cross_at >= w->from && w->cross_at <= w->to)
		around = w->cross_at;
	part = (around - w->from) / span;
	span = fmin(1, fmax(CLOSEST, span * factor));
	w->from = fmin(1 - span, fmax(0, around - part * span));
	w->to = w->from + span;
}

/* Onto the selected trial, or else the best one, at its latest value. */
static void cross(struct view *v, struct curves_window *w, const struct study *s)
{
	const struct study_incumbent *best = study_incumbent(s);
	const struct study_trial *t;

	w->cross = !w->cross;
	if (!w->cross)
		return;
	v->focus = PANE_CURVES;
	if (v->selected.trial >= s->n_trials || s->trials[v->selected.trial].epoch < 1) {
		v->selected.trial = best ? best->trial : STUDY_NONE;
		for (size_t i = 0; i < s->n_trials && v->selected.trial == STUDY_NONE;
			i++)
			if (s->trials[i].epoch > 0)
				v->selected.trial = (uint32_t)i;
	}
	if (v->selected.trial == STUDY_NONE || s->trials[v->selected.trial].epoch < 1) {
		w->cross = false;
		return;
	}
	t = &s->trials[v->selected.trial];
	w->cross_trial = v->selected.trial;
	/* a lost trial has its last value before its end */
	w->cross_epoch = isfinite(t->value) || !t->best_epoch ? t->epoch : t->best_epoch;
	w->cross_at = curves_place(s, v->curves.x, t, w->cross_epoch);
}

/*
 * Whether there is a crosshair, on a sample of the selected trial: whatever became of the
 * trial or of the selection, it goes to one, or away.
 */
static bool follow_cross(
	const struct view *v, struct curves_window *w, const struct study *s)
{
	const struct study_trial *t =
		v->selected.trial < s->n_trials ? &s->trials[v->selected.trial] : NULL;

	w->cross = w->cross && t && t->epoch > 0;
	if (!w->cross)
		return false;
	if (w->cross_trial != v->selected.trial || w->cross_epoch > t->epoch)
		w->cross_epoch = curves_nearest(s, v->curves.x, t, w->cross_at);
	w->cross_trial = v->selected.trial;
	return true;
}

static void next_x(struct view *v, struct curves_window *w, const struct study *s)
{
	bool crosses = follow_cross(v, w, s);

	v->curves.x = (enum curves_x)((v->curves.x + 1) % CURVES_X);
	w->from = 0; /* what showed is somewhere else now */
	w->to = 1;
	if (crosses)
		w->cross_at = curves_place(
			s, v->curves.x, &s->trials[v->selected.trial], w->cross_epoch);
}

/* Moving */

/* Along the curve, by samples. */
static void move_along(const struct view *v, struct curves_window *w,
	const struct study *s, enum action a)
{
	const struct study_trial *t = &s->trials[v->selected.trial];
	int step = (int)(t->epoch * CROSS_PAGE) + 1, e = w->cross_epoch;

	e += a == ACT_LEFT	  ? -1
	     : a == ACT_RIGHT	  ? 1
	     : a == ACT_PAGE_UP	  ? -step
	     : a == ACT_PAGE_DOWN ? step
	     : a == ACT_FIRST	  ? -e
				  : t->epoch - e;
	e = e < 1 ? 1 : e > t->epoch ? t->epoch : e;
	w->cross_epoch = e;
	w->cross_at = curves_place(s, v->curves.x, t, e);
	show_place(w, w->cross_at);
}

/* A trial's sample that is nearest to the crosshair, as far as it is beside it. */
struct beside {
	uint32_t trial;
	int epoch;
	double value;
};

static bool find_beside(const struct scene *sc, const struct curves_window *w,
	uint32_t id, size_t metric, struct beside *out)
{
	const struct view *v = sc->view;
	const struct study_trial *t = &sc->study->trials[id];
	double at = w->cross_at;
	int e = curves_nearest(sc->study, v->curves.x, t, at);

	*out = (struct beside){.trial = id, .epoch = e};
	if (e)
		out->value = study_metric(sc->study, t, e, metric);
	if (id == v->selected.trial)
		return true;
	return e && isfinite(out->value) &&
	       fabs(curves_place(sc->study, v->curves.x, t, e) - at) <=
		       BESIDE * (w->to - w->from);
}

static bool lies_above(const struct beside *a, const struct beside *b)
{
	if (a->value != b->value)
		return a->value > b->value;
	return a->trial < b->trial;
}

/* To the next curve above or below at the crosshair. */
static void move_across(
	struct view *v, struct curves_window *w, const struct study *s, bool up)
{
	const struct scene sc = {.study = s, .view = v};
	size_t metric = curves_look(&sc).metric;
	struct curves_set set = {0};
	struct beside from, to = {.trial = STUDY_NONE}, b;

	find_beside(&sc, w, v->selected.trial, metric, &from);
	curves_choose(&set, &sc, w);
	for (size_t i = 0; i < set.n; i++) {
		if (set.series[i].trial == v->selected.trial ||
			!find_beside(&sc, w, set.series[i].trial, metric, &b))
			continue;
		/* from a gap, the first one there is */
		if (isfinite(from.value) &&
			!(up ? lies_above(&b, &from) : lies_above(&from, &b)))
			continue;
		if (to.trial == STUDY_NONE ||
			(up ? lies_above(&to, &b) : lies_above(&b, &to)))
			to = b;
	}
	curves_release(&set);
	if (to.trial == STUDY_NONE)
		return;
	v->selected.trial = w->cross_trial = to.trial;
	w->cross_epoch = to.epoch;
}

static void act(struct view *v, void *self, const struct study *s, enum action a)
{
	struct curves_window *w = self;
	double span = w->to - w->from;

	if (a != ACT_INSPECT && follow_cross(v, w, s)) {
		if (a == ACT_UP || a == ACT_DOWN)
			move_across(v, w, s, a == ACT_UP);
		else
			move_along(v, w, s, a);
	} else if (a == ACT_LEFT || a == ACT_RIGHT) {
		show_place(w, a == ACT_LEFT ? w->from - span * PAN : w->to + span * PAN);
	} else {
		view_pass(v, s, PANE_TRIALS, a); /* the selected curve is its row */
	}
}

/* What shows goes with the trial that is followed, when it has come further. */
static void follow_trial(
	const struct view *v, struct curves_window *w, const struct study *s)
{
	const struct study_trial *t = &s->trials[v->selected.trial];

	if (t->epoch > 0 && t->epoch != w->followed)
		show_place(w, curves_place(s, v->curves.x, t, t->epoch));
	w->followed = t->epoch;
}

static void follow(struct view *v, void *self, const struct study *s, int rows, int cols)
{
	struct curves_window *w = self;

	(void)cols;
	w->rows = rows;
	before_start_follow(&w->before, s);
	if (v->trials.follows && v->selected.trial < s->n_trials)
		follow_trial(v, w, s);
	if (follow_cross(v, w, s) && v->curves.x == CURVES_TIME) /* that axis grows */
		w->cross_at = curves_place(
			s, CURVES_TIME, &s->trials[v->selected.trial], w->cross_epoch);
}

/* Where there are values at or below 0, an axis in powers of 10 would hide them. */
static void switch_log_y(struct view *v, const struct study *s)
{
	const struct scene sc = {.study = s, .view = v};
	struct curves_look look = curves_look(&sc);

	v->curves.log_y = look.log_y ? LOG_Y_OFF : LOG_Y_ON;
	if (v->curves.log_y == LOG_Y_ON && !curves_log_y(&sc, look.metric))
		message_tell(&v->message, v->wall,
			"y stays linear: %s has values at or below 0",
			s->info->metrics[look.metric]);
}

static bool is_ours(enum action a)
{
	switch (a) {
	case ACT_LOG_Y:
	case ACT_CURVES_X:
	case ACT_SMOOTH:
	case ACT_METRIC:
	case ACT_CROSS:
	case ACT_ZOOM_IN:
	case ACT_ZOOM_OUT:
	case ACT_ZOOM_ALL:
		return true;
	default:
		return false;
	}
}

static bool anywhere(struct view *v, void *self, const struct study *s, enum action a)
{
	struct curves_window *w = self;

	if (!is_ours(a) || !s->info)
		return is_ours(a);
	switch (a) {
	case ACT_LOG_Y:
		switch_log_y(v, s);
		break;
	case ACT_CURVES_X:
		next_x(v, w, s);
		break;
	case ACT_SMOOTH:
		v->curves.smooth = (v->curves.smooth + 1) % CURVES_SMOOTHINGS;
		break;
	case ACT_METRIC:
		next_metric(v, s);
		break;
	case ACT_CROSS:
		cross(v, w, s);
		break;
	case ACT_ZOOM_IN:
	case ACT_ZOOM_OUT:
		if (a == ACT_ZOOM_OUT && is_whole(w))
			tell_whole(v);
		zoom(w, a == ACT_ZOOM_IN ? 0.5 : 2);
		break;
	default:
		if (is_whole(w))
			tell_whole(v);
		w->from = 0;
		w->to = 1;
	}
	return true;
}

/* The wheel goes through the rows that are drawn here. */
static void roll(struct view *v, void *self, const struct study *s, bool down)
{
	(void)self;
	view_roll(v, s, PANE_TRIALS, down);
}

static bool back(void *self)
{
	struct curves_window *w = self;
	bool crosses = w->cross;

	w->cross = false;
	return crosses;
}

static void init(void *self)
{
	struct curves_window *w = self;

	w->to = 1;
}

static void release(void *self)
{
	struct curves_window *w = self;

	before_start_release(&w->before);
}

const struct pane_ops pane_curves = {
	.name = "CURVES",
	.about = "The metric of each trial over its epochs. The dotted lines are rungs; "
		 "a curve "
		 "that ends at one waits there or was stopped.",
	.keys = {ACT_LOG_Y, ACT_CURVES_X, ACT_SMOOTH, ACT_CROSS, ACT_ZOOM_IN, ACT_GLYPHS},
	.wish = {.band = BAND_MIDDLE, .side = SIDE_OWN, .rows = 5, .worth = 4},
	.state_size = sizeof(struct curves_window),
	.init = init,
	.release = release,
	.draw = draw,
	.title = title,
	.act = act,
	.anywhere = anywhere,
	.roll = roll,
	.follow = follow,
	.back = back,
};
