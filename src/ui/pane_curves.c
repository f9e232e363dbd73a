/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 3. With few trials all curves are drawn. With many: a density as ground, what
 * climbed last, what runs, the incumbent, and the selected one over all of them. What a
 * frame costs does not grow with the study.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "ui/curves.h"
#include "ui/format.h"
#include "ui/marks.h"

#define ALL_OF 160  /* trials that are drawn without a choice */
#define GROUND 2048 /* results whose ways to their rungs make up the ground */
#define CLIMBED 12
#define LOOK_BACK 512 /* decisions */
#define RUNNING 128
#define PAN 0.25	 /* of what shows, a press */
#define BESIDE 0.0625	 /* of it: so far from the crosshair the next curve may be */
#define CROSS_PAGE 0.125 /* of the curve */

static struct plot_ink ink_of(const struct study_trial *t)
{
	static const uint8_t ranks[TRIAL_STATES] = {
		[TRIAL_RUNNING] = 5,
		[TRIAL_CLIMBED] = 2,
		[TRIAL_PAUSED] = 2,
		[TRIAL_COMPLETED] = 3,
		[TRIAL_STOPPED] = 1,
		[TRIAL_DIVERGED] = 4,
		[TRIAL_FAILED] = 4,
		[TRIAL_KILLED] = 4,
	};
	struct plot_ink ink = {.rank = ranks[t->state]};

	trial_mark(t, &ink.role);
	return ink;
}

static void add(struct curves_set *l, const struct study *s, uint32_t id)
{
	if (id >= s->n_trials || s->trials[id].epoch < 1)
		return;
	ARRAY_ROOM(l->series, l->n, l->cap);
	l->series[l->n++] = (struct series){.trial = id, .ink = ink_of(&s->trials[id])};
}

static void add_bright(struct curves_set *l, const struct study *s, uint32_t id,
	enum role role, uint8_t rank)
{
	size_t before = l->n;

	add(l, s, id);
	if (l->n == before)
		return;
	l->series[before].ink = (struct plot_ink){role, ATTR_BOLD, rank};
	l->series[before].label = true;
}

/* The epochs before a rung, of every so manyth trial that has come to it. */
static void add_way(struct curves_set *l, const struct study *s,
	const struct study_rung *r, uint32_t stride, uint32_t weight)
{
	int from = 1;

	if (r->rung > 0 && r->bracket < s->n_brackets)
		from = s->shape[r->bracket].levels[r->rung - 1];
	for (uint32_t i = 0; i < r->done; i += stride) {
		ARRAY_ROOM(l->ground, l->n_ground, l->cap_ground);
		l->ground[l->n_ground++] = (struct curves_span){
			r->trials[i], from, r->level, weight * stride};
	}
}

/* And the epochs after the last rung, of those that went on to an end of their own. */
static void add_own_ends(struct curves_set *l, const struct study *s)
{
	uint32_t stride = 1;

	while (s->n_trials / stride > GROUND / 4)
		stride *= 2;
	for (size_t i = 0; i < s->n_trials; i += stride) {
		const struct study_trial *t = &s->trials[i];
		int from = t->reached < 0 ? 1
					  : s->shape[t->bracket].levels[t->reached];

		if (t->state != TRIAL_COMPLETED || t->epoch <= from)
			continue;
		ARRAY_ROOM(l->ground, l->n_ground, l->cap_ground);
		l->ground[l->n_ground++] =
			(struct curves_span){t->id, from, t->epoch, stride};
	}
}

/*
 * The ways from rung to rung are sampled each for itself: few trials get far, and those
 * few should be seen. Powers of two, so that the ground stays while trials are added.
 */
static void add_ground(struct curves_set *l, const struct study *s)
{
	size_t taken = 0;
	uint32_t rounds = 1;

	while (s->n_rungs / rounds > GROUND / 8)
		rounds *= 2;
	for (size_t i = 0; i < s->n_rungs; i++)
		taken += (uint32_t)s->rungs[i].round % rounds == 0;
	for (size_t i = 0; i < s->n_rungs; i++) {
		const struct study_rung *r = &s->rungs[i];
		uint32_t stride = 1;

		if ((uint32_t)r->round % rounds)
			continue;
		while (r->done / stride > GROUND / taken)
			stride *= 2;
		add_way(l, s, r, stride, rounds);
	}
	add_own_ends(l, s);
}

static void choose(struct curves_set *l, const struct scene *sc)
{
	const struct study *s = sc->study;
	const struct study_incumbent *best = study_incumbent(s);
	size_t running = 0, climbed = 0, look = 0;

	l->cross = STUDY_NONE;
	if (s->n_trials <= ALL_OF) {
		for (size_t i = 0; i < s->n_trials; i++)
			add(l, s, (uint32_t)i);
	} else {
		add_ground(l, s);
		for (size_t i = s->n_decisions; i-- > 0 && look < LOOK_BACK; look++)
			if (s->decisions[i].d.verdict == VERDICT_PROMOTE &&
				climbed++ < CLIMBED)
				add(l, s, s->decisions[i].d.trial);
		for (size_t w = 0; w < s->n_on_worker && running < RUNNING; w++)
			if (s->on_worker[w] != STUDY_NONE) {
				add(l, s, s->on_worker[w]);
				running++;
			}
	}
	if (best)
		add_bright(l, s, best->trial, ROLE_BEST, 6);
	if (sc->view->trial != STUDY_NONE)
		add_bright(l, s, sc->view->trial, ROLE_STRONG, 7);
	if (!sc->view->curves.cross)
		return;
	l->cross = sc->view->trial;
	l->cross_epoch = sc->view->curves.cross_epoch;
}

