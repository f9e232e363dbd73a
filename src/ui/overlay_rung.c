/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rung: all of its results in order, the cutoff among them.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "ui/format.h"
#include "ui/marks.h"
#include "ui/results.h"
#include "ui/view.h"

#define RUNG_WIDTH 70
#define LIST_LEAST 6 /* rows of results that words must leave */

static const struct study_rung *rung_of(const struct scene *sc)
{
	const struct view *v = sc->view;

	return study_rung_find(
		sc->study, v->inspect.bracket, v->inspect.round, v->inspect.rung);
}

/* What a rung is for, in the numbers of this one: who climbs, and what eta does. */
static void add_cut(const struct study *s, const struct bracket_shape *b, int rung,
	struct strbuf *out)
{
	int next = rung + 1 < b->n_rungs ? b->levels[rung + 1] : 0;

	if (!next) {
		strbuf_adds(out, "The top rung: nothing is left to climb to.");
		return;
	}
	strbuf_adds(out, "Trials are ranked by their value here. ");
	if (b->seats)
		strbuf_addf(out, "The best %u of %u", b->seats[rung + 1], b->seats[rung]);
	else
		strbuf_addf(out, "The best one in %d", s->rule->eta);
	strbuf_addf(out, " (eta %d) %s ", s->rule->eta,
		s->rule->ops->climbs ? "climb and train on" : "go on");
	if (next == EPOCHS_OPEN)
		strbuf_adds(out, "to the end");
	else
		strbuf_addf(out, "to %d epochs", next);
	strbuf_adds(out, s->rule->ops->waits ? "; the others wait, and may climb later."
					     : "; the others stop.");
}

/* Why there are several. */
static void add_bracket(const struct study *s, int bracket, struct strbuf *out)
{
	const struct bracket_shape *b = &s->shape[bracket];

	strbuf_addf(out, " Bracket %d ", bracket);
	if (b->n_rungs < 2)
		strbuf_adds(out, "stops nobody");
	else
		strbuf_addf(out, "trusts %d epoch%s", b->levels[0],
			b->levels[0] == 1 ? "" : "s");
	strbuf_adds(out, b->n_rungs < 2
				 ? ", in case good trials start slowly."
				 : "; later ones trust more and cut less, in case good "
				   "trials start slowly.");
}

static void about(const struct scene *sc, struct strbuf *out)
{
	const struct study *s = sc->study;
	int bracket = sc->view->inspect.bracket;

	if (!s->shape || bracket >= s->n_brackets || !s->rule ||
		(!s->rule->ops->places && !s->synchronous))
		return;
	add_cut(s, &s->shape[bracket], sc->view->inspect.rung, out);
	if (s->n_brackets > 1)
		add_bracket(s, bracket, out);
}

/* The rows of that, which goes where there is no room for it. */
static int about_rows(const struct scene *sc, int width)
{
	struct strbuf text = STRBUF_INIT;
	int rows;

	about(sc, &text);
	rows = text_rows(text.buf, width - 2);
	strbuf_release(&text);
	return sc->layout->rows - 4 - rows < LIST_LEAST ? 0 : rows;
}

static int lines(const struct scene *sc, int cols)
{
	const struct study_rung *r = rung_of(sc);

	return about_rows(sc, cols - 2) + (r ? (int)r->done + 4 : 2);
}

static void size(const struct scene *sc, int *rows, int *cols)
{
	*rows = lines(sc, RUNG_WIDTH) + 2;
	*cols = RUNG_WIDTH;
}

/* So many of its results climb, or go on; 0: the rule does not say. */
static uint32_t places_now(const struct scene *sc, const struct study_rung *r)
{
	const struct study *s = sc->study;

	if (rung_is_top(s, r->bracket, r->rung))
		return 0;
	if (s->shape && r->bracket < s->n_brackets && s->shape[r->bracket].seats)
		return s->shape[r->bracket].seats[r->rung + 1];
	return s->rule->ops->places ? s->rule->ops->places(s->rule, r->done) : 0;
}

static void add_places(const struct scene *sc, struct pen *p, const struct study_rung *r)
{
	const struct rule *rule = sc->study->rule;
	const struct rung_stand now = {
		.done = r->done, .unicode = sc->view->glyphs->unicode};
	uint32_t places = places_now(sc, r);
	struct strbuf text = STRBUF_INIT;

	if (!places)
		return;
	if (sc->study->synchronous)
		strbuf_addf(&text, "%u", places);
	else
		rule->ops->stand(rule, &now, DETAIL_ALL, &text);
	pen_textf(
		p, ROLE_TEXT, ", %s %s", text.buf, rule->ops->climbs ? "climb" : "go on");
	strbuf_release(&text);
}

static void rung_title(const struct scene *sc, struct pen *p, const struct study_rung *r)
{
	const struct study *s = sc->study;
	char text[32];

	pen_goto(p, 0, 1);
	if (s->n_brackets > 1)
		pen_textf(p, ROLE_DIM, "bracket %d  ", r->bracket);
	if (s->synchronous)
		pen_textf(p, ROLE_DIM, "round %d  ", r->round + 1);
	pen_textf(p, ROLE_STRONG, "rung %d", r->rung);
	pen_textf(p, ROLE_DIM, " %s: ", study_level_words(r->level, text, sizeof(text)));
	if (r->seats)
		pen_textf(p, ROLE_TEXT, "%u of %u results", r->done, r->seats);
	else
		pen_textf(p, ROLE_TEXT, "%u results", r->done);
	add_places(sc, p, r);
}

