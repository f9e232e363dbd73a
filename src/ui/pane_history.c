/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The history in a row: all events from left to right, the climbs among them as dense as
 * they are, each incumbent, each switch, each failure, and where the screen stands.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "ui/view.h"

#define LABEL "history "
#define DENSE 4 /* climbs in a cell that fill it, unless another cell has more */
#define PAGES 10

struct scrubber {
	const struct moments *t;
	uint64_t cells, at;
	size_t most; /* climbs in a cell */
};

/* The cell of an event: the first and the last one stand at the ends. */
static uint64_t cell_of(const struct scrubber *s, uint64_t seq)
{
	if (s->t->length < 2 || s->cells < 2)
		return 0;
	return (seq - 1) * (s->cells - 1) / (s->t->length - 1);
}

/* The first event that lies in a cell, or in one after it. */
static uint64_t first_in(const struct scrubber *s, uint64_t cell)
{
	uint64_t gaps = s->cells > 1 ? s->cells - 1 : 1;

	if (cell >= s->cells)
		return s->t->length + 1;
	return (cell * (s->t->length - 1) + gaps - 1) / gaps + 1;
}

static size_t count_in(const struct scrubber *s, enum moment m, uint64_t cell)
{
	return moments_count(s->t, m, first_in(s, cell), first_in(s, cell + 1));
}

static void draw_cell(const struct scrubber *s, struct pen *p, uint64_t cell)
{
	const struct glyphs *g = p->g->glyphs;
	size_t climbs = count_in(s, MOMENT_CLIMB, cell);

	if (cell == cell_of(s, s->at)) {
		p->role = ROLE_STRONG;
		pen_ch(p, g->head);
	} else if (count_in(s, MOMENT_SWITCH, cell)) {
		p->role = ROLE_KEY;
		pen_ch(p, 's');
	} else if (count_in(s, MOMENT_INCUMBENT, cell)) {
		p->role = ROLE_BEST;
		pen_ch(p, g->incumbent);
	} else if (count_in(s, MOMENT_FAILURE, cell)) {
		p->role = ROLE_LOST;
		pen_ch(p, g->lost);
	} else if (climbs) {
		p->role = ROLE_CLIMBED;
		pen_ch(p, g->density[(climbs * 4 - 1) / s->most]);
	} else {
		p->role = first_in(s, cell) <= s->at ? ROLE_BAR : ROLE_BORDER;
		pen_ch(p, g->h);
	}
}

static const char *place_name(const struct view *v, const struct study *s)
{
	if (v->head.replay)
		return "REPLAY";
	if (v->head.frozen)
		return "FROZEN";
	if (!v->head.live)
		return "PAST";
	return s->phase == PHASE_FINISHED ? "END" : "LIVE";
}

/* As wide as it will be at the end, so that the line stays. */
static int cells_in(const struct moments *t, struct area in)
{
	char text[80];

	snprintf(text, sizeof(text), "#%" PRIu64 "/%" PRIu64 " REPLAY", t->length,
		t->length);
	return in.w - text_width(text) - text_width(LABEL) - 3;
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct view *v = sc->view;
	struct pen p = pen_in(g, in);
	struct scrubber s = {.t = v->moments, .most = DENSE};
	bool focus = v->focus == PANE_HISTORY;
	int cells;

	if (!s.t || !s.t->length)
		return;
	s.at = playhead_seq(&v->head, s.t);
	cells = cells_in(s.t, in);
	p.x = 1;
	if (cells >= 8) {
		s.cells = (uint64_t)cells;
		for (uint64_t c = 0; c < s.cells; c++)
			if (count_in(&s, MOMENT_CLIMB, c) > s.most)
				s.most = count_in(&s, MOMENT_CLIMB, c);
		p.attr = focus ? ATTR_BOLD : 0;
		pen_text(&p, focus ? ROLE_FOCUS : ROLE_DIM, LABEL);
		p.attr = 0;
		for (uint64_t c = 0; c < s.cells; c++)
			draw_cell(&s, &p, c);
		p.x++;
	}
	pen_textf(&p, ROLE_STRONG, "#%" PRIu64, s.at);
	pen_textf(&p, ROLE_DIM, "/%" PRIu64 " ", s.t->length);
	pen_text(&p, v->head.live ? ROLE_DIM : ROLE_KEY, place_name(v, sc->study));
}

/* A tenth of all events on or back. */
static void page(struct view *v, bool back)
{
	uint64_t at = playhead_seq(&v->head, v->moments);
	uint64_t step = v->moments->length / PAGES + 1;

	if (back)
		view_goto(v, at > step ? at - step : 1);
	else if (!v->head.live)
		view_goto(v, at + step);
}

static void act(struct view *v, void *self, const struct study *s, enum action a)
{
	enum action travel = travel_of(a);

	(void)self;
	(void)s;
	if (!v->moments)
		return;
	if (travel != ACT_NONE)
		view_travel(v, travel);
	else if (a == ACT_PAGE_UP || a == ACT_PAGE_DOWN)
		page(v, a == ACT_PAGE_UP);
}

static void point(
	struct view *v, void *self, const struct study *s, struct area in, int y, int x)
{
	struct scrubber sc = {.t = v->moments};
	int cells, cell = x - 1 - text_width(LABEL);

	(void)self;
	(void)s;
	(void)y;
	if (!sc.t || !sc.t->length)
		return;
	cells = cells_in(sc.t, in);
	if (cells < 8 || cell < 0 || cell >= cells)
		return;
	sc.cells = (uint64_t)cells;
	view_goto(v, first_in(&sc, (uint64_t)cell));
}

/* A step in time. */
static void roll(struct view *v, void *self, const struct study *s, bool down)
{
	act(v, self, s, down ? ACT_RIGHT : ACT_LEFT);
}

const struct pane_ops pane_history = {
	.name = "HISTORY",
	.about = "All that has happened, from the left to the right. A star is an "
		 "incumbent.",
	.keys = {ACT_STEP, ACT_CLIMB_BACK, ACT_OLDEST, ACT_LIVE},
	.strip = true,
	.wish = {.band = BAND_LINE, .worth = 5, .line_rows = 1},
	.draw = draw,
	.act = act,
	.point = point,
	.roll = roll,
};
