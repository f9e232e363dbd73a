/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "ui/curves.h"
#include "ui/format.h"

#define MARGIN 6 /* columns of the labels at the left */
#define SAMPLE 1536

struct frame_of_curves {
	const struct scene *sc;
	struct plot plot;
	struct axis y;
	int *first; /* first[c]: the first epoch of dot column c; plot width + 1 of them */
	double log_max;
};

bool curves_log_y(const struct scene *sc)
{
	if (sc->view->log_y == LOG_Y_AUTO)
		return sc->study->info && !sc->study->info->maximize;
	return sc->view->log_y == LOG_Y_ON;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Some values of all series, evenly taken, in order of size. */
static size_t sample(const struct scene *sc, const struct series *series, size_t n,
	bool log, double *out)
{
	const struct study *s = sc->study;
	size_t each = n ? SAMPLE / n : 0, count = 0;

	each = each < 4 ? 4 : each;
	for (size_t i = 0; i < n; i++) {
		const struct study_trial *t = &s->trials[series[i].trial];
		int step = t->epoch / (int)each + 1;

		for (int e = 1; e <= t->epoch && count < SAMPLE; e += step) {
			double v = study_metric(s, t, e, s->info->metric_index);

			if (isfinite(v) && (!log || v > 0))
				out[count++] = log ? log10(v) : v;
		}
	}
	qsort(out, count, sizeof(*out), compare);
	return count;
}

/*
 * The range to show: all of it, but for far outliers on the bad side, which are clipped.
 * Rounded outwards, so that it does not twitch with every value.
 */
static struct axis y_axis(
	const struct scene *sc, const struct series *series, size_t n, bool log, int dots)
{
	double *v = xcalloc(SAMPLE, sizeof(*v)), lo = log ? -1 : 0, hi = log ? 0 : 1,
	       step;
	size_t count = sample(sc, series, n, log, v);

	if (count) {
		double low = v[count / 10], high = v[count - 1 - count / 10];

		lo = v[0];
		hi = v[count - 1];
		if (sc->study->info->maximize)
			lo = fmax(lo, low - 1.5 * (high - low));
		else
			hi = fmin(hi, high + 1.5 * (high - low));
	}
	free(v);
	if (!(hi - lo > 1e-12 * fmax(fabs(hi), fabs(lo)))) {
		double pad = log ? 0.1 : fabs(hi) * 0.1 + 1e-6;

		hi += pad;
		lo -= pad;
	}
	step = pow(10, floor(log10((hi - lo) / 4)));
	step *= (hi - lo) / step > 12 ? 0.5 : 0.2;
	lo = floor(lo / step) * step;
	hi = ceil(hi / step) * step;
	return log ? axis_make(pow(10, lo), pow(10, hi), true, dots, true)
		   : axis_make(lo, hi, false, dots, true);
}

/* The dot column of an epoch: log(epoch) of log(r_max). */
static int column_of(const struct frame_of_curves *f, int epoch)
{
	int last = plot_width(&f->plot) - 1;

	if (f->log_max <= 0)
		return last;
	return (int)floor(log((double)epoch) / f->log_max * last + 0.5);
}

static void find_columns(struct frame_of_curves *f, int r_max)
{
	int width = plot_width(&f->plot);

	f->first = xcalloc((size_t)width + 1, sizeof(*f->first));
	for (int c = 0; c < width; c++) {
		double e = width > 1 ? exp((c - 0.5) / (width - 1) * f->log_max) : 1;

		f->first[c] = (int)fmin(ceil(e - 1e-9), (double)r_max + 1);
		if (f->first[c] < 1)
			f->first[c] = 1;
	}
	f->first[width] = r_max < INT32_MAX ? r_max + 1 : r_max;
}

static void draw_series(struct frame_of_curves *f, const struct series *se)
{
	const struct study *s = f->sc->study;
	const struct study_trial *t = &s->trials[se->trial];
	int before_x = -1;
	double before = NAN;

	for (int c = 0; c < plot_width(&f->plot) && f->first[c] <= t->epoch; c++) {
		double low = NAN, high = NAN, last = NAN;

		for (int e = f->first[c]; e < f->first[c + 1] && e <= t->epoch; e++) {
			double d = axis_dot(
				&f->y, study_metric(s, t, e, s->info->metric_index));

			if (isnan(low) && isfinite(d)) {
				/* into the column at its first value */
				plot_line(&f->plot, before_x, before, c, d, se->ink);
				plot_line(&f->plot, c, d, c, d, se->ink);
			}
			low = fmin(low, d);
			high = fmax(high, d);
			last = d;
		}
		if (f->first[c + 1] <= f->first[c])
			continue;
		plot_line(&f->plot, c, low, c, high, se->ink);
		before_x = c;
		before = last;
	}
}

static void draw_label(
	const struct frame_of_curves *f, const struct series *se, struct pen p)
{
	const struct study *s = f->sc->study;
	const struct study_trial *t = &s->trials[se->trial];
	char name[24];
	double d;
	int x, y;

	if (!se->label || t->epoch < 1)
		return;
	d = axis_dot(&f->y, study_metric(s, t, t->epoch, s->info->metric_index));
	if (isnan(d))
		return;
	format_trial(t->id, name, sizeof(name));
	x = column_of(f, t->epoch) / f->plot.dots_x + 1;
	y = (int)fmax(0, fmin(f->plot.rows - 1, floor(d / f->plot.dots_y)));
	if (x + text_width(name) > f->plot.cols) {
		/* at the right edge there is room above the curve's end, or below it */
		x = f->plot.cols - text_width(name);
		y = y > 0 ? y - 1 : y + 1;
	}
	if (x < 0 || y >= f->plot.rows)
		return;
	pen_goto(&p, y, MARGIN + x);
	p.attr = se->ink.attr;
	pen_text(&p, se->ink.role, name);
}

static void draw_levels(const struct frame_of_curves *f, int bracket, struct pen p)
{
	const struct study *s = f->sc->study;
	const struct glyphs *g = f->sc->view->glyphs;
	const struct bracket_shape *sh;
	int room_from = 0;

	p.role = ROLE_AXIS;
	pen_goto(&p, f->plot.rows, MARGIN);
	pen_repeat(&p, g->h, f->plot.cols);
	if (!s->shape || s->n_brackets < 1)
		return;
	sh = &s->shape[bracket < s->n_brackets && bracket >= 0 ? bracket : 0];
	for (int k = 0; k < sh->n_rungs; k++) {
		int x = column_of(f, sh->levels[k]) / f->plot.dots_x;
		char text[24];
		int width = snprintf(text, sizeof(text), "%de", sh->levels[k]), at = x;

		for (int y = 0; y < f->plot.rows && x > 0; y++) {
			pen_goto(&p, y, MARGIN + x);
			p.role = ROLE_AXIS;
			pen_ch(&p, g->level);
		}
		if (at + width > f->plot.cols)
			at = f->plot.cols - width;
		if (at < room_from)
			continue;
		pen_goto(&p, f->plot.rows, MARGIN + at);
		pen_text(&p, ROLE_DIM, text);
		room_from = at + width + 1;
	}
}

static void draw_ticks(const struct frame_of_curves *f, struct pen p)
{
	const struct glyphs *g = f->sc->view->glyphs;
	double ticks[AXIS_TICKS];
	int n = axis_ticks(&f->y, f->plot.rows / 2 > 1 ? f->plot.rows / 2 : 1, ticks);
	int last = -2;

	for (int y = 0; y < f->plot.rows; y++) {
		pen_goto(&p, y, MARGIN - 1);
		p.role = ROLE_AXIS;
		pen_ch(&p, g->v);
	}
	for (int i = n - 1; i >= 0; i--) {
		int y = (int)floor((axis_dot(&f->y, ticks[i]) + 0.5) / f->plot.dots_y);
		char text[24];

		if (y <= last || y >= f->plot.rows)
			continue;
		snprintf(text, sizeof(text), "%.3g", ticks[i]);
		pen_goto(&p, y, 0);
		pen_right(&p, ROLE_DIM, MARGIN - 1, text);
		if (g->unicode) {
			p.role = ROLE_AXIS;
			pen_ch(&p, 0x2524);
		}
		last = y;
	}
}

void curves_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct series *series, size_t n, int bracket)
{
	const struct study *s = sc->study;
	struct frame_of_curves f = {.sc = sc};
	struct pen p = pen_in(g, in);

	if (in.h < 3 || in.w < MARGIN + 8 || !s->info)
		return;
	plot_init(&f.plot, sc->view->glyphs->tier, in.h - 1, in.w - MARGIN);
	f.log_max = log((double)(s->r_max > 0 ? s->r_max : 1));
	find_columns(&f, s->r_max > 0 ? s->r_max : 1);
	f.y = y_axis(sc, series, n, curves_log_y(sc), plot_height(&f.plot));
	draw_levels(&f, bracket, p);
	draw_ticks(&f, p);
	for (size_t i = 0; i < n; i++)
		draw_series(&f, &series[i]);
	pen_goto(&p, 0, MARGIN);
	plot_draw(&f.plot, &p);
	for (size_t i = 0; i < n; i++)
		draw_label(&f, &series[i], p);
	free(f.first);
	plot_release(&f.plot);
}

void curves_spark(const struct scene *sc, struct pen *p, const struct series *se,
	int cols, double lo, double hi)
{
	const struct study *s = sc->study;
	struct frame_of_curves f = {.sc = sc};
	bool log_y = curves_log_y(sc) && lo > 0;

	plot_init(&f.plot, sc->view->glyphs->tier, 1, cols);
	f.log_max = log((double)(s->r_max > 0 ? s->r_max : 1));
	find_columns(&f, s->r_max > 0 ? s->r_max : 1);
	f.y = axis_make(lo, hi, log_y, plot_height(&f.plot), true);
	draw_series(&f, se);
	plot_draw(&f.plot, p);
	p->x += cols;
	free(f.first);
	plot_release(&f.plot);
}
