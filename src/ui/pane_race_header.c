/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The head of a race: what races and how the clock stands, and the order of the columns
 * now, the first of them first.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "ui/format.h"
#include "ui/race_marks.h"
#include "ui/view.h"

static void draw_chip(const struct scene *sc, struct pen *p)
{
	const struct race *r = sc->view->race;
	const struct glyphs *g = sc->view->glyphs;
	bool end = race_ended(r);

	pen_textf(p,
		r->playing ? ROLE_CHIP_RUN
		: end	   ? ROLE_CHIP_END
			   : ROLE_CHIP_HOLD,
		" %s RACE ",
		r->playing ? g->run
		: end	   ? g->end
			   : g->hold);
}

static void speed_text(double speed, char *out, size_t size)
{
	if (speed >= 1)
		snprintf(out, size, "speed %.0fx", speed);
	else
		snprintf(out, size, "speed 1/%.0fx", 1 / speed);
}

/* From the right end inwards, as long as there is room beside the pen. */
static void draw_right(const struct pen *p, int *end, enum role role, const char *text)
{
	struct pen right = *p;

	if (*end - text_width(text) - 2 < p->x)
		return;
	*end -= text_width(text);
	pen_goto(&right, p->y, *end);
	pen_text(&right, role, text);
	*end -= 2;
}

static void draw_state(const struct scene *sc, struct pen *p)
{
	const struct race *r = sc->view->race;
	const struct study_info *info = sc->study->info;
	char time[48], text[96];
	int end = p->in.w - 1;

	p->x = p->in.w >= 24;
	p->attr = ATTR_BOLD;
	pen_left(p, ROLE_BEST, text_width(info->name) < 30 ? text_width(info->name) : 30,
		info->name);
	p->attr = 0;
	p->x += 2;
	draw_chip(sc, p);
	p->x += 2;
	race_time(sc->view->clock, race_whole(r), time, sizeof(time));
	draw_right(p, &end, ROLE_STRONG, time);
	speed_text(r->speed, text, sizeof(text));
	draw_right(p, &end, ROLE_DIM, text);
	snprintf(text, sizeof(text), "%s %.40s", info->maximize ? "greatest" : "least",
		info->metric);
	draw_right(p, &end, ROLE_DIM, text);
	snprintf(text, sizeof(text), "seed %" PRIu64, info->seed);
	draw_right(p, &end, ROLE_DIM, text);
}

/* What is said of a column: whole, or not at all. */
struct standing_text {
	char place[8], value[32], time[56];
	const char *label;
	int width;
};

/* "1st asha 0.0056 at 0.232 s"; False: it has no value yet. */
static bool standing_make(struct standing_text *t, const struct race *r,
	const size_t *order, size_t i, bool times)
{
	const struct study_incumbent *in = study_incumbent(race_study(r, order[i]));
	char time[48];

	if (!in)
		return false;
	snprintf(t->place, sizeof(t->place), "%s ", race_ordinal((int)i + 1));
	t->label = r->columns[order[i]].label;
	format_metric(in->value, t->value, sizeof(t->value));
	snprintf(t->time, sizeof(t->time), times ? " at %s" : "%.0s",
		race_time(in->t, race_whole(r), time, sizeof(time)));
	t->width = text_width(t->place) + text_width(t->label) + 1 +
		   text_width(t->value) + text_width(t->time);
	return true;
}

static int order_width(const struct race *r, const size_t *order, bool times)
{
	struct standing_text t;
	int width = 0;

	for (size_t i = 0; i < r->n; i++)
		if (standing_make(&t, r, order, i, times))
			width += t.width + 2;
	return width;
}

static void draw_order(const struct scene *sc, struct pen *p)
{
	const struct race *r = sc->view->race;
	struct standing_text t;
	size_t order[RACE_MOST];
	bool times, any = false;

	race_order(r, order);
	times = order_width(r, order, true) <= p->in.w;
	p->x = p->in.w >= 24;
	for (size_t i = 0; i < r->n; i++) {
		if (!standing_make(&t, r, order, i, times))
			continue;
		any = true;
		if (t.width > pen_room(p))
			break;
		pen_text(p, ROLE_DIM, t.place);
		p->attr = ATTR_BOLD;
		pen_text(p, race_role(order[i]), t.label);
		p->x++;
		pen_text(p, i ? ROLE_STRONG : ROLE_BEST, t.value);
		p->attr = 0;
		pen_text(p, ROLE_DIM, t.time);
		p->x += 2;
	}
	if (!any)
		pen_text(p, ROLE_DIM, "no column has a value yet");
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	struct pen p = pen_in(g, in);

	if (!sc->study->info)
		return;
	draw_state(sc, &p);
	if (in.h < 2)
		return;
	pen_goto(&p, 1, 0);
	draw_order(sc, &p);
}

const struct pane_ops pane_race_header = {.wish = {.band = BAND_HEAD}, .draw = draw};
