/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inspector of a trial: how it stands, its configuration, all its metrics, its way
 * through the rungs and its verdicts, and its curve with the incumbent's for comparison.
 * The words scroll where they do not fit; the curve keeps its rows.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/number.h"
#include "study/explain.h"
#include "study/place_text.h"
#include "ui/curves.h"
#include "ui/format.h"
#include "ui/marks.h"
#include "ui/results.h"

#define LOOK_BACK 200000 /* decisions searched for those of the trial */
#define VERDICTS 16
#define WIDE 90		  /* columns from which the curve stands beside the words */
#define CURVE_ROWS 8	  /* that words leave, when the curve stands under them */
#define METRICS_MOST 4096 /* epochs looked at for the range of a metric */
#define HOLD 2.0	  /* seconds that the rows of the table stay after that */

static const struct study_trial *trial_of(const struct scene *sc)
{
	return sc->view->inspect.trial < sc->study->n_trials
		       ? &sc->study->trials[sc->view->inspect.trial]
		       : NULL;
}

/* Most of a large screen, all of a small one. */
static int share_of(int all, int small, int most)
{
	int n = all * 85 / 100;

	if (n < small)
		return all;
	return n < most ? n : most;
}

static void size(const struct scene *sc, int *rows, int *cols)
{
	*rows = share_of(sc->layout->rows, 28, 36);
	*cols = share_of(sc->layout->cols, 90, 136);
}

/* Where it is, or was, or what it waits for. */
static void draw_place(struct pen *p, const struct study_trial *t)
{
	char text[256];

	if (!*t->node) {
		pen_text(p, ROLE_PAUSED,
			place_wait_text(t->waits, t->gpus, false, text, sizeof(text)));
		return;
	}
	pen_textf(p, ROLE_DIM, "on ");
	pen_text(p, ROLE_TEXT, t->node);
	if (*place_gpus_text(t->gpus, text, sizeof(text)))
		pen_textf(p, ROLE_TEXT, ", %s", text);
}

static void draw_state(const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	const struct study *s = sc->study;
	enum role role;
	char mark = trial_mark(t, &role), text[48];

	p->attr = ATTR_BOLD;
	pen_text(p, ROLE_STRONG, format_trial(t->id, text, sizeof(text)));
	p->attr = 0;
	pen_textf(p, role, " %c %s", mark, trial_state_name(t->state));
	if (t->worker >= 0)
		pen_textf(p, ROLE_RUNNING, " on w%d", t->worker);
	if (s->n_brackets > 1)
		pen_textf(p, ROLE_DIM, "  bracket %d", t->bracket);
	pen_textf(p, ROLE_DIM, "  rung %d  epoch ", t->rung);
	pen_text(p, ROLE_TEXT, format_epochs(t->epoch, t->target, 0, text, sizeof(text)));
	if (view_can(sc->view, s, ACT_LOG)) {
		pen_text(p, ROLE_KEY, "  o");
		pen_text(p, ROLE_DIM, " log");
	}
	pen_goto(p, p->y + 1, 1);
	pen_textf(p, ROLE_DIM, "%s ", s->info->metric);
	pen_text(p, ROLE_STRONG, format_metric(t->value, text, sizeof(text)));
	if (isfinite(t->best))
		pen_textf(p, ROLE_DIM, "  best %s @%de",
			format_metric(t->best, text, sizeof(text)), t->best_epoch);
	if (t->rank)
		pen_textf(p, ROLE_DIM, "  rank %u/%u", t->rank, t->rank_of);
	if (t->epoch)
		pen_textf(p, ROLE_DIM, "  %.3g ms an epoch", 1e3 * t->seconds / t->epoch);
	if (t->node) {
		pen_goto(p, p->y + 1, 1);
		pen_textf(p, ROLE_DIM, "attempt %d ", t->attempt);
		draw_place(p, t);
	}
	if (t->why && *t->why) {
		pen_goto(p, p->y + 1, 1);
		pen_text(p,
			t->state == TRIAL_COMPLETED || t->state == TRIAL_STOPPED
				? ROLE_DIM
				: ROLE_LOST,
			t->why);
	}
	pen_goto(p, p->y + 2, 1);
}

