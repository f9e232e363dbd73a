/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every measure over all seeds: each seed, the mean, and its 95 % interval. */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "report/chart.h"
#include "report/frame.h"
#include "report/marks.h"
#include "report/race_chart.h"

#define ROW 26.0
#define GAP 78.0
#define LABELS 170.0

static bool applies(const struct race_drawn *d)
{
	return d->seeds && d->seeds->n > 1;
}

static double panel_height(const struct race_drawn *d)
{
	return (double)d->table->n * ROW + GAP;
}

static double height(const struct race_drawn *d)
{
	return FRAME_TOP - 24 + (double)race_measures_count(d->table) * panel_height(d);
}

static void note(const struct race_drawn *d, struct strbuf *out)
{
	struct race_samples s =
		race_measures_of(d->seeds, d->table, race_measures_count(d->table) - 2);
	struct strbuf name = STRBUF_INIT;
	size_t best = race_leader(&s);

	race_measure_name(d->table, race_measures_count(d->table) - 2, &name);
	strbuf_addf(out, "in %s %s was first in %zu of %zu seeds", name.buf,
		d->table->labels[best], race_firsts(&s, best), s.n);
	strbuf_release(&name);
}

static struct range range_of_samples(const struct race_samples *s)
{
	double lo = INFINITY, hi = -INFINITY;

	for (size_t i = 0; i < s->n; i++)
		for (size_t c = 0; c < s->columns; c++)
			if (isfinite(s->rows[i][c])) {
				lo = fmin(lo, s->rows[i][c]);
				hi = fmax(hi, s->rows[i][c]);
			}
	if (!(lo <= hi))
		return range_of(0, 1, false);
	return range_of(lo, hi, lo > 0 && hi > 4 * lo);
}

/* A ring a seed, then the mean on its interval. */
static void draw_column(struct figure *f, const struct frame *fr,
	const struct race_samples *s, size_t column, double y)
{
	struct race_mean m = race_mean(s, column);
	struct paint p = race_paint(f, column);

	p.a = 0.55;
	for (size_t i = 0; i < s->n; i++)
		if (isfinite(s->rows[i][column]))
			marks_add(f, SHAPE_RING, frame_x(fr, s->rows[i][column]), y, 6);
	marks_paint(f, SHAPE_RING, p, 6);
	p.a = 1;
	if (isfinite(m.lo)) {
		figure_move(f, frame_x(fr, m.lo), y);
		figure_to(f, frame_x(fr, m.hi), y);
		figure_stroke(f, p, 3, DASHES_NONE);
	}
	if (isfinite(m.mean)) {
		marks_add(f, SHAPE_DOT, frame_x(fr, m.mean), y, 10);
		marks_paint(f, SHAPE_DOT, p, 10);
	}
}

static void draw_measure(
	struct figure *f, const struct race_drawn *d, size_t measure, double top)
{
	const struct race_table *t = d->table;
	struct race_samples s = race_measures_of(d->seeds, t, measure);
	struct frame fr = frame_make(FRAME_RIGHT + LABELS, top + 28,
		FIGURE_WIDTH - 2 * FRAME_RIGHT - LABELS - 70, (double)t->n * ROW,
		range_of_samples(&s), range_of(0, 1, false));
	struct lettering big = frame_letters(f, INK_TEXT, SIZE_LABEL);
	struct strbuf name = STRBUF_INIT;

	big.bold = true;
	race_measure_name(t, measure, &name);
	figure_text(f, FRAME_RIGHT, top + 16, &big, name.buf);
	strbuf_release(&name);
	frame_x_axis(f, &fr, 7);
	for (size_t i = 0; i < t->n; i++) {
		double y = fr.y + ((double)i + 0.5) * ROW;
		struct lettering l = frame_letters(f, INK_TEXT, SIZE_TICK);
		struct strbuf cut = STRBUF_INIT;
		char first[48];

		l.paint = race_paint(f, i);
		figure_text_fit(f, &l, LABELS - 12, t->labels[i], &cut);
		figure_text(f, FRAME_RIGHT, y + 4, &l, cut.buf);
		strbuf_release(&cut);
		draw_column(f, &fr, &s, i, y);
		snprintf(first, sizeof(first), "first in %zu", race_firsts(&s, i));
		l = frame_letters(f, INK_MUTED, SIZE_TICK);
		figure_text(f, fr.x + fr.w + 10, y + 4, &l, first);
	}
}

static void draw(struct figure *f, const struct race_drawn *d)
{
	for (size_t k = 0; k < race_measures_count(d->table); k++)
		draw_measure(f, d, k, FRAME_TOP - 30 + (double)k * panel_height(d));
}

const struct race_chart race_chart_seeds = {
	.name = "seeds",
	.title = "Over the seeds",
	.about = "Each ring is a seed, the dot the mean of those that came there, the "
		 "bar its "
		 "95 % interval by Student's t. At the right, in how many seeds the "
		 "column was "
		 "first; all that tie are.",
	.applies = applies,
	.height = height,
	.note = note,
	.draw = draw,
};
