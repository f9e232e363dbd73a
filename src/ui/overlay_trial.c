/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inspector of a trial: how it stands, its configuration, its verdicts, its curve
 * with the incumbent's for comparison.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "ui/curves.h"
#include "ui/format.h"
#include "ui/results.h"
#include "ui/trials.h"

#define LOOK_BACK 200000 /* decisions searched for those of the trial */
#define VERDICTS 16
#define HOLD 2.0 /* seconds that the rows of the table stay after that */

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

static void draw_state(const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	const struct study *s = sc->study;
	enum role role;
	char mark = trial_mark(t, &role), text[48];

	p->attr = ATTR_BOLD;
	pen_text(p, ROLE_STRONG, format_trial(t->id, text, sizeof(text)));
	p->attr = 0;
	pen_textf(p, role, " %c %s", mark,
		mark == '^' ? "climbing" : trial_state_name(t->state));
	if (t->worker >= 0)
		pen_textf(p, ROLE_RUNNING, " on w%d", t->worker);
	if (s->n_brackets > 1)
		pen_textf(p, ROLE_DIM, "  bracket %d", t->bracket);
	pen_textf(p, ROLE_DIM, "  rung %d  epoch ", t->rung);
	pen_textf(p, ROLE_TEXT, "%d/%d", t->epoch, t->target);
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
	for (size_t i = 0; i < space->n && p->y < p->in.h; i++) {
		bool fixed = domain_is_constant(&space->params[i].domain);

		pen_left(p, fixed ? ROLE_DIM : ROLE_PARAM, names, space->params[i].name);
		p->x += 2;
		pen_left(p, fixed ? ROLE_DIM : ROLE_STRONG, 24,
			value_print(t->config[i], false, text, sizeof(text)));
		pen_goto(p, p->y + 1, 1);
	}
	pen_goto(p, p->y + 1, 1);
}

static void draw_verdicts(
	const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	const struct study *s = sc->study;
	const struct study_decision *found[VERDICTS];
	size_t n = 0, look = 0;

	for (size_t i = t->decision; i-- > 0 && look < LOOK_BACK && n < VERDICTS;
		look++) {
		if (s->decisions[i].d.trial == t->id)
			found[n++] = &s->decisions[i];
	}
	while (n-- > 0 && p->y < p->in.h) {
		const struct decision *d = &found[n]->d;
		char text[96], mark[2] = "";
		enum role role;

		mark[0] = verdict_mark(d, &role);
		pen_textf(p, ROLE_DIM, "#%-5" PRIu64 " ", found[n]->seq);
		pen_textf(p, role, "%s ", mark);
		pen_left(p, role, 5 + text_width(sc->view->glyphs->arrow),
			decision_way(sc->view->glyphs, d, text, sizeof(text)));
		pen_textf(p, ROLE_TEXT, "%s  ",
			format_metric(d->value, text, sizeof(text)));
		pen_text(p, ROLE_DIM,
			decision_reason(
				s, sc->view->glyphs, d, pen_room(p), text, sizeof(text)));
		pen_goto(p, p->y + 1, 1);
	}
}

static void draw_curve(const struct scene *sc, struct grid *g, struct area at,
	const struct study_trial *t)
{
	const struct study_incumbent *best = study_incumbent(sc->study);
	struct series series[2];
	size_t n = 0;

	if (best && best->trial != t->id)
		series[n++] = (struct series){best->trial, {ROLE_BEST, 0, 1}, true};
	series[n++] = (struct series){t->id, {ROLE_STRONG, ATTR_BOLD, 2}, true};
	curves_draw(sc, g, at, series, n, t->bracket);
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct study_trial *t = trial_of(sc);
	bool wide = in.w >= 90;
	struct area text = in, curve = in;
	struct pen p;

	if (!t)
		return;
	if (wide) {
		text.w = in.w * 45 / 100;
		curve.x += text.w + 1;
		curve.w = in.w - text.w - 2;
	}
	p = pen_in(g, text);
	pen_goto(&p, 0, 1);
	draw_state(sc, &p, t);
	draw_config(sc, &p, t);
	draw_verdicts(sc, &p, t);
	if (!wide) {
		curve.y += p.y + 1;
		curve.h -= p.y + 1;
	}
	if (curve.h >= 5 && t->epoch > 0)
		draw_curve(sc, g, curve, t);
}

/* From one trial to the next, in the order of the table. */
static struct request act(struct view *v, const struct study *s, enum action a)
{
	size_t at = trials_row(v, v->inspect.trial);

	(void)s;
	if (!v->n_order)
		return (struct request){0};
	v->inspect.trial = v->order[move_by(
		at < v->n_order ? at : 0, v->n_order, v->page[PANE_TRIALS], a)];
	v->trial = v->inspect.trial;
	v->order_until = v->wall + HOLD;
	return (struct request){0};
}

const struct overlay_ops overlay_trial = {
	.name = "Trial", .size = size, .draw = draw, .act = act};
