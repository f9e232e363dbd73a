/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The crosshair of the curves: lines through one sample, which end where something else
 * is drawn, and its exact numbers.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "ui/curves_frame.h"
#include "ui/format.h"

#define EXACT 7 /* digits: what a float holds, and a metric is often one */

/* A character where there is nothing yet. */
static void guide(struct pen *p, int y, int x, uint32_t ch)
{
	const struct cell *c = grid_at(p->g, p->in.y + y, p->in.x + x);

	if (!c || c->ch != ' ')
		return;
	pen_goto(p, y, x);
	pen_ch(p, ch);
}

static void draw_lines(const struct curves_frame *f, struct pen p, int y, int x)
{
	const struct glyphs *g = f->sc->view->glyphs;

	p.role = ROLE_FOCUS;
	for (int i = 0; i < f->plot.rows && x >= 0 && x < f->plot.cols; i++)
		guide(&p, i, CURVES_MARGIN + x, g->v);
	for (int i = 0; i < f->plot.cols && y >= 0 && y < f->plot.rows; i++)
		guide(&p, y, CURVES_MARGIN + i, g->h);
	if (x < 0 || x >= f->plot.cols || y < 0 || y >= f->plot.rows)
		return;
	p.attr = ATTR_BOLD;
	pen_goto(&p, y, CURVES_MARGIN + x);
	pen_ch(&p, g->unicode ? 0x253c : '+');
}

/* In the upper right corner, or in the lower one when the sample is there. */
static void draw_numbers(const struct curves_frame *f, struct pen p,
	const struct study_trial *t, int epoch, int y, int x)
{
	const struct study *s = f->sc->study;
	double v = study_metric(s, t, epoch, f->look.metric);
	char name[24], text[160], at[32];
	int n, room = f->plot.cols, width;

	n = snprintf(text, sizeof(text), " %s @%de %.60s %.*g",
		format_trial(t->id, name, sizeof(name)), epoch,
		s->info->metrics[f->look.metric], EXACT, v);
	if (f->look.x == CURVES_TIME)
		n += snprintf(text + n, sizeof(text) - (size_t)n, " at %s",
			format_clock((double)t->times[epoch - 1], at, sizeof(at)));
	if (f->look.smooth > 0)
		snprintf(text + n, sizeof(text) - (size_t)n, " smoothed %.*g", EXACT,
			curves_value(f, t, epoch));
	width = text_width(text) + 1;
	width = width < room ? width : room;
	pen_goto(&p, y <= 1 && x >= room - width ? f->plot.rows - 1 : 0,
		CURVES_MARGIN + room - width);
	p.attr = ATTR_BOLD;
	pen_left(&p, ROLE_STRONG, width, text);
}

void curves_draw_cross(struct curves_frame *f, const struct curves_set *set, struct pen p)
{
	const struct study_trial *t;
	int epoch = set->cross_epoch, x, y;
	double d;

	if (set->cross >= f->sc->study->n_trials)
		return;
	t = &f->sc->study->trials[set->cross];
	if (epoch < 1 || epoch > t->epoch)
		return;
	curves_take(f, t, epoch);
	d = axis_dot(&f->y, curves_value(f, t, epoch));
	x = curves_column(f, t, epoch);
	x = x < 0 ? -1 : x / f->plot.dots_x;
	/* what is not finite has no height */
	y = isnan(d) || d < -0.5 || d > plot_height(&f->plot)
		    ? -1
		    : (int)floor(d + 0.5) / f->plot.dots_y;
	draw_lines(f, p, y, x);
	draw_numbers(f, p, t, epoch, y, x);
}
