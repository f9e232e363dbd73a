/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A decision explained: the rule in words with its numbers, what the other kind of
 * scheduler would have done, how the trial's configuration came where a searcher says so,
 * and the results it was taken on in order, with the cutoff drawn among them. The words
 * stay; the results scroll under them.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "study/explain.h"
#include "ui/format.h"
#include "ui/marks.h"
#include "ui/results.h"
#include "ui/shadows_count.h"
#include "ui/view.h"
#include "ui/waiting.h"

#define WIDTH 74
#define LIST_LEAST 3	  /* rows of results that words must leave */
#define REFRESH_MOST 4096 /* results that are looked up anew while the study runs */

/* The results of the inspected decision. */
struct explained_results {
	struct explained *items; /* n, best first; owned */
	size_t n;
	double worst; /* finite one; NaN: none is */
	/* what they are of: the decision, the study's last event, its switches */
	uint64_t decision, seq;
	size_t switches;
	uint64_t placed; /* the decision that the list was scrolled to */
	int page;
};

/* Words, as they are drawn over the results. */
struct head {
	struct strbuf rule, sibling, shadows, origin;
	int rows; /* with the title; before it is cut to what there is */
};

static const struct study_decision *decision_of_view(
	const struct study *s, const struct view *v)
{
	return decision_of(s, v->inspect.decision);
}

static void head_make(struct head *h, const struct study *s, const struct view *v,
	const struct study_decision *d, int width)
{
	strbuf_init(&h->rule);
	strbuf_init(&h->sibling);
	strbuf_init(&h->shadows);
	strbuf_init(&h->origin);
	explain_rule(s, d, v->glyphs->unicode, &h->rule);
	explain_value(s, d, &h->rule);
	explain_sibling(s, d, &h->sibling);
	shadows_explain(&v->shadows, d->seq, v->glyphs->unicode, &h->shadows);
	explain_origin(s, &s->trials[d->d.trial], v->glyphs->unicode, &h->origin);
	h->rows = 1 + text_rows(h->rule.buf, width - 2) +
		  text_rows(h->sibling.buf, width - 2) +
		  text_rows(h->shadows.buf, width - 2) +
		  text_rows(h->origin.buf, width - 2);
}

static void head_release(struct head *h)
{
	strbuf_release(&h->rule);
	strbuf_release(&h->sibling);
	strbuf_release(&h->shadows);
	strbuf_release(&h->origin);
}

/* The rows of the words when `rows` are to be shared with the results. */
static int head_rows(const struct head *h, int rows)
{
	int most = rows > LIST_LEAST ? rows - LIST_LEAST : 0;

	return h->rows < most ? h->rows : most;
}

/* Whether a cutoff lies among n results. */
static bool has_cut(const struct study_decision *d, size_t n)
{
	return d->d.places > 0 && d->d.places < n;
}

static void size(const struct scene *sc, int *rows, int *cols)
{
	const struct study_decision *d = decision_of_view(sc->study, sc->view);
	struct head h;

	*rows = 3;
	*cols = WIDTH < sc->layout->cols ? WIDTH : sc->layout->cols;
	if (!d)
		return;
	head_make(&h, sc->study, sc->view, d, *cols - 2);
	*rows = h.rows + 2;
	/* that many results would fill any screen */
	*rows += d->d.results < 10000 ? (int)d->d.results : 10000;
	*rows += has_cut(d, d->d.results);
	head_release(&h);
}

static void look_up(struct explained_results *e, const struct study *s,
	const struct study_decision *d)
{
	if (e->decision == d->seq && e->switches == s->switches &&
		(e->seq == s->seq || e->n > REFRESH_MOST))
		return;
	free(e->items);
	e->items = explain_results(s, d, &e->n);
	e->decision = d->seq;
	e->seq = s->seq;
	e->switches = s->switches;
	e->worst = NAN;
	for (size_t i = e->n; i-- > 0 && isnan(e->worst);)
		if (isfinite(e->items[i].value) &&
			!(study_broken(s, e->items[i].value) > 0))
			e->worst = e->items[i].value;
}

/* The row of the decision's own trial in the middle. */
static int middle(
	const struct explained_results *e, const struct study_decision *d, int rows)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->items[i].decided)
			return (int)i + (has_cut(d, e->n) && i >= d->d.places) - rows / 2;
	return 0;
}

