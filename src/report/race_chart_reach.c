/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it took each column to come to a few values: epochs, and time. */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "report/chart.h"
#include "report/frame.h"
#include "report/marks.h"
#include "report/race_chart.h"

#define ROW 22.0
#define GROUP_GAP 26.0
#define NAMES 150.0
#define PANEL_GAP 90.0

static bool applies(const struct race_drawn *d)
{
	return d->studies && d->table->n_targets && isfinite(d->table->targets[0]);
}

static double group_height(const struct race_drawn *d)
{
	return (double)d->table->n * ROW + GROUP_GAP;
}

static double height(const struct race_drawn *d)
{
	return FRAME_TOP + (double)d->table->n_targets * group_height(d) + 24;
}

static void note(const struct race_drawn *d, struct strbuf *out)
{
	const struct race_table *t = d->table;
	size_t last = t->n_targets - 1, came = 0;

	for (size_t i = 0; i < t->n; i++)
		came += isfinite(t->reach[last][i].seconds);
	strbuf_addf(out, "%zu of %zu columns came to %.4g", came, t->n, t->targets[last]);
}

static double most(const struct race_table *t, bool seconds)
{
	double m = 0;

	for (size_t k = 0; k < t->n_targets; k++)
		for (size_t i = 0; i < t->n; i++) {
			double v =
				seconds ? t->reach[k][i].seconds : t->reach[k][i].epochs;

			m = isfinite(v) ? fmax(m, v) : m;
		}
	return m > 0 ? m : 1;
}

/* A bar with its number at its end. */
static void draw_bar(struct figure *f, double x, double y, double w, double share,
	const char *text, size_t column)
{
	struct lettering l = frame_letters(f, INK_TEXT, SIZE_TICK);

	if (isfinite(share)) {
		figure_box(f, x, y, fmax(1, share * w), ROW - 7);
		figure_fill(f, race_paint(f, column));
	} else {
		l = frame_letters(f, INK_MUTED, SIZE_TICK);
	}
	figure_text(f, x + (isfinite(share) ? share * w : 0) + 6, y + ROW - 11, &l, text);
}

static void draw_panel(
	struct figure *f, const struct race_drawn *d, double x, double w, bool seconds)
{
	const struct race_table *t = d->table;
	double whole = most(t, seconds);
	struct time_unit unit = chart_unit(seconds ? whole : 0);
	struct lettering head = frame_letters(f, INK_MUTED, SIZE_TICK);

	figure_text(f, x, FRAME_TOP + 2, &head, seconds ? unit.title : "epochs");
	for (size_t k = 0; k < t->n_targets; k++)
		for (size_t i = 0; i < t->n; i++) {
			double v =
				seconds ? t->reach[k][i].seconds : t->reach[k][i].epochs;
			double y = FRAME_TOP + (double)k * group_height(d) + GROUP_GAP -
				   8 + (double)i * ROW;
			char text[32] = "never";

			if (isfinite(v))
				snprintf(text, sizeof(text), seconds ? "%.4g" : "%.0f",
					seconds ? v / unit.seconds : v);
			draw_bar(f, x, y, w, v / whole, text, i);
		}
}

/* The value of a group, and the columns in it. */
static void draw_names(struct figure *f, const struct race_drawn *d)
{
	const struct race_table *t = d->table;
	struct lettering big = frame_letters(f, INK_TEXT, SIZE_LABEL);
	char margin[32], text[64];

	big.bold = true;
	for (size_t k = 0; k < t->n_targets; k++) {
		double y = FRAME_TOP + (double)k * group_height(d) + GROUP_GAP + 4;
		struct lettering l = frame_letters(f, INK_MUTED, SIZE_TICK);

		snprintf(text, sizeof(text), "%.4g", t->targets[k]);
		figure_text(f, FRAME_RIGHT, y, &big, text);
		figure_text(f, FRAME_RIGHT, y + 17, &l,
			race_margin_text(t->margins[k], margin, sizeof(margin)));
	}
}

static void draw(struct figure *f, const struct race_drawn *d)
{
	double x = FRAME_RIGHT + NAMES;
	double w = (FIGURE_WIDTH - FRAME_RIGHT - x - 2 * PANEL_GAP) / 2;

	struct legend l = legend_begin(f);

	for (size_t i = 0; i < d->table->n; i++)
		legend_box(&l, race_paint(f, i), d->table->labels[i]);
	draw_names(f, d);
	draw_panel(f, d, x, w, false);
	draw_panel(f, d, x + w + PANEL_GAP, w, true);
}

const struct race_chart race_chart_reach = {
	.name = "reach",
	.title = "What it took",
	.about = "The epochs and the time that each column spent until it came to the "
		 "best "
		 "value of all columns, and to within a little of it. Shorter is better.",
	.applies = applies,
	.height = height,
	.note = note,
	.draw = draw,
};
