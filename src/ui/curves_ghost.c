/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ghosts in a plot of curves: of the metric that decides, over epochs. What might have been
 * has no time of the study's, and no other metric.
 */
#include "config.h"

#include <math.h>

#include "base/number.h"
#include "ui/curves_frame.h"

#define GAP 2 /* dot columns from one dot to the next */

static const struct future *ghost_of(
	const struct curves_frame *f, const struct series *se)
{
	const struct study *s = f->sc->study;

	if (!se->ghost || f->look.metric != s->info->metric_index ||
		f->look.x == CURVES_TIME)
		return NULL;
	return ghosts_of(f->sc->view->ghosts, &s->trials[se->trial]);
}

static double column_of(const struct curves_frame *f, int epoch)
{
	return axis_dot(&f->x, epoch);
}

/* Dots between two points, at columns that are the same whatever is drawn. */
static void dots(struct curves_frame *f, double x0, double y0, double x1, double y1,
	struct plot_ink ink)
{
	for (int c = (int)ceil(x0); c <= (int)floor(x1); c++) {
		double part = x1 > x0 ? (c - x0) / (x1 - x0) : 1;

		if (c % GAP == 0 && isfinite(y0) && isfinite(y1))
			plot_dot(&f->plot, c, (int)floor(y0 + part * (y1 - y0) + 0.5),
				ink);
	}
}

/* What breaks constraints is a gap: its value is not what is compared. */
static double drawn(const struct curves_frame *f, const struct future *x, int epoch)
{
	double v = x->values[epoch - 1];

	return study_broken(f->sc->study, v) > 0 ? NO_NUMBER : v;
}

void curves_draw_ghost(struct curves_frame *f, const struct series *se)
{
	const struct future *x = ghost_of(f, se);
	double at, dot;
	int from;

	if (!x)
		return;
	from = f->sc->study->trials[se->trial].epoch;
	at = column_of(f, from);
	dot = axis_dot(&f->y, drawn(f, x, from));
	for (int e = from + 1; e <= x->epochs; e++) {
		double next = column_of(f, e), height = axis_dot(&f->y, drawn(f, x, e));

		dots(f, at, dot, next, height, se->ink);
		if (next - at < 1 && e < x->epochs)
			continue; /* all of a dot's epochs are one dot: the last of them */
		at = next;
		dot = height;
	}
}

bool curves_ghost_end(
	const struct curves_frame *f, const struct series *se, int *column, double *dot)
{
	const struct future *x = ghost_of(f, se);
	double at = x ? column_of(f, x->epochs) : NO_NUMBER;
	double height = x ? axis_dot(&f->y, drawn(f, x, x->epochs)) : NO_NUMBER;

	if (!(at >= 0 && at < plot_width(&f->plot)) || isnan(height))
		return false;
	*column = (int)floor(at + 0.5);
	*dot = height;
	return true;
}

size_t curves_ghost_sample(const struct curves_frame *f, const struct series *se,
	int each, double *out, size_t count, size_t most)
{
	const struct future *x = ghost_of(f, se);
	int from, step;

	if (!x)
		return count;
	from = f->sc->study->trials[se->trial].epoch;
	step = (x->epochs - from) / each + 1;
	for (int e = from + 1; e <= x->epochs && count < most; e += step) {
		double v = drawn(f, x, e);

		if (isfinite(v) && (!f->look.log_y || v > 0))
			out[count++] = f->look.log_y ? log10(v) : v;
	}
	return count;
}