static void draw_config(
	const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	const struct space *space = sc->study->info->space;
	int names = 0;
	char text[96];

	for (size_t i = 0; i < space->n; i++)
		if (text_width(space->params[i].name) > names)
			names = text_width(space->params[i].name);
	names = names > 24 ? 24 : names;
	for (size_t i = 0; i < space->n; i++) {
		bool fixed = domain_is_constant(&space->params[i].domain);

		pen_left(p, fixed ? ROLE_DIM : ROLE_PARAM, names, space->params[i].name);
		p->x += 2;
		pen_left(p, fixed ? ROLE_DIM : ROLE_STRONG, 24,
			value_print(t->config[i], false, text, sizeof(text)));
		pen_goto(p, p->y + 1, 1);
	}
	pen_goto(p, p->y + 1, 1);
}

/* How the configuration came, where the searcher says so. */
static void draw_origin(
	const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	struct strbuf text = STRBUF_INIT;

	explain_origin(sc->study, t, sc->view->glyphs->unicode, &text);
	if (text.len && pen_words(p, ROLE_TEXT, p->in.w - 2, text.buf))
		pen_goto(p, p->y + 2, 1);
	strbuf_release(&text);
}

/* A metric over log(epoch), in one row of `cols` cells. */
static void draw_spark(const struct study *s, struct pen *p, const struct study_trial *t,
	size_t m, double lo, double hi, int cols)
{
	const struct plot_ink ink = {ROLE_RUNNING, 0, 1};
	double before = NAN, span = log(study_top(s) > 1 ? study_top(s) : 2);
	struct plot plot;
	struct axis y;

	plot_init(&plot, p->g->glyphs->tier, 1, cols);
	y = axis_make(lo, hi > lo ? hi : lo + 1, false, plot_height(&plot), true);
	for (int x = 0; x < plot_width(&plot); x++) {
		int last = plot_width(&plot) > 1 ? plot_width(&plot) - 1 : 1;
		int e = (int)floor(exp(span * x / last) + 1e-9);
		double d = e <= t->epoch ? axis_dot(&y, study_metric(s, t, e, m))
					 : NO_NUMBER;

		plot_line(&plot, x, d, x, d, ink);
		plot_line(&plot, x - 1, before, x, d, ink);
		before = d;
	}
	plot_draw(&plot, p);
	plot_release(&plot);
}

static void draw_metric(const struct scene *sc, struct pen *p,
	const struct study_trial *t, size_t m, int names)
{
	const struct study *s = sc->study;
	double lo = NAN, hi = NAN;
	char text[32];

	for (int e = 1; e <= t->epoch; e += t->epoch / METRICS_MOST + 1) {
		double v = study_metric(s, t, e, m);

		lo = isfinite(v) ? fmin(lo, v) : lo; /* fmin() passes NaN over */
		hi = isfinite(v) ? fmax(hi, v) : hi;
	}
	pen_left(p, m == s->info->metric_index ? ROLE_STRONG : ROLE_PARAM, names,
		s->info->metrics[m]);
	pen_right(p, ROLE_VALUE, 9,
		format_metric(study_metric(s, t, t->epoch, m), text, sizeof(text)));
	pen_right(p, ROLE_DIM, 9, format_metric(lo, text, sizeof(text)));
	pen_right(p, ROLE_DIM, 9, format_metric(hi, text, sizeof(text)));
	p->x++;
	if (pen_room(p) > 6 && !isnan(lo))
		draw_spark(s, p, t, m, lo, hi, pen_room(p) - 1);
	pen_goto(p, p->y + 1, 1);
}

/* All metrics: the last value, the least and the most, and the curve as a line. */
static void draw_metrics(
	const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	const struct study_info *info = sc->study->info;
	int names = 6;

	if (info->n_metrics < 2 || t->epoch < 1)
		return;
	for (size_t m = 0; m < info->n_metrics; m++)
		if (text_width(info->metrics[m]) > names)
			names = text_width(info->metrics[m]);
	names = names > 16 ? 16 : names;
	pen_left(p, ROLE_HEAD, names, "metric");
	pen_right(p, ROLE_HEAD, 9, "last");
	pen_right(p, ROLE_HEAD, 9, "least");
	pen_right(p, ROLE_HEAD, 9, "most");
	pen_goto(p, p->y + 1, 1);
	for (size_t m = 0; m < info->n_metrics; m++)
		draw_metric(sc, p, t, m, names);
	pen_goto(p, p->y + 1, 1);
}