/* Where its trials are now. */
static void rung_counts(struct pen *p, const struct study_rung *r)
{
	const struct {
		uint32_t n;
		enum role role;
		const char *text;
	} counts[] = {
		{r->climbed, ROLE_CLIMBED, "climbed"},
		{r->paused, ROLE_PAUSED, "paused"},
		{r->stopped, ROLE_STOPPED, "ended"},
		{r->lost, ROLE_LOST, "lost"},
		{r->running, ROLE_RUNNING, "on the way"},
	};

	pen_goto(p, 1, 1);
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		if (!counts[i].n)
			continue;
		pen_textf(p, counts[i].role, "%u %s", counts[i].n, counts[i].text);
		p->x += 2;
	}
}

static double worst_of(const struct study *s, const struct rung_result *list, uint32_t n)
{
	while (n > 1 &&
		(!isfinite(list[n - 1].value) || study_broken(s, list[n - 1].value) > 0))
		n--;
	return n ? list[n - 1].value : NO_NUMBER;
}

static void rung_result(const struct scene *sc, struct pen *p, const struct study_rung *r,
	uint32_t i, uint32_t places, const struct rung_result *list, double worst)
{
	const struct study_trial *t = &sc->study->trials[list[i].trial];
	char text[32], mark[2] = "";
	enum role role;

	mark[0] = trial_mark(t, &role);
	if (study_has_climbed(t, r->rung)) {
		mark[0] = '^';
		role = ROLE_CLIMBED;
	}
	snprintf(text, sizeof(text), "%u", i + 1);
	pen_right(p, ROLE_DIM, 6, text);
	p->x += 2;
	pen_left(p, ROLE_STRONG, 8, format_trial(t->id, text, sizeof(text)));
	pen_text(p, role, mark);
	pen_text(p, ROLE_CUTOFF, ghosts_mark(sc->view->ghosts, sc->study, r, t->id));
	pen_right(p, isfinite(list[i].value) ? ROLE_VALUE : ROLE_LOST, 8,
		isfinite(list[i].value)
			? result_text(sc->study, list[i].value, text, sizeof(text))
			: trial_lost_word(t));
	p->x += 2;
	if (study_has_climbed(t, r->rung) && places && i >= places &&
		sc->study->rule->ops->climbs) {
		result_early(t, p);
		return;
	}
	if (!isfinite(list[i].value) || p->in.w < RUNG_WIDTH - 4 ||
		study_broken(sc->study, list[i].value) > 0)
		return;
	result_bar(p, role, list[0].value, worst, list[i].value);
}

static int draw_about(const struct scene *sc, struct pen *p, int y, int width)
{
	int rows = about_rows(sc, width);
	struct strbuf text = STRBUF_INIT;

	about(sc, &text);
	pen_goto(p, y, 1);
	if (rows)
		pen_words(p, ROLE_DIM, width - 2, text.buf);
	strbuf_release(&text);
	return rows;
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct study_rung *r = rung_of(sc);
	struct pen p = pen_in(g, in);
	struct rung_result *list;
	uint32_t places;
	double worst;
	char text[32];
	int y = 2;

	if (!r) {
		pen_goto(&p, 0, 1);
		pen_text(&p, ROLE_DIM, "No trial has come here yet.");
		draw_about(sc, &p, 1, in.w);
		return;
	}
	rung_title(sc, &p, r);
	rung_counts(&p, r);
	y += draw_about(sc, &p, 2, in.w);
	places = places_now(sc, r);
	list = results_sorted(sc->study, r, r->done);
	worst = worst_of(sc->study, list, r->done);
	for (uint32_t i = (uint32_t)sc->view->overlay_top; i < r->done && y < in.h; i++) {
		if (i == places && places) {
			pen_goto(&p, y++, 1);
			p.role = ROLE_CUTOFF;
			pen_repeat(&p, g->glyphs->h, in.w - 2);
			snprintf(text, sizeof(text), " cutoff ");
			pen_goto(&p, y - 1, 4);
			pen_text(&p, ROLE_CUTOFF, text);
		}
		pen_goto(&p, y++, 0);
		rung_result(sc, &p, r, i, places, list, worst);
	}
	free(list);
}

/* Left and Right go down and up the ladder. */
static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	int rung = v->inspect.rung + (a == ACT_LEFT ? -1 : 1);

	(void)self;
	if (a != ACT_LEFT && a != ACT_RIGHT) {
		v->overlay_top = (int)move_by((size_t)v->overlay_top, INT32_MAX, 10, a);
	} else if (s->shape && v->inspect.bracket < s->n_brackets && rung >= 0 &&
		   rung < s->shape[v->inspect.bracket].n_rungs) {
		v->inspect.rung = v->selected.rung = rung;
		v->selected.bracket = v->inspect.bracket;
		v->overlay_top = 0;
	}
	return (struct request){0};
}

const struct overlay_ops overlay_rung = {
	.name = "Rung",
	.size = size,
	.draw = draw,
	.lines = lines,
	.act = act,
};
