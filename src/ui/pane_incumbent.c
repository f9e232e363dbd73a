/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 2: the best so far, how it got there, what comes after it, and, where there is room,
 * its value over the epochs spent.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "draw/plot.h"
#include "ui/format.h"
#include "ui/marks.h"
#include "ui/results.h"
#include "ui/view.h"

#define PLOT_LEAST 3
#define MARGIN 7

static void next_line(struct pen *p)
{
	pen_goto(p, p->y + 1, 1);
}

static void draw_value(
	const struct scene *sc, struct pen *p, const struct study_incumbent *b)
{
	const struct study *s = sc->study;
	char name[24], value[32], clock[40];

	p->attr = ATTR_BOLD;
	pen_text(p, ROLE_BEST, format_trial(b->trial, name, sizeof(name)));
	p->attr = 0;
	p->x++;
	if (p->in.w >= 40) {
		pen_text(p, ROLE_DIM, s->info->metric);
		p->x++;
	}
	pen_text(p, ROLE_BEST, format_metric(b->value, value, sizeof(value)));
	pen_textf(p, ROLE_TEXT, " @%de", b->epoch);
	format_clock(b->t, clock, sizeof(clock));
	if (pen_room(p) > text_width(clock) + 8)
		pen_textf(p, ROLE_DIM, "  since %s", clock);
	snprintf(name, sizeof(name), "  #%" PRIu64, b->seq);
	if (pen_room(p) > text_width(name))
		pen_text(p, ROLE_DIM, name);
	next_line(p);
}

/* "lr 3.1e-3  width 128 …": whole pairs, over at most `lines` lines. */
static void draw_config(
	const struct scene *sc, struct pen *p, const struct value *config, int lines)
{
	const struct space *space = sc->study->info->space;

	for (size_t i = 0; i < space->n; i++) {
		const struct parameter *par = &space->params[i];
		char name[48], value[48];
		int width;

		if (domain_is_constant(&par->domain))
			continue;
		format_short_name(par->name, p->in.w >= 40 ? 16 : 9, name, sizeof(name));
		format_param(config[i], value, sizeof(value));
		width = text_width(name) + 1 + text_width(value);
		if (p->x > 1 && width > pen_room(p)) {
			if (--lines <= 0)
				break;
			next_line(p);
		}
		pen_text(p, ROLE_PARAM, name);
		p->x++;
		pen_text(p, ROLE_TEXT, value);
		p->x += 2;
	}
	next_line(p);
}

/* "latency 15.41 <= 20", of what constraints are on beside the metric that decides. */
static void draw_limits(
	const struct scene *sc, struct pen *p, const struct study_trial *t, int epoch)
{
	const struct study_info *info = sc->study->info;
	bool any = false;

	for (size_t i = 0; epoch <= t->epoch && i < info->n_constraints; i++) {
		const struct constraint *c = &info->constraints[i];
		char value[32], limit[32];

		if (c->index == info->metric_index)
			continue;
		p->x += any ? 2 : 0;
		pen_textf(p, ROLE_DIM, "%.40s ", c->metric);
		pen_text(p, ROLE_VALUE,
			format_metric(study_metric(sc->study, t, epoch, c->index), value,
				sizeof(value)));
		pen_textf(p, ROLE_DIM, isfinite(c->max) ? " <= %s" : " >= %s",
			format_metric(isfinite(c->max) ? c->max : c->min, limit,
				sizeof(limit)));
		any = true;
	}
	if (any)
		next_line(p);
}

static void draw_way(const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	const struct study *s = sc->study;
	const char *arrow = sc->view->glyphs->arrow;
	bool any = false;

	for (int k = 0; k <= t->rung; k++) {
		const struct study_rung *r = study_rung_find(s, t->bracket, t->round, k);
		double v;
		char text[64];

		if (!r || r->level > t->epoch || r->done > RESULT_RANK_MOST)
			continue;
		v = study_result(t, r->level);
		snprintf(text, sizeof(text), "r%d %u/%u", k, result_rank(s, r, t->id, v),
			r->done);
		if (text_width(text) + (any ? 2 + text_width(arrow) : 5) > pen_room(p))
			break;
		if (any)
			pen_textf(p, ROLE_DIM, " %s ", arrow);
		else
			pen_text(p, ROLE_DIM, "rank ");
		pen_text(p, ROLE_TEXT, text);
		any = true;
	}
	if (any)
		next_line(p);
}