/* The rungs that it has come to, with its rank among all that are there now. */
static void draw_way(const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	const struct study *s = sc->study;
	struct strbuf broken = STRBUF_INIT;
	bool any = false;

	for (int k = 0; k <= t->reached; k++) {
		const struct study_rung *r = study_rung_find(s, t->bracket, t->round, k);
		char text[48];
		double v;

		if (!r || r->level > t->epoch)
			continue;
		v = study_metric(s, t, r->level, s->info->metric_index);
		pen_textf(p, ROLE_STRONG, "r%d", k);
		pen_textf(p, ROLE_AXIS, "%5de", r->level);
		pen_right(p, isfinite(v) ? ROLE_VALUE : ROLE_LOST, 9,
			format_metric(v, text, sizeof(text)));
		if (r->done <= RESULT_RANK_MOST && isfinite(v))
			pen_textf(p, ROLE_TEXT, "  %u of %u now",
				result_rank(s, r, t->id, study_result(t, r->level)),
				r->done);
		study_say_broken(s, t, r->level, &broken);
		p->x += broken.len ? 2 : 0;
		pen_text(p, ROLE_LOST, broken.buf);
		strbuf_reset(&broken);
		if (study_has_climbed(t, k))
			pen_text(p, ROLE_CLIMBED, "  ^ climbed");
		pen_goto(p, p->y + 1, 1);
		any = true;
	}
	strbuf_release(&broken);
	if (any)
		pen_goto(p, p->y + 1, 1);
}

static void draw_verdicts(
	const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	const struct study *s = sc->study;
	const struct study_decision *found[VERDICTS];
	size_t n = 0, look = 0;

	for (uint64_t i = t->decision; i-- > 0 && look < LOOK_BACK && n < VERDICTS;
		look++) {
		if (s->decisions[i].d.trial == t->id)
			found[n++] = &s->decisions[i];
	}
	while (n-- > 0) {
		const struct decision *d = &found[n]->d;
		char text[96], mark[2] = "";
		enum role role;

		mark[0] = verdict_mark(d, &role);
		pen_textf(p, ROLE_DIM, "#%-5" PRIu64 " ", found[n]->seq);
		pen_textf(p, role, "%s ", mark);
		pen_left(p, role, 1 + decision_way_width(s, sc->view->glyphs),
			decision_way(sc->view->glyphs, d, text, sizeof(text)));
		pen_textf(p, ROLE_TEXT, "%s  ",
			format_metric(d->value, text, sizeof(text)));
		pen_text(p, ROLE_DIM,
			decision_reason(s, sc->view->glyphs, found[n], pen_room(p), text,
				sizeof(text)));
		pen_goto(p, p->y + 1, 1);
	}
}

/* What it would have come to, where that is known. */
static void draw_future(
	const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	const struct study *s = sc->study;
	const struct future *x = ghosts_of(sc->view->ghosts, t);
	const struct study_incumbent *inc = study_incumbent(view_present(sc->view, s));
	char text[32];
	double best;
	int epoch;

	if (!x)
		return;
	best = future_best(x, s->info->maximize, &epoch);
	pen_textf(p, ROLE_DIM, "trained on%s: %s after %d epochs; best ",
		t->trains_on ? " by hand" : "",
		result_text(s, x->values[x->epochs - 1], text, sizeof(text)), x->epochs);
	pen_text(p, ROLE_VALUE, result_text(s, best, text, sizeof(text)));
	pen_textf(p, ROLE_DIM, " at epoch %d", epoch);
	if (inc && study_better(s, best, inc->value))
		pen_text(p, ROLE_LOST, ", better than the incumbent");
	pen_goto(p, p->y + 1, 1);
}