static void release(struct curves_set *l)
{
	free(l->series);
	free(l->ground);
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	struct curves_set set = {0};
	struct curves_look look;

	if (!sc->study->info)
		return;
	choose(&set, sc);
	look = curves_look(sc);
	curves_plot(sc, g, in, &look, &set);
	release(&set);
}

static void title(const struct scene *sc, struct pen *p)
{
	static const char *const axes[CURVES_X] = {"log epoch", "epoch", "study time"};
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
	if (look.to - look.from < 1)
		pen_textf(p, ROLE_DIM, " %s zoom %.0f", dot, 1 / (look.to - look.from));
	if (v->trial != STUDY_NONE && v->trial < s->n_trials) {
		pen_textf(p, ROLE_DIM, " %s ", dot);
		p->attr = ATTR_BOLD;
		pen_text(p, ROLE_STRONG, format_trial(v->trial, name, sizeof(name)));
		p->attr = 0;
	}
}

/* Moving */

static void show_place(struct view *v, double place)
{
	double span = v->curves.to - v->curves.from;

	if (place < v->curves.from)
		v->curves.from = place;
	else if (place > v->curves.to)
		v->curves.from = place - span;
	v->curves.from = fmin(1 - span, fmax(0, v->curves.from));
	v->curves.to = v->curves.from + span;
}

/* Along the curve, by samples. */
static void move_along(struct view *v, const struct study *s, enum action a)
{
	const struct study_trial *t = &s->trials[v->trial];
	int step = (int)(t->epoch * CROSS_PAGE) + 1, e = v->curves.cross_epoch;

	e += a == ACT_LEFT	  ? -1
	     : a == ACT_RIGHT	  ? 1
	     : a == ACT_PAGE_UP	  ? -step
	     : a == ACT_PAGE_DOWN ? step
	     : a == ACT_FIRST	  ? -e
				  : t->epoch - e;
	e = e < 1 ? 1 : e > t->epoch ? t->epoch : e;
	v->curves.cross_epoch = e;
	v->curves.cross_at = curves_place(s, v->curves.x, t, e);
	show_place(v, v->curves.cross_at);
}

/* A trial's sample that is nearest to the crosshair, as far as it is beside it. */
struct beside {
	uint32_t trial;
	int epoch;
	double value;
};

static bool find_beside(
	const struct scene *sc, uint32_t id, size_t metric, struct beside *out)
{
	const struct view *v = sc->view;
	const struct study_trial *t = &sc->study->trials[id];
	double at = v->curves.cross_at;
	int e = curves_nearest(sc->study, v->curves.x, t, at);

	*out = (struct beside){.trial = id, .epoch = e};
	if (e)
		out->value = study_metric(sc->study, t, e, metric);
	if (id == v->trial)
		return true;
	return e && isfinite(out->value) &&
	       fabs(curves_place(sc->study, v->curves.x, t, e) - at) <=
		       BESIDE * (v->curves.to - v->curves.from);
}

static bool lies_above(const struct beside *a, const struct beside *b)
{
	if (a->value != b->value)
		return a->value > b->value;
	return a->trial < b->trial;
}

/* To the next curve above or below at the crosshair. */
static void move_across(struct view *v, const struct study *s, bool up)
{
	const struct scene sc = {.study = s, .view = v};
	size_t metric = curves_look(&sc).metric;
	struct curves_set set = {0};
	struct beside from, to = {.trial = STUDY_NONE}, b;

	find_beside(&sc, v->trial, metric, &from);
	choose(&set, &sc);
	for (size_t i = 0; i < set.n; i++) {
		if (set.series[i].trial == v->trial ||
			!find_beside(&sc, set.series[i].trial, metric, &b))
			continue;
		/* from a gap, the first one there is */
		if (isfinite(from.value) &&
			!(up ? lies_above(&b, &from) : lies_above(&from, &b)))
			continue;
		if (to.trial == STUDY_NONE ||
			(up ? lies_above(&to, &b) : lies_above(&b, &to)))
			to = b;
	}
	release(&set);
	if (to.trial == STUDY_NONE)
		return;
	v->trial = v->curves.cross_trial = to.trial;
	v->curves.cross_epoch = to.epoch;
}

static void act(struct view *v, const struct study *s, enum action a)
{
	double span = v->curves.to - v->curves.from;

	if (a != ACT_INSPECT && view_cross(v, s)) {
		if (a == ACT_UP || a == ACT_DOWN)
			move_across(v, s, a == ACT_UP);
		else
			move_along(v, s, a);
	} else if (a == ACT_LEFT || a == ACT_RIGHT) {
		show_place(v, a == ACT_LEFT ? v->curves.from - span * PAN
					    : v->curves.to + span * PAN);
	} else {
		pane_ops[PANE_TRIALS]->act(v, s, a); /* the selected curve is its row */
	}
}

/* What shows goes with the trial that is followed, when it has come further. */
static void follow_trial(struct view *v, const struct study *s)
{
	const struct study_trial *t = &s->trials[v->trial];

	if (t->epoch > 0 && t->epoch != v->curves.followed)
		show_place(v, curves_place(s, v->curves.x, t, t->epoch));
	v->curves.followed = t->epoch;
}

static void follow(struct view *v, const struct study *s, int rows, int cols)
{
	(void)cols;
	v->page[PANE_CURVES] = rows > 1 ? rows : 1;
	if (v->follows && v->trial < s->n_trials)
		follow_trial(v, s);
	if (view_cross(v, s) && v->curves.x == CURVES_TIME) /* that axis grows */
		v->curves.cross_at = curves_place(
			s, CURVES_TIME, &s->trials[v->trial], v->curves.cross_epoch);
}

const struct pane_ops pane_curves = {
	.name = "CURVES",
	.draw = draw,
	.title = title,
	.act = act,
	.follow = follow,
};