/* The last one that another trial held; else the last one. */
static const struct study_incumbent *incumbent_before(const struct study *s)
{
	const struct study_incumbent *in = s->incumbents;

	for (size_t i = s->n_incumbents; i-- > 1;)
		if (in[i - 1].trial != in[i].trial)
			return &in[i - 1];
	return s->n_incumbents > 1 ? &in[s->n_incumbents - 2] : NULL;
}

static void draw_others(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	const struct study_trial *chaser = NULL;
	const struct study_incumbent *was;
	char name[24], value[32];

	for (size_t w = 0; w < s->n_on_worker; w++) {
		const struct study_trial *t;

		if (s->on_worker[w] == STUDY_NONE)
			continue;
		t = &s->trials[s->on_worker[w]];
		if (t->epoch > 0 && t->id != study_incumbent(s)->trial &&
			(!chaser || study_better(s, t->value, chaser->value)))
			chaser = t;
	}
	if (chaser) {
		pen_text(p, ROLE_DIM, "next ");
		pen_text(p, ROLE_RUNNING, format_trial(chaser->id, name, sizeof(name)));
		pen_textf(p, ROLE_TEXT, " %s @%de",
			format_metric(chaser->value, value, sizeof(value)),
			chaser->epoch);
		if (pen_room(p) >= 12 && chaser->target != EPOCHS_OPEN)
			pen_textf(p, ROLE_DIM, ", due at %de", chaser->target);
		next_line(p);
	}
	was = incumbent_before(s);
	if (was) {
		pen_text(p, ROLE_DIM, "was  ");
		pen_textf(p, ROLE_TEXT, "%s %s @%de",
			format_trial(was->trial, name, sizeof(name)),
			format_metric(was->value, value, sizeof(value)), was->epoch);
		next_line(p);
	}
}

/* The incumbent's value as stairs over the epochs spent. */
static void draw_stairs(const struct scene *sc, struct pen p, int rows)
{
	const struct study *s = sc->study;
	const struct study_incumbent *in = s->incumbents;
	const struct plot_ink ink = {ROLE_BEST, 0, 1};
	double first = in[0].value, last = in[s->n_incumbents - 1].value;
	double lo = fmin(first, last), hi = fmax(first, last);
	int cols = p.in.w - MARGIN - 2, top = p.y;
	struct plot plot;
	struct axis x, y;
	char text[32];

	if (!(hi > lo)) {
		lo -= fabs(lo) * 0.1 + 1e-9;
		hi += fabs(hi) * 0.1 + 1e-9;
	}
	plot_init(&plot, p.g->glyphs->tier, rows - 1, cols);
	x = axis_make(0, (double)(s->epochs > 0 ? s->epochs : 1), false,
		plot_width(&plot), false);
	y = axis_make(lo, hi, lo > 0 && hi / lo > 4, plot_height(&plot), true);
	for (size_t i = 0; i < s->n_incumbents; i++) {
		bool end = i + 1 == s->n_incumbents;
		double from = axis_dot(&x, (double)in[i].epochs),
		       at = axis_dot(&y, in[i].value);
		double to = axis_dot(&x, (double)(end ? s->epochs : in[i + 1].epochs));

		plot_line(&plot, from, at, to, at, ink);
		if (!end)
			plot_line(&plot, to, at, to, axis_dot(&y, in[i + 1].value), ink);
	}
	for (int i = 0; i < rows - 1; i++) {
		pen_goto(&p, top + i, MARGIN);
		p.role = ROLE_AXIS;
		pen_ch(&p, p.g->glyphs->v);
	}
	pen_goto(&p, top, 0);
	pen_right(&p, ROLE_DIM, MARGIN,
		format_metric(s->info->maximize ? last : first, text, sizeof(text)));
	pen_goto(&p, top + rows - 2, 0);
	pen_right(&p, ROLE_DIM, MARGIN,
		format_metric(s->info->maximize ? first : last, text, sizeof(text)));
	pen_goto(&p, top + rows - 1, MARGIN + 1);
	p.role = ROLE_AXIS;
	pen_repeat(&p, p.g->glyphs->h, cols);
	snprintf(text, sizeof(text), " %" PRIu64 " epochs", s->epochs);
	pen_goto(&p, top + rows - 1, MARGIN + 1 + cols - text_width(text));
	pen_text(&p, ROLE_DIM, text);
	pen_goto(&p, top, MARGIN + 1);
	plot_draw(&plot, &p);
	plot_release(&plot);
}