static void draw_curve(const struct scene *sc, struct grid *g, struct area at,
	const struct study_trial *t)
{
	const struct study_incumbent *best = study_incumbent(sc->study);
	struct series series[2];
	size_t n = 0;

	if (best && best->trial != t->id)
		series[n++] = (struct series){
			.trial = best->trial, .ink = {ROLE_BEST, 0, 1}, .label = true};
	series[n++] = (struct series){.trial = t->id,
		.ink = {ROLE_STRONG, ATTR_BOLD, 2},
		.label = true,
		.ghost = true};
	curves_draw(sc, g, at, series, n, t->bracket);
}

/* From row -`top` on; returns the rows that all of it takes. */
static int draw_words(const struct scene *sc, struct grid *g, struct area in, int top,
	const struct study_trial *t)
{
	struct pen p = pen_in(g, in);

	pen_goto(&p, -top, 1);
	draw_state(sc, &p, t);
	draw_config(sc, &p, t);
	draw_origin(sc, &p, t);
	draw_metrics(sc, &p, t);
	draw_way(sc, &p, t);
	draw_verdicts(sc, &p, t);
	draw_future(sc, &p, t);
	return p.y + top;
}

/* Where words and curve go: side by side, or the curve under as many words as fit. */
static void divide(struct area in, int words, struct area *text, struct area *curve)
{
	*text = *curve = in;
	if (in.w >= WIDE) {
		text->w = in.w * 45 / 100;
		curve->x += text->w + 1;
		curve->w = in.w - text->w - 2;
		return;
	}
	if (words > in.h - CURVE_ROWS)
		words = in.h > 2 * CURVE_ROWS ? in.h - CURVE_ROWS : in.h;
	text->h = words;
	curve->y += words;
	curve->h -= words;
}

/* The rows of the words in an area of this width, drawn into a grid of their own. */
static int measure(const struct scene *sc, struct area in, const struct study_trial *t)
{
	struct area text, curve, none = {0, 0, 1, 0};
	struct grid g;
	int rows;

	divide(in, 0, &text, &curve);
	none.w = text.w;
	grid_init(&g);
	grid_reset(&g, 0, 0, sc->view->glyphs);
	rows = draw_words(sc, &g, none, 0, t);
	grid_release(&g);
	return rows;
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct study_trial *t = trial_of(sc);
	struct area text, curve;
	int rows;

	if (!t)
		return;
	rows = measure(sc, in, t);
	divide(in, rows, &text, &curve);
	draw_words(sc, g, text, sc->view->overlay_top, t);
	if (rows - sc->view->overlay_top > text.h) {
		struct pen p = pen_in(g, text);

		pen_goto(&p, text.h - 1, text.w - 7);
		pen_textf(&p, ROLE_KEY, " %s PgDn", sc->view->glyphs->down);
	}
	if (curve.h >= 5 && t->epoch > 0)
		draw_curve(sc, g, curve, t);
}

static void follow(struct view *v, void *self, const struct study *s, struct area in)
{
	const struct scene sc = {.study = s, .view = v};
	const struct study_trial *t = trial_of(&sc);
	struct area text, curve;
	int rows;

	(void)self;
	if (!t)
		return;
	rows = measure(&sc, in, t);
	divide(in, rows, &text, &curve);
	if (v->overlay_top > rows - text.h)
		v->overlay_top = rows - text.h;
	if (v->overlay_top < 0)
		v->overlay_top = 0;
}

/* From one trial to the next, in the order of the table; pages scroll the words. */
static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	struct trials *t = &v->trials;
	size_t at = trials_row(t, v->inspect.trial);

	(void)self;
	(void)s;
	if (a == ACT_PAGE_UP || a == ACT_PAGE_DOWN) {
		v->overlay_top = (int)move_by((size_t)v->overlay_top, INT32_MAX,
			CURVE_ROWS, a); /* as far as there is something: follow() */
		return (struct request){0};
	}
	if (!t->n)
		return (struct request){0};
	v->overlay_top = 0;
	v->inspect.trial = t->order[move_by(at < t->n ? at : 0, t->n, 1, a)];
	v->selected.trial = v->inspect.trial;
	t->hold = v->wall + HOLD;
	return (struct request){0};
}

static uint32_t trial(const struct view *v, const void *self)
{
	(void)self;
	return v->inspect.trial;
}

const struct overlay_ops overlay_trial = {
	.name = "Trial",
	.size = size,
	.draw = draw,
	.follow = follow,
	.act = act,
	.trial = trial,
};
