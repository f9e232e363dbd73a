/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 1, the ladder: a line a rung, the highest on top, with what stands on it, the
 * cutoff and the rule that decides, with its numbers.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "ui/rung_rows.h"
#include "ui/rung_table.h"
#include "ui/view.h"

#define BRIEF "results/seats" /* what the numbers of a bracket in one line are */

/* Where it is scrolled to. */
struct rungs_pane {
	int top;    /* first line shown */
	bool brief; /* some brackets have a line each */
	int hidden; /* brackets, or rungs of the only one, for which there is no room */
};

static void draw_legend(const struct scene *sc, struct pen *p)
{
	const struct glyphs *g = sc->view->glyphs;
	const struct study *s = sc->study;
	const struct {
		uint32_t glyph;
		enum role role;
		const char *text;
		bool shown;
	} items[] = {
		{g->climbed, ROLE_CLIMBED, s->rule->ops->gone, true},
		{g->paused, ROLE_PAUSED,
			s->synchronous ? "at the barrier" : "paused, may climb",
			s->synchronous || s->rule->ops->waits},
		{g->stopped, ROLE_STOPPED, "stopped", !s->rule->ops->waits},
		{g->running, ROLE_RUNNING, "running", true},
		{g->done, ROLE_DONE, "complete", true},
		{g->lost, ROLE_LOST, "lost", true},
		{g->seat, ROLE_DIM, "seat", s->synchronous},
	};

	p->x = 1;
	for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++) {
		if (!items[i].shown)
			continue;
		if (pen_room(p) < (int)strlen(items[i].text) + 3)
			return;
		p->role = items[i].role;
		pen_ch(p, items[i].glyph);
		p->x++;
		pen_text(p, ROLE_DIM, items[i].text);
		p->x += 2;
	}
}

/* The rows from y up to end are free. */
struct warnings {
	struct pen pen;
	int y, end;
};

/* Where it fits. */
static void draw_warning(void *arg, const char *line)
{
	struct warnings *w = arg;
	int width = w->pen.in.w - 4;

	if (w->y >= w->end || w->y + text_rows(line, width) > w->end)
		return;
	pen_goto(&w->pen, w->y, 1);
	pen_text(&w->pen, ROLE_LOST, "!");
	pen_goto(&w->pen, w->y, 3);
	w->y += pen_words(&w->pen, ROLE_TEXT, width, line);
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct rungs_pane *own = sc->self;
	struct pen p = pen_in(g, in);
	struct diagnosis diagnosis;
	int y;

	diagnose(&diagnosis, sc->study);
	y = rung_table_draw(sc, g, in, &sc->view->selected, (size_t)own->top, &diagnosis);
	if (y)
		diagnosis_warnings(&diagnosis, true, draw_warning,
			&(struct warnings){p, y, in.h - 1});
	if (y && y < in.h && sc->study->rule) {
		pen_goto(&p, in.h - 1, 0);
		draw_legend(sc, &p);
	}
}

/* Moves over all rungs of all passes as if each were shown. */
static void act(struct view *v, void *self, const struct study *s, enum action a)
{
	struct selection *on = &v->selected;
	struct passes passes;
	struct rung_row *rows;
	size_t n, at = 0;

	(void)self;
	passes_collect(&passes, s);
	n = rung_rows(&passes, -1, -1, 1 << 20, &rows);
	for (size_t i = 0; i < n; i++)
		if (rows[i].pass->bracket == on->bracket && rows[i].rung == on->rung)
			at = i;
	if (a == ACT_INSPECT && n) {
		v->inspect.bracket = rows[at].pass->bracket;
		v->inspect.round = rows[at].pass->round;
		v->inspect.rung = rows[at].rung;
		view_open(v, OVERLAY_RUNG);
	} else if (a == ACT_INSPECT) {
		message_tell(&v->message, v->wall, "no trial has come to a rung yet");
	} else if (n) {
		if (on->bracket >= 0)
			at = move_by(at, n, 1, a);
		on->bracket = rows[at].pass->bracket;
		on->rung = rows[at].rung;
	}
	free(rows);
	passes_release(&passes);
}

