/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clock of a race in a row: from its start to the end of its last study, with the
 * number of each column where that took the lead, and where the race stands.
 */
#include "config.h"

#include <stdio.h>

#include "ui/race_marks.h"
#include "ui/view.h"

#define LABEL "clock "
#define PAGES 10
#define CELLS_LEAST 8

/* As wide as it will be at the end, so that the line stays. */
static int cells_in(const struct race *r, struct area in)
{
	char text[48];

	race_time(race_whole(r), race_whole(r), text, sizeof(text));
	return in.w - 2 * text_width(text) - text_width(LABEL) - 6;
}

/* The cell of a study time: start and end stand at the ends. */
static int cell_of(const struct race *r, int cells, double t)
{
	double whole = race_whole(r);
	int c = whole > 0 ? (int)(t / whole * (cells - 1) + 0.5) : 0;

	return c < 0 ? 0 : c < cells ? c : cells - 1;
}

/* Whether an incumbent is better than all that the other columns had then. */
static bool leads(const struct race *r, size_t column, const struct study_incumbent *in)
{
	const struct study *own = race_study(r, column);

	for (size_t i = 0; i < r->n; i++) {
		const struct study *s = race_study(r, i);
		const struct study_incumbent *last = NULL;

		for (size_t k = 0; k < s->n_incumbents && s->incumbents[k].t <= in->t;
			k++)
			last = &s->incumbents[k];
		if (i != column && last && !study_better(own, in->value, last->value))
			return false;
	}
	return true;
}

static void draw_leads(const struct race *r, struct pen *p, int from, int cells)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct study *s = race_study(r, i);

		for (size_t k = 0; k < s->n_incumbents; k++) {
			if (!leads(r, i, &s->incumbents[k]))
				continue;
			pen_goto(p, p->y, from + cell_of(r, cells, s->incumbents[k].t));
			pen_textf(p, race_role(i), "%d", (int)i + 1);
		}
	}
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct view *v = sc->view;
	const struct race *r = v->race;
	struct pen p = pen_in(g, in);
	int cells = cells_in(r, in), from, at;
	bool focus = v->focus == PANE_HISTORY;
	char text[48];

	p.x = 1;
	if (cells >= CELLS_LEAST) {
		p.attr = focus ? ATTR_BOLD : 0;
		pen_text(&p, focus ? ROLE_FOCUS : ROLE_DIM, LABEL);
		p.attr = 0;
		from = p.x;
		at = cell_of(r, cells, v->clock);
		p.role = ROLE_BAR;
		pen_repeat(&p, g->glyphs->h, at);
		p.role = ROLE_BORDER;
		pen_repeat(&p, g->glyphs->h, cells - at);
		draw_leads(r, &p, from, cells);
		pen_goto(&p, 0, from + at);
		p.role = ROLE_STRONG;
		pen_ch(&p, g->glyphs->head);
		pen_goto(&p, 0, from + cells + 1);
	}
	pen_text(&p, ROLE_STRONG, race_time(v->clock, race_whole(r), text, sizeof(text)));
	pen_textf(&p, ROLE_DIM, " / %s",
		race_time(race_whole(r), race_whole(r), text, sizeof(text)));
}

/* A tenth of all time on or back. */
static void page(struct view *v, bool back)
{
	double step = race_whole(v->race) / PAGES, now = race_clock(v->race, v->wall);

	race_goto(v->race, now + (back ? -step : step), v->wall);
}

static void act(struct view *v, void *self, const struct study *s, enum action a)
{
	enum action travel = travel_of(a);

	(void)self;
	(void)s;
	if (travel != ACT_NONE)
		view_race(v, travel);
	else if (a == ACT_PAGE_UP || a == ACT_PAGE_DOWN)
		page(v, a == ACT_PAGE_UP);
}

static void point(
	struct view *v, void *self, const struct study *s, struct area in, int y, int x)
{
	int cells = cells_in(v->race, in), cell = x - 1 - text_width(LABEL);

	(void)self;
	(void)s;
	(void)y;
	if (cells >= CELLS_LEAST && cell >= 0 && cell < cells)
		race_goto(v->race, race_whole(v->race) * cell / (cells - 1), v->wall);
}

/* A step in time. */
static void roll(struct view *v, void *self, const struct study *s, bool down)
{
	act(v, self, s, down ? ACT_RIGHT : ACT_LEFT);
}

const struct pane_ops pane_race_clock = {
	.name = "CLOCK",
	.about = "The clock of all columns, from the start to the end of the last one. The "
		 "number of a column stands where it took the lead.",
	.keys = {ACT_LEFT, ACT_OLDEST, ACT_CLIMB_BACK},
	.strip = true,
	.draw = draw,
	.act = act,
	.point = point,
	.roll = roll,
};
