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

static const struct study_rung *rung_of(const struct scene *sc)
{
	const struct view *v = sc->view;

	return study_rung_find(
		sc->study, v->inspect.bracket, v->inspect.round, v->inspect.rung);
}

static int lines(const struct scene *sc, int cols)
{
	const struct study_rung *r = rung_of(sc);

	(void)cols;
	return r ? (int)r->done + 4 : 2;
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

static double worst_of(const struct rung_result *list, uint32_t n)
{
	while (n > 1 && !isfinite(list[n - 1].value))
		n--;
	return n ? list[n - 1].value : NO_NUMBER;
}

static void rung_result(const struct scene *sc, struct pen *p, const struct study_rung *r,
	uint32_t i, const struct rung_result *list, double worst)
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
		isfinite(list[i].value) ? format_metric(list[i].value, text, sizeof(text))
					: trial_lost_word(t));
	p->x += 2;
	if (!isfinite(list[i].value) || p->in.w < RUNG_WIDTH - 4)
		return;
	result_bar(p, role, list[0].value, worst, list[i].value);
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
		return;
	}
	rung_title(sc, &p, r);
	rung_counts(&p, r);
	places = places_now(sc, r);
	list = results_sorted(sc->study, r, r->done);
	worst = worst_of(list, r->done);
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
		rung_result(sc, &p, r, i, list, worst);
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
