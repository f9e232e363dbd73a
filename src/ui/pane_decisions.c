/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 5: every verdict with its numbers, newest first, with the trials that failed among
 * them, and one verdict explained: the rung's results in order as they were at that moment,
 * with the cutoff among them.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/explain.h"
#include "ui/format.h"
#include "ui/marks.h"
#include "ui/results.h"
#include "ui/shadows_count.h"
#include "ui/view.h"
#include "ui/waiting.h"

#define EXPLAIN_ROWS 6
#define EXPLAIN_LEAST 12
#define ROOMY 60
#define RESULTS_MOST 4096 /* that are put in order while drawing */

/* Where it is scrolled to. */
struct decisions_pane {
	size_t top; /* how many rows are above the first one shown */
	int page;
};

static int digits(uint64_t n)
{
	return snprintf(NULL, 0, "%" PRIu64, n);
}

/* How a line begins: the number of its event, and the trial. */
static void draw_head(const struct study *s, struct pen *p, uint64_t seq, uint32_t trial)
{
	char text[32];

	snprintf(text, sizeof(text), "#%" PRIu64, seq);
	p->x = 1;
	pen_right(p, ROLE_DIM, digits(s->seq) + 1, text);
	p->x++;
	pen_left(p, ROLE_STRONG, digits(s->n_trials) < 2 ? 3 : digits(s->n_trials) + 1,
		format_trial(trial, text, sizeof(text)));
	p->x++;
}

static void draw_line(
	const struct scene *sc, struct pen *p, const struct study_decision *sd)
{
	const struct study *s = sc->study;
	const struct glyphs *g = sc->view->glyphs;
	const struct decision *d = &sd->d;
	char text[96], mark[2] = "";
	enum role role;

	mark[0] = verdict_mark(d, &role);
	draw_head(s, p, sd->seq, d->trial);
	pen_text(p, role, mark);
	if (shadows_differ(&sc->view->shadows, sd->seq))
		pen_text(p, ROLE_CUTOFF, g->differs);
	else
		p->x++;
	if (s->n_brackets > 1)
		pen_textf(p, ROLE_DIM, "b%d ", d->bracket);
	pen_left(p, role, decision_way_width(s, g),
		decision_way(g, d, text, sizeof(text)));
	p->x++;
	pen_right(p, isfinite(d->value) ? ROLE_VALUE : ROLE_LOST, 6,
		isfinite(d->value) ? format_metric(d->value, text, sizeof(text)) : "nan");
	p->x += 2;
	pen_left(p,
		d->by_hand			? ROLE_KEY
		: d->verdict == VERDICT_PROMOTE ? ROLE_TEXT
						: ROLE_DIM,
		pen_room(p), decision_reason(s, g, sd, pen_room(p), text, sizeof(text)));
}

/* A row of the pane: a decision or a failure, the other is NULL; both: past the last. */
struct row {
	const struct study_decision *decision;
	const struct study_failure *failure;
};

/* How many failures are newer than the event, which are above its row. */
static size_t failures_after(const struct study *s, uint64_t seq)
{
	size_t lo = 0, hi = s->n_failures;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->failures[mid].seq < seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return s->n_failures - lo;
}

/* The row of the n-th newest decision. */
static size_t row_of(const struct study *s, size_t n)
{
	return n + failures_after(s, s->decisions[s->n_decisions - 1 - n].seq);
}

static struct row row_at(const struct study *s, size_t at)
{
	size_t lo = 0, hi = s->n_decisions, failures;
	struct row row = {0};