/* "200 epochs", or what else ends it first of all; "" when nothing does. */
static void limits_text(const struct study *s, char *out, size_t size)
{
	const struct stop_limits *stop = s->stop;

	if (stop->epochs)
		snprintf(out, size, "%" PRId64 " epochs", stop->epochs);
	else if (stop->trials)
		snprintf(out, size, "%" PRId64 " trials", stop->trials);
	else if (stop->rounds)
		snprintf(out, size, "%" PRId64 " round%s", stop->rounds,
			stop->rounds == 1 ? "" : "s");
	else if (stop->seconds > 0)
		snprintf(out, size, "%g seconds", stop->seconds);
	else
		snprintf(out, size, "%s", "");
}

/* Before the first value: what is going to be done, and what all wait for. */
static void draw_waiting(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	char text[64], name[24];

	if (!s->info) {
		pen_text(p, ROLE_DIM, "the study begins");
		return;
	}
	pen_text(p, ROLE_DIM, "nothing measured yet");
	next_line(p);
	for (size_t w = 0; w < s->n_on_worker; w++) {
		if (s->on_worker[w] == STUDY_NONE)
			continue;
		pen_textf(p, ROLE_RUNNING, "%s",
			format_trial(s->on_worker[w], name, sizeof(name)));
		pen_text(p, ROLE_TEXT, " trains its first epoch");
		next_line(p);
		break;
	}
	pen_textf(p, ROLE_DIM, "%s ", s->info->maximize ? "most" : "least");
	pen_text(p, ROLE_STRONG, s->info->metric);
	if (s->info->space && pen_room(p) > 16)
		pen_textf(
			p, ROLE_DIM, ", %zu parameters", space_free_dims(s->info->space));
	next_line(p);
	limits_text(s, text, sizeof(text));
	if (*text) {
		pen_text(p, ROLE_DIM, "within ");
		pen_text(p, ROLE_STRONG, text);
		next_line(p);
	}
	if (s->info->summary && *s->info->summary)
		pen_words(p, ROLE_DIM, p->in.w - 2, s->info->summary);
}

/* Something has been tried, and nothing of it has a value. */
static void draw_none(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	const struct study_trial *lost = trial_lost_last(s);
	char name[24];

	pen_text(p, lost ? ROLE_LOST : ROLE_DIM,
		s->phase == PHASE_FINISHED ? study_without(s)
		: study_all_break(s)	   ? "every result breaks a constraint so far"
					   : "no finite value yet");
	next_line(p);
	if (!lost)
		return;
	pen_textf(p, ROLE_TEXT, "%zu lost; the last one, ",
		s->count[TRIAL_DIVERGED] + s->count[TRIAL_FAILED] +
			s->count[TRIAL_KILLED]);
	pen_textf(p, ROLE_STRONG, "%s", format_trial(lost->id, name, sizeof(name)));
	pen_textf(p, ROLE_TEXT, ", %s:", trial_state_name(lost->state));
	next_line(p);
	if (lost->why)
		pen_words(p, ROLE_DIM, p->in.w - 2, lost->why);
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct study *s = sc->study;
	const struct study_incumbent *best = study_incumbent(s);
	struct pen p = pen_in(g, in);
	const struct study_trial *t;
	int rest;

	pen_goto(&p, 0, 1);
	if (!best) {
		if (s->phase == PHASE_FINISHED || trial_lost_last(s) ||
			study_all_break(s))
			draw_none(sc, &p);
		else
			draw_waiting(sc, &p);
		return;
	}
	t = &s->trials[best->trial];
	draw_value(sc, &p, best);
	draw_config(sc, &p, t->config, in.h >= 7 ? 3 : 2);
	draw_limits(sc, &p, t, best->epoch);
	draw_way(sc, &p, t);
	draw_others(sc, &p);
	rest = in.h - p.y;
	if (rest > PLOT_LEAST + 3) {
		p.y++; /* a line of air */
		rest--;
	}
	if (rest >= PLOT_LEAST && in.w > MARGIN + 12)
		draw_stairs(sc, p, rest);
}

static void act(struct view *v, void *self, const struct study *s, enum action a)
{
	const struct study_incumbent *best = study_incumbent(s);

	(void)self;
	if (a == ACT_INSPECT && best)
		view_inspect(v, best->trial);
}

const struct pane_ops pane_incumbent = {
	.name = "INCUMBENT",
	.about = "The best value that any trial has reported, its configuration, its "
		 "place at "
		 "each rung, and what was the best before.",
	.keys = {ACT_INSPECT, ACT_CLIMB_BACK},
	.wish = {.band = BAND_TOP,
		.side = SIDE_RIGHT,
		.from = {{.cols = 72, .rows = 3}, {.cols = 100}}},
	.draw = draw,
	.act = act,
};
