/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best value of each column so far, against epochs and against time. */
#include "config.h"

#include <math.h>

#include "report/chart.h"
#include "report/frame.h"
#include "report/marks.h"
#include "report/race_chart.h"

#define PANEL_GAP 56.0

static bool applies(const struct race_drawn *d)
{
	return d->studies != NULL;
}

static double height(const struct race_drawn *d)
{
	(void)d;
	return 480;
}

/* "asha came to 0.0056 first, after 0.232 s" */
static void note(const struct race_drawn *d, struct strbuf *out)
{
	const struct race_table *t = d->table;
	size_t first = RACE_MOST;
	char value[32];

	for (size_t i = 0; t->n_targets && i < t->n; i++) {
		double at = t->reach[0][i].seconds;

		if (isfinite(at) &&
			(first == RACE_MOST || at < t->reach[0][first].seconds))
			first = i;
	}
	if (first == RACE_MOST) {
		strbuf_adds(out, "no column had a finite value");
		return;
	}
	strbuf_addf(out, "%s came first to %s %s, after %.4g s and %.0f epochs",
		t->labels[first], t->info->metric,
		chart_value(t->targets[0], value, sizeof(value)),
		t->reach[0][first].seconds, t->reach[0][first].epochs);
}

static double epochs_of(const struct study_incumbent *in)
{
	return (double)in->epochs;
}

static double seconds_of(const struct study_incumbent *in)
{
	return in->t;
}

typedef double (*place_of)(const struct study_incumbent *in);

static struct range range_of_values(const struct race_drawn *d)
{
	struct values v = {0};
	struct range r;

	for (size_t i = 0; i < d->table->n; i++)
		for (size_t k = 0; k < d->studies[i]->n_incumbents; k++)
			values_add(&v, d->studies[i]->incumbents[k].value);
	r = range_of_metric(&v, d->table->info->maximize);
	values_release(&v);
	return r;
}

/* Logarithmic, as what is good comes early; linear where that cannot be. */
static struct range range_of_places(const struct race_drawn *d, place_of at, double scale)
{
	double lo = INFINITY, hi = 0;

	for (size_t i = 0; i < d->table->n; i++) {
		const struct study *s = d->studies[i];

		hi = fmax(hi, at == epochs_of ? (double)s->epochs : s->t);
		if (s->n_incumbents)
			lo = fmin(lo, at(&s->incumbents[0]));
	}
	if (lo > 0 && lo < hi)
		return range_of(lo / scale, hi / scale, true);
	return range_of(0, hi > 0 ? hi / scale : 1, false);
}

static void draw_steps(struct figure *f, const struct frame *fr, const struct study *s,
	size_t column, place_of at, double scale)
{
	double end = at == epochs_of ? (double)s->epochs : s->t, x = 0, y = 0;

	if (!s->n_incumbents)
		return;
	for (size_t i = 0; i < s->n_incumbents; i++) {
		const struct study_incumbent *in = &s->incumbents[i];

		x = frame_x(fr, at(in) / scale);
		if (i)
			figure_to(f, x, y);
		y = frame_y(fr, in->value);
		(i ? figure_to : figure_move)(f, x, y);
	}
	x = frame_x(fr, end / scale);
	figure_to(f, x, y);
	figure_stroke(
		f, race_paint(f, column), column == 3 ? 3.5 : 2, race_dashes(column));
	marks_add(f, SHAPE_DOT, x, y, 8);
	marks_paint(f, SHAPE_DOT, race_paint(f, column), 8);
}

static void draw_panel(struct figure *f, const struct frame *fr,
	const struct race_drawn *d, place_of at, double scale, bool labels)
{
	frame_y_axis(f, fr, labels);
	frame_x_axis(f, fr, 6);
	/* the wide line is drawn first, so that the others show on it */
	for (size_t i = d->table->n; i-- > 0;)
		draw_steps(f, fr, d->studies[i], i, at, scale);
}

static double whole_of(const struct race_drawn *d)
{
	double most = 0;

	for (size_t i = 0; i < d->table->n; i++)
		most = fmax(most, d->studies[i]->t);
	return most;
}

static void draw(struct figure *f, const struct race_drawn *d)
{
	double w = (FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT - PANEL_GAP) / 2;
	double tall = figure_height(f) - FRAME_TOP - FRAME_BOTTOM;
	struct time_unit unit = chart_unit(whole_of(d));
	struct range ry = range_of_values(d);
	struct frame left = frame_make(
		FRAME_LEFT, FRAME_TOP, w, tall, range_of_places(d, epochs_of, 1), ry);
	struct frame right = frame_make(left.x + w + PANEL_GAP, FRAME_TOP, w, tall,
		range_of_places(d, seconds_of, unit.seconds), ry);

	if (ry.empty) {
		left.w = FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT;
		frame_say(f, &left, "no finite value");
		return;
	}
	race_legend(f, d->table);
	draw_panel(f, &left, d, epochs_of, 1, true);
	draw_panel(f, &right, d, seconds_of, unit.seconds, false);
	frame_x_title(f, &left, "epochs trained, all trials");
	frame_x_title(f, &right, unit.title);
	frame_y_title(f, &left, d->table->info->metric);
}

const struct race_chart race_chart_best = {
	.name = "best",
	.title = "The best value so far",
	.about = "The best value that any trial of a column had had by then: on the left "
		 "against the epochs that its trials had spent together, on the right "
		 "against the time on the one clock. A dot is where a column ended.",
	.applies = applies,
	.height = height,
	.note = note,
	.draw = draw,
};
