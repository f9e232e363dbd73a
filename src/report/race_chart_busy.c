/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share of its workers that each column kept busy over time. */
#include "config.h"

#include <math.h>

#include "report/chart.h"
#include "report/frame.h"
#include "report/race_chart.h"

#define CELLS 160
#define PANEL 96.0
#define GAP 30.0

static bool applies(const struct race_drawn *d)
{
	return d->studies != NULL;
}

static double height(const struct race_drawn *d)
{
	return FRAME_TOP - 24 + (double)d->table->n * (PANEL + GAP) + FRAME_BOTTOM;
}

static void note(const struct race_drawn *d, struct strbuf *out)
{
	const struct race_table *t = d->table;

	for (size_t i = 0; i < t->n; i++)
		strbuf_addf(out, "%s%s %.0f %%", i ? ", " : "busy in all: ", t->labels[i],
			100 * t->results[i].utilisation);
}

/* An area, one step a stretch of time; the study ends where the area does. */
static void draw_area(struct figure *f, const struct frame *fr, const struct study *s,
	size_t i, double unit)
{
	double step = s->t / CELLS;
	struct paint p = race_paint(f, i);

	if (!(step > 0))
		return;
	figure_move(f, frame_x(fr, 0), frame_y(fr, 0));
	for (int c = 0; c < CELLS; c++) {
		double share = timeline_share(&s->timeline, c * step, (c + 1) * step);
		double y = frame_y(fr, isfinite(share) ? 100 * fmin(1, share) : 0);

		figure_to(f, frame_x(fr, c * step / unit), y);
		figure_to(f, frame_x(fr, (c + 1) * step / unit), y);
	}
	figure_to(f, frame_x(fr, s->t / unit), frame_y(fr, 0));
	figure_close(f);
	p.a = 0.75;
	figure_fill(f, p);
}

static void draw(struct figure *f, const struct race_drawn *d)
{
	const struct race_table *t = d->table;
	double whole = 0, w = FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT;
	struct time_unit unit;

	for (size_t i = 0; i < t->n; i++)
		whole = fmax(whole, d->studies[i]->t);
	unit = chart_unit(whole);
	for (size_t i = 0; i < t->n; i++) {
		struct frame fr = frame_make(FRAME_LEFT,
			FRAME_TOP - 24 + (double)i * (PANEL + GAP) + 20, w, PANEL - 20,
			range_of(0, whole > 0 ? whole / unit.seconds : 1, false),
			range_of(0, 100, false));
		struct lettering l = frame_letters(f, INK_TEXT, SIZE_LABEL);

		l.bold = true;
		l.paint = race_paint(f, i);
		figure_text(f, fr.x, fr.y - 7, &l, t->labels[i]);
		frame_y_axis(f, &fr, true);
		draw_area(f, &fr, d->studies[i], i, unit.seconds);
		if (i + 1 < t->n)
			frame_base(f, &fr);
		else
			frame_x_axis(f, &fr, 8);
		if (i + 1 == t->n)
			frame_x_title(f, &fr, unit.title);
	}
}

const struct race_chart race_chart_busy = {
	.name = "busy",
	.title = "How busy the workers were",
	.about =
		"The share of the workers, in percent, that trained over the time on the "
		"one clock. Where workers wait for a rung to fill, or for the last "
		"trials "
		"of a study, it falls.",
	.applies = applies,
	.height = height,
	.note = note,
	.draw = draw,
};