static void follow(struct view *v, void *self, const struct study *s, struct area in)
{
	struct explained_results *e = self;
	const struct study_decision *d = decision_of_view(s, v);
	struct head h;
	int rows, most;

	if (!d)
		return;
	look_up(e, s, d);
	head_make(&h, s, v, d, in.w);
	rows = in.h - head_rows(&h, in.h);
	head_release(&h);
	most = (int)e->n + has_cut(d, e->n) - rows;
	if (e->placed != d->seq)
		v->overlay_top = middle(e, d, rows);
	e->placed = d->seq;
	v->overlay_top = v->overlay_top < most ? v->overlay_top : most;
	v->overlay_top = v->overlay_top > 0 ? v->overlay_top : 0;
	e->page = rows > 1 ? rows : 1;
}

static void draw_title(
	const struct scene *sc, struct pen *p, const struct study_decision *sd)
{
	const struct decision *d = &sd->d;
	char text[64], mark[2] = "";
	enum role role;

	mark[0] = verdict_mark(d, &role);
	pen_textf(p, ROLE_DIM, "#%" PRIu64 " ", sd->seq);
	p->attr = ATTR_BOLD;
	pen_textf(p, ROLE_STRONG, "%s ", format_trial(d->trial, text, sizeof(text)));
	p->attr = 0;
	pen_textf(p, role, "%s ", mark);
	if (sc->study->n_brackets > 1)
		pen_textf(p, ROLE_DIM, "b%d ", d->bracket);
	pen_text(p, role, decision_way(sc->view->glyphs, d, text, sizeof(text)));
	pen_textf(p, ROLE_DIM, " %s", study_level_words(d->level, text, sizeof(text)));
	if (d->by_hand)
		pen_text(p, ROLE_KEY, "  by hand");
	shadows_count(&sc->view->shadows, sd->seq, sc->view->glyphs->differs, p);
}

static void draw_head(const struct scene *sc, struct grid *g, struct area in,
	const struct head *h, const struct study_decision *d)
{
	struct pen p = pen_in(g, in);

	pen_goto(&p, 0, 1);
	draw_title(sc, &p, d);
	pen_goto(&p, 1, 1);
	if (pen_words(&p, ROLE_TEXT, in.w - 2, h->rule.buf))
		pen_goto(&p, p.y + 1, 1);
	if (pen_words(&p, ROLE_DIM, in.w - 2, h->sibling.buf))
		pen_goto(&p, p.y + 1, 1);
	if (pen_words(&p,
		    shadows_differ(&sc->view->shadows, d->seq) ? ROLE_CUTOFF : ROLE_DIM,
		    in.w - 2, h->shadows.buf))
		pen_goto(&p, p.y + 1, 1);
	pen_words(&p, ROLE_DIM, in.w - 2, h->origin.buf);
}

static void draw_cut(struct pen *p, const struct decision *d)
{
	char text[64], value[32];

	p->role = ROLE_CUTOFF;
	p->x = 1;
	pen_repeat(p, p->g->glyphs->h, p->in.w - 2);
	pen_goto(p, p->y, 4);
	snprintf(text, sizeof(text), " cutoff %s%s ", d->cutoff_broken > 0 ? "!" : "",
		format_metric(d->cutoff_broken > 0 ? d->cutoff_broken : d->cutoff, value,
			sizeof(value)));
	pen_left(p, ROLE_CUTOFF,
		text_width(text) < pen_room(p) - 1 ? text_width(text) : 0, text);
}

static void draw_result(
	const struct scene *sc, struct pen *p, const struct decision *d, size_t i)
{
	const struct explained_results *e = sc->self;
	const struct explained *r = &e->items[i];
	const struct study_rung *rung =
		study_rung_find(sc->study, d->bracket, d->round, d->rung);
	/* the list is how the rung stands now */
	bool early = r->climbs && d->places && i >= d->places && rung &&
		     rung->done == d->results && sc->study->rule->ops->climbs;
	char text[32];

	pen_select(p, r->decided);
	snprintf(text, sizeof(text), "%zu", i + 1);
	p->x++;
	pen_right(p, ROLE_DIM, 5, text);
	p->x += 2;
	pen_left(p, ROLE_STRONG, 7, format_trial(r->trial, text, sizeof(text)));
	p->x++;
	pen_text(p, ROLE_CLIMBED, r->climbs ? "^" : " ");
	pen_text(
		p, ROLE_CUTOFF, ghosts_mark(sc->view->ghosts, sc->study, rung, r->trial));
	pen_right(p, isfinite(r->value) ? ROLE_VALUE : ROLE_LOST, 8,
		isfinite(r->value) ? result_text(sc->study, r->value, text, sizeof(text))
				   : trial_lost_word(&sc->study->trials[r->trial]));
	p->x += 2;
	if (early)
		result_early(&sc->study->trials[r->trial], p);
	else if (isfinite(r->value) && p->in.w >= WIDTH - 4 &&
		 !(study_broken(sc->study, r->value) > 0))
		result_bar(p, r->climbs ? ROLE_CLIMBED : ROLE_PAUSED, e->items[0].value,
			e->worst, r->value);
	p->attr = 0;
}