	while (lo < hi) { /* the first decision in this row or below */
		size_t mid = lo + (hi - lo) / 2;

		if (row_of(s, mid) < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	failures = at - lo;
	if (lo < s->n_decisions && row_of(s, lo) == at)
		row.decision = &s->decisions[s->n_decisions - 1 - lo];
	else if (failures < s->n_failures)
		row.failure = &s->failures[s->n_failures - 1 - failures];
	return row;
}

static void draw_failure(
	const struct scene *sc, struct pen *p, const struct study_failure *f)
{
	const struct study *s = sc->study;
	struct strbuf text = STRBUF_INIT;

	draw_head(s, p, f->seq, f->trial);
	pen_text(p, ROLE_LOST, "! failed: ");
	study_failure_text(s, f, &text);
	pen_left(p, ROLE_TEXT, pen_room(p), text.buf);
	strbuf_release(&text);
}

/* Where the pane is one line: a sentence. */
static void draw_sentence(
	const struct scene *sc, struct pen *p, const struct study_decision *sd)
{
	const struct study *s = sc->study;
	const struct glyphs *g = sc->view->glyphs;
	const struct decision *d = &sd->d;
	char text[96], mark[2] = "";
	enum role role;

	mark[0] = verdict_mark(d, &role);
	p->x = 1;
	pen_textf(p, ROLE_DIM, "#%" PRIu64 " ", sd->seq);
	pen_textf(p, ROLE_STRONG, "%s ", format_trial(d->trial, text, sizeof(text)));
	pen_textf(p, role, "%s ", mark);
	if (s->n_brackets > 1)
		pen_textf(p, ROLE_DIM, "b%d ", d->bracket);
	pen_text(p, role, decision_way(g, d, text, sizeof(text)));
	pen_text(p, ROLE_TEXT, ": ");
	if (isfinite(d->value))
		pen_textf(p, ROLE_VALUE, "%s ",
			format_metric(d->value, text, sizeof(text)));
	else
		pen_text(p, ROLE_LOST, "not finite, ");
	pen_left(p, d->by_hand ? ROLE_KEY : ROLE_TEXT, pen_room(p),
		decision_reason(s, g, sd, pen_room(p), text, sizeof(text)));
}

static void draw_result(const struct study *s, struct pen *p, const struct explained *r)
{
	char name[24], value[32];

	p->attr = r->decided ? ATTR_BOLD | ATTR_UNDERLINE : 0;
	pen_textf(p, r->climbs ? ROLE_CLIMBED : ROLE_TEXT, "%s %s",
		format_trial(r->trial, name, sizeof(name)),
		result_text(s, r->value, value, sizeof(value)));
	p->attr = 0;
	pen_text(p, ROLE_CLIMBED, r->climbs ? "^" : " ");
}

/* As many results as fit into `rows` rows; the decided one stands in the end if need be. */
static void draw_results(
	const struct scene *sc, struct pen *p, const struct study_decision *sd, int rows)
{
	size_t n;
	struct explained *list = explain_results(sc->study, sd, &n);
	int last = p->y + rows - 1;

	p->x = 1;
	for (size_t i = 0; i < n; i++) {
		char name[24];
		int width =
			text_width(format_trial(list[i].trial, name, sizeof(name))) + 9;
		/* on the last row, keep room for " … T20 0.1234 rank 12" */
		int keep = p->y == last && i + 1 < n ? width + 6 : 0;

		if (pen_room(p) < width + keep) {
			if (p->y < last) {
				pen_goto(p, p->y + 1, 1);
			} else {
				pen_text(p, ROLE_DIM, sc->view->glyphs->ellipsis);
				p->x++;
				for (size_t k = i; k < n; k++)
					if (list[k].decided)
						draw_result(sc->study, p, &list[k]);
				break;
			}
		}
		draw_result(sc->study, p, &list[i]);
		p->role = ROLE_CUTOFF;
		if (i + 1 == sd->d.places && i + 1 < n)
			pen_ch(p, sc->view->glyphs->cut);
		p->x++;
	}
	free(list);
	pen_goto(p, last + 1, 1);
}

/* How many places the rule had, and what that means for the other trials. */
static void draw_remark(
	const struct scene *sc, struct pen *p, const struct study_decision *sd)
{
	struct ruling x = explain_ruling(sc->study, sd, sc->view->glyphs->unicode);
	struct strbuf first = STRBUF_INIT, second = STRBUF_INIT;

	sd->rule->ops->remark(&x, p->in.w >= ROOMY, &first, &second);
	pen_goto(p, p->y, 1);
	pen_left(p, ROLE_TEXT, pen_room(p), first.buf);
	pen_goto(p, p->y + 1, 1);
	pen_left(p, ROLE_DIM, pen_room(p), second.buf);
	strbuf_release(&first);
	strbuf_release(&second);
}

static void draw_explain(
	const struct scene *sc, struct pen *p, const struct study_decision *sd)
{
	const struct decision *d = &sd->d;
	int y = p->y, head;
	char text[32];

	pen_goto(p, y, 0);
	p->role = ROLE_BORDER;
	pen_repeat(p, p->g->glyphs->h, p->in.w);
	pen_goto(p, y, 1);
	pen_textf(p, ROLE_TITLE, " #%" PRIu64 " explained ", sd->seq);
	pen_goto(p, y + 1, 1);
	pen_textf(p, ROLE_DIM, "rung %d %s, %u result%s, best first:", d->rung,
		study_level_words(d->level, text, sizeof(text)), d->results,
		d->results == 1 ? "" : "s");
	head = y + 2;
	pen_goto(p, head, 1);
	if (d->results <= RESULTS_MOST)
		draw_results(sc, p, sd, 2);
	pen_goto(p, head + 2, 1);
	draw_remark(sc, p, sd);
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct decisions_pane *own = sc->self;
	const struct study *s = sc->study;
	const struct view *v = sc->view;
	const struct study_decision *at = decision_of(s, v->selected.decision);
	struct pen p = pen_in(g, in);
	int rows = in.h >= EXPLAIN_LEAST ? in.h - EXPLAIN_ROWS : in.h;
	char text[128];
	bool waits = in.h == 1 && !v->selected.decision &&
		     waiting_at_barrier(s, text, sizeof(text));

	if (waits) {
		pen_goto(&p, 0, 1);
		pen_left(&p, ROLE_PAUSED, pen_room(&p), text);
		return;
	}
	if (!at && !s->n_failures) {
		pen_goto(&p, 0, 1);
		pen_left(
			&p, ROLE_DIM, pen_room(&p), waiting_first(s, text, sizeof(text)));
		return;
	}
	if (in.h == 1 && at) {
		draw_sentence(sc, &p, at);
		return;
	}
	for (int y = 0; y < rows; y++) {
		struct row row = row_at(s, own->top + (size_t)y);

		pen_goto(&p, y, 0);
		if (row.failure)
			draw_failure(sc, &p, row.failure);
		if (!row.decision)
			continue;
		pen_select(&p, v->selected.decision && row.decision == at);
		draw_line(sc, &p, row.decision);
		p.attr = 0;
	}
	if (rows < in.h && at) {
		pen_goto(&p, rows, 0);
		draw_explain(sc, &p, at);
	}
}

static void title(const struct scene *sc, struct pen *p)
{
	pen_textf(p, ROLE_STRONG, " %zu", sc->study->n_decisions);
	shadows_count(&sc->view->shadows, sc->study->seq, sc->view->glyphs->differs, p);
}

/* Down is back in time. On the newest row, Up lets go and follows what comes. */
static void act(struct view *v, void *self, const struct study *s, enum action a)
{
	const struct decisions_pane *own = self;
	const struct study_decision *d = decision_of(s, v->selected.decision);
	size_t at;

	if (!d)
		return;
	if (a == ACT_INSPECT) {
		view_inspect(v, d->d.trial);
		return;
	}
	at = s->n_decisions - 1 - (size_t)(d - s->decisions);
	if (a == ACT_FIRST || (a == ACT_UP && at == 0)) {
		v->selected.decision = 0;
		return;
	}
	if (v->selected.decision || a != ACT_DOWN)
		at = move_by(at, s->n_decisions, own->page, a);
	v->selected.decision = s->decisions[s->n_decisions - 1 - at].seq;
}

static void point(
	struct view *v, void *self, const struct study *s, struct area in, int y, int x)
{
	const struct decisions_pane *own = self;
	int rows = in.h >= EXPLAIN_LEAST ? in.h - EXPLAIN_ROWS : in.h;
	struct row row = row_at(s, own->top + (size_t)y);

	(void)x;
	if (y < rows && row.decision)
		v->selected.decision = row.decision->seq;
}

static void follow(struct view *v, void *self, const struct study *s, int room, int width)
{
	struct decisions_pane *own = self;
	const struct study_decision *d = decision_of(s, v->selected.decision);
	int rows = room >= EXPLAIN_LEAST ? room - EXPLAIN_ROWS : room;

	(void)width;
	own->page = rows > 0 ? rows : 1;
	if (!v->selected.decision || !d) {
		own->top = 0;
		return;
	}
	own->top = scroll_to(own->top,
		row_of(s, s->n_decisions - 1 - (size_t)(d - s->decisions)),
		s->n_decisions + s->n_failures, rows > 0 ? (size_t)rows : 1);
}

const struct pane_ops pane_decisions = {
	.name = "DECISIONS",
	.about = "What the scheduler has decided, the latest first, and why: the rank, "
		 "the "
		 "cutoff, how many there were to choose from.",
	.keys = {ACT_EXPLAIN, ACT_INSPECT, ACT_SEARCH, ACT_STEP},
	.wish = {.band = BAND_MIDDLE,
		.side = SIDE_RIGHT,
		.from = {{.cols = 100}},
		.worth = 2,
		.line_rows = 1},
	.state_size = sizeof(struct decisions_pane),
	.draw = draw,
	.title = title,
	.act = act,
	.point = point,
	.follow = follow,
};