/* A bracket in one line has its first rung selected. */
static void point(
	struct view *v, void *self, const struct study *s, struct area in, int y, int x)
{
	const struct rungs_pane *own = self;
	struct selection *on = &v->selected;
	struct passes passes;
	struct rung_row *rows;
	size_t n, at;

	(void)x;
	passes_collect(&passes, s);
	n = rung_rows(&passes, on->bracket, on->rung, in.h, &rows);
	at = (size_t)(own->top + y) - ((size_t)in.h > n && n && rows[0].rung >= 0);
	if (at < n) {
		on->bracket = rows[at].pass->bracket;
		on->rung = rows[at].rung < 0 ? 0 : rows[at].rung;
	}
	free(rows);
	passes_release(&passes);
}

static void follow(struct view *v, void *self, const struct study *s, int room, int width)
{
	struct rungs_pane *own = self;
	const struct selection *on = &v->selected;
	struct passes passes;
	struct rung_row *rows;
	size_t n, at = 0;

	(void)width;
	passes_collect(&passes, s);
	n = rung_rows(&passes, on->bracket, on->rung, room, &rows);
	for (size_t i = 0; i < n; i++)
		if (on->bracket < 0
				? rows[i].pass == passes_open(&passes, -1)
				: rows[i].pass->bracket == on->bracket &&
					  (rows[i].rung < 0 || rows[i].rung == on->rung))
			at = i;
	own->top = (int)scroll_to((size_t)own->top, at, n, room > 0 ? (size_t)room : 1);
	own->brief = false;
	for (size_t i = 0; i < n; i++)
		own->brief |= rows[i].rung < 0;
	own->hidden = room >= 0 && n > (size_t)room ? (int)n - room : 0;
	if (!own->hidden && passes.n == 1 && n)
		own->hidden = passes.items[0].n_rungs - (int)n;
	free(rows);
	passes_release(&passes);
}

/* The rows of all brackets; of the largest beside a line for each other one; of lines. */
static void rows_wanted(const struct study *s, struct pane_rows *out)
{
	struct passes h;
	int most = 0;

	passes_collect(&h, s);
	for (size_t i = 0; i < h.n; i++) {
		out->full += h.items[i].n_rungs;
		most = h.items[i].n_rungs > most ? h.items[i].n_rungs : most;
	}
	out->full++; /* the heads of the columns */
	/* the largest bracket, so that the panes stay when the next one opens */
	out->fair = (int)h.n + most;
	out->least = h.n > 1 ? (int)h.n : out->full;
	passes_release(&h);
}

static void title(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	const char *dot = sc->view->glyphs->dot;
	const struct rungs_pane *own = sc->self;

	if (s->n_brackets > 1)
		pen_textf(p, ROLE_DIM, " %d brackets", s->n_brackets);
	if (s->synchronous)
		pen_textf(p, ROLE_DIM, " %s round %d", s->n_brackets > 1 ? dot : "",
			s->round + 1);
	if (own->hidden)
		pen_textf(p, ROLE_KEY, " %s %d more", dot, own->hidden);
	if (own->brief && s->synchronous && pen_room(p) > (int)strlen(BRIEF) + 3)
		pen_textf(p, ROLE_DIM, " %s %s", dot, BRIEF);
}

const struct pane_ops pane_rungs = {
	.name = "RUNGS",
	.about = "How far the trials have come. At a rung trials are compared, and the "
		 "best go on to the next one; 24/81 says that 24 of its 81 seats have a "
		 "result.",
	.keys = {ACT_UP, ACT_INSPECT, ACT_EXPLAIN, ACT_CLIMB_BACK},
	.wish = {.band = BAND_TOP, .side = SIDE_OWN, .rows = 4, .worth = 1},
	.state_size = sizeof(struct rungs_pane),
	.rows = rows_wanted,
	.draw = draw,
	.title = title,
	.act = act,
	.point = point,
	.follow = follow,
};