/* Only the rows that show, of however many there are. */
static void draw_list(const struct scene *sc, struct grid *g, struct area in,
	const struct study_decision *d)
{
	const struct explained_results *e = sc->self;
	struct pen p = pen_in(g, in);
	bool cut = has_cut(d, e->n);

	if (e->decision != d->seq)
		return;
	if (!e->n) {
		pen_goto(&p, 0, 1);
		pen_text(&p, ROLE_DIM, "The rung went when the scheduler was switched.");
	}
	for (int y = 0; y < in.h; y++) {
		size_t row = (size_t)(sc->view->overlay_top + y);

		pen_goto(&p, y, 0);
		if (row >= e->n + cut)
			break;
		if (cut && row == d->d.places)
			draw_cut(&p, &d->d);
		else
			draw_result(sc, &p, &d->d, row - (cut && row > d->d.places));
	}
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct study_decision *d = decision_of_view(sc->study, sc->view);
	struct pen p = pen_in(g, in);
	struct area words = in, list = in;
	struct head h;
	char text[128];

	if (!d) {
		pen_goto(&p, 0, 1);
		pen_text(&p, ROLE_DIM, waiting_first(sc->study, text, sizeof(text)));
		return;
	}
	head_make(&h, sc->study, sc->view, d, in.w);
	words.h = head_rows(&h, in.h);
	list.y += words.h;
	list.h -= words.h;
	draw_head(sc, g, words, &h, d);
	head_release(&h);
	draw_list(sc, g, list, d);
}

/* The decision that is selected, or the last one about the trial that is looked into. */
static void open_it(struct view *v, void *self, const struct study *s, enum action a)
{
	struct explained_results *e = self;
	const struct study_decision *d = decision_of(s, v->selected.decision);

	(void)a;
	if (v->overlay == OVERLAY_EXPLAIN) {
		view_close(v);
		return;
	}
	if (!d) {
		char text[128];

		message_tell(
			&v->message, v->wall, "%s", waiting_first(s, text, sizeof(text)));
		return;
	}
	if (v->overlay == OVERLAY_TRIAL && v->inspect.trial < s->n_trials &&
		s->trials[v->inspect.trial].decision)
		d = &s->decisions[s->trials[v->inspect.trial].decision - 1];
	v->inspect.decision = d->seq;
	e->placed = 0;
	e->decision = 0; /* it may be another study's, of the same number */
	view_open(v, OVERLAY_EXPLAIN);
}

/* Left is back in time; the pane goes along. */
static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	const struct explained_results *e = self;
	const struct study_decision *d = decision_of_view(s, v);
	size_t at;

	if (!d)
		return (struct request){0};
	if (a != ACT_LEFT && a != ACT_RIGHT) {
		v->overlay_top =
			(int)move_by((size_t)v->overlay_top, INT32_MAX, e->page, a);
		return (struct request){0};
	}
	at = (size_t)(d - s->decisions);
	at = move_by(at, s->n_decisions, 1, a == ACT_LEFT ? ACT_UP : ACT_DOWN);
	v->inspect.decision = v->selected.decision = s->decisions[at].seq;
	return (struct request){0};
}

static void release(void *self)
{
	struct explained_results *e = self;

	free(e->items);
}

const struct overlay_ops overlay_explain = {
	.name = "Why",
	.opens = {ACT_EXPLAIN},
	.state_size = sizeof(struct explained_results),
	.release = release,
	.size = size,
	.draw = draw,
	.open = open_it,
	.follow = follow,
	.act = act,
};
