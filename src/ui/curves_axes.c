/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The axes of a plot of curves: ranges, and the labels that people expect on them.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/curves_frame.h"
#include "ui/format.h"

#define LEVEL_SHARE 4 /* columns for a level, at least, else they are thinned out */
#define LEVEL_GAP 8
#define SAMPLE 1536
#define LEVELS_ENOUGH 3 /* labels of rungs, with which the epochs need none */

/* The part of the x axis that shows. */
static struct axis x_axis(const struct curves_frame *f)
{
	const struct curves_look *k = &f->look;
	double lo, hi, span;
	bool log = k->x == CURVES_LOG;

	curves_range(f->sc->study, k->x, &lo, &hi);
	if (log) {
		span = log10(hi / lo);
		hi = lo * pow(10, span * k->to);
		lo *= pow(10, span * k->from);
	} else {
		span = hi - lo;
		hi = lo + span * k->to;
		lo += span * k->from;
	}
	return axis_make(lo, hi, log, plot_width(&f->plot), false);
}

static void find_columns(struct curves_frame *f)
{
	int width = plot_width(&f->plot), r_max = study_top(f->sc->study);

	f->first = xcalloc((size_t)width + 1, sizeof(*f->first));
	for (int c = 0; c <= width; c++) {
		double u = f->x.from + (f->x.scale > 0 ? (c - 0.5) / f->x.scale : 0);
		double e = f->x.log ? pow(10, u) : u;

		f->first[c] = (int)fmin(ceil(e - 1e-9), (double)r_max + 1);
		if (f->first[c] < 1)
			f->first[c] = 1;
	}
}

void curves_make_x(struct curves_frame *f)
{
	f->x = x_axis(f);
	if (f->look.x != CURVES_TIME)
		find_columns(f);
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Values evenly taken from epochs from … to, behind the count there are. */
static size_t take_from(const struct curves_frame *f, uint32_t trial, int from, int to,
	int each, double *out, size_t count)
{
	const struct study_trial *t = &f->sc->study->trials[trial];
	bool log = f->look.log_y;
	int step;

	curves_visible(f, t, &from, &to);
	step = (to - from + 1) / each + 1;
	for (int e = from; e <= to && count < SAMPLE; e += step) {
		double v = study_metric(f->sc->study, t, e, f->look.metric);

		if (isfinite(v) && (!log || v > 0))
			out[count++] = log ? log10(v) : v;
	}
	return count;
}

/* Some values of all that is drawn, in order of size. */
static size_t sample(
	const struct curves_frame *f, const struct curves_set *set, double *out)
{
	size_t all = set->n + set->n_ground, count = 0, stride;
	int each = all ? (int)(SAMPLE / all) : 0;

	each = each < 4 ? 4 : each;
	for (size_t i = 0; i < set->n; i++)
		count = take_from(f, set->series[i].trial, 1,
			f->sc->study->trials[set->series[i].trial].epoch, each, out,
			count);
	for (size_t i = 0; i < set->n; i++)
		count = curves_ghost_sample(f, &set->series[i], each, out, count, SAMPLE);
	stride = set->n_ground / (SAMPLE / 3) + 1;
	for (size_t i = 0; i < set->n_ground; i += stride)
		count = take_from(f, set->ground[i].trial, set->ground[i].from,
			set->ground[i].to, 2, out, count);
	qsort(out, count, sizeof(*out), compare);
	return count;
}

/*
 * The range to show: all of it, but for far outliers on the bad side, which are clipped.
 * Rounded outwards, so that it does not twitch with every value.
 */
void curves_make_y(struct curves_frame *f, const struct curves_set *set)
{
	bool log = f->look.log_y;
	int dots = plot_height(&f->plot);
	double *v = xcalloc(SAMPLE, sizeof(*v)), lo = log ? -1 : 0, hi = log ? 0 : 1,
	       step;
	size_t count = sample(f, set, v);

	if (count) {
		double low = v[count / 10], high = v[count - 1 - count / 10];

		lo = v[0];
		hi = v[count - 1];
		if (f->sc->study->info->maximize)
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
	f->y = log ? axis_make(pow(10, lo), pow(10, hi), true, dots, true)
		   : axis_make(lo, hi, false, dots, true);
}

/* The labels under the axis, each where no other one stands yet. */
struct labels {
	const struct curves_frame *f;
	struct pen p;
	char *taken; /* by columns */
	int n;
};

static void add_label(struct labels *l, double dot, const char *text)
{
	const struct plot *plot = &l->f->plot;
	int at = (int)floor(dot + 0.5) / plot->dots_x, width = text_width(text);

	if (at + width > plot->cols)
		at = plot->cols - width;
	if (at < 0 || memchr(l->taken + at, 1, (size_t)width + 1))
		return;
	memset(l->taken + at, 1, (size_t)width + 1);
	pen_goto(&l->p, plot->rows, CURVES_MARGIN + at);
	pen_text(&l->p, ROLE_DIM, text);
	l->n++;
}

/* As many levels as leave the curves to be seen; of too many, from the top down. */
static void draw_levels(struct labels *l, const struct bracket_shape *sh)
{
	const struct curves_frame *f = l->f;
	struct pen p = l->p;
	int gap = sh->n_rungs > f->plot.cols / LEVEL_SHARE ? LEVEL_GAP : 1;
	int last = f->plot.cols + gap;

	p.role = ROLE_AXIS;
	for (int k = sh->n_rungs - 1; k >= 0; k--) {
		double dot = axis_dot(&f->x, sh->levels[k]);
		int x = (int)floor(dot + 0.5) / f->plot.dots_x;
		char text[24];

		if (dot < -0.5 || x >= f->plot.cols)
			continue;
		for (int y = 0; y < f->plot.rows && x > 0 && x <= last - gap; y++) {
			pen_goto(&p, y, CURVES_MARGIN + x);
			pen_ch(&p, f->sc->view->glyphs->level);
		}
		last = x <= last - gap ? x : last;
		snprintf(text, sizeof(text), "%de", sh->levels[k]);
		if (f->look.x == CURVES_LOG)
			add_label(l, dot, text);
	}
}

static void draw_epochs(struct labels *l)
{
	const struct axis *x = &l->f->x;
	double ticks[AXIS_TICKS];
	int n = axis_ticks(x, l->f->plot.cols / 10 + 1, ticks);
	char text[24];

	for (int i = 0; i < n; i++) {
		if (ticks[i] != floor(ticks[i]))
			continue;
		snprintf(text, sizeof(text), "%.0fe", ticks[i]);
		add_label(l, axis_dot(x, ticks[i]), text);
	}
}

/* In the unit of which some but not too many are seen. */
static void draw_times(struct labels *l)
{
	static const struct {
		double seconds;
		char name;
	} units[] = {{1, 's'}, {60, 'm'}, {3600, 'h'}, {86400, 'd'}};
	const struct axis *x = &l->f->x;
	struct axis in_units;
	double ticks[AXIS_TICKS], unit;
	int n, u = 0;
	char text[32];

	while (u < 3 && x->hi - x->lo >= 2 * units[u + 1].seconds)
		u++;
	unit = units[u].seconds;
	in_units = axis_make(x->lo / unit, x->hi / unit, false, x->dots, false);
	n = axis_ticks(&in_units, l->f->plot.cols / 10 + 1, ticks);
	for (int i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "%.6g%c", ticks[i], units[u].name);
		add_label(l, axis_dot(&in_units, ticks[i]), text);
	}
}

void curves_draw_x(const struct curves_frame *f, int bracket, struct pen p)
{
	const struct study *s = f->sc->study;
	struct labels l = {.f = f, .p = p};

	l.taken = xcalloc((size_t)f->plot.cols + 2, 1);
	p.role = ROLE_AXIS;
	pen_goto(&p, f->plot.rows, CURVES_MARGIN);
	pen_repeat(&p, f->sc->view->glyphs->h, f->plot.cols);
	if (f->look.x == CURVES_TIME)
		draw_times(&l);
	else if (s->shape && s->n_brackets > 0)
		draw_levels(&l,
			&s->shape[bracket < s->n_brackets && bracket >= 0 ? bracket : 0]);
	if (f->look.x != CURVES_TIME && l.n < LEVELS_ENOUGH)
		draw_epochs(&l);
	free(l.taken);
}

/* In five columns: "0.001" but "5e-4". */
static const char *tick_text(double v, char *out, size_t size)
{
	snprintf(out, size, "%.3g", v);
	if (text_width(out) < CURVES_MARGIN)
		return out;
	return format_param((struct value){VALUE_REAL, v, NULL}, out, size);
}

void curves_draw_y(const struct curves_frame *f, struct pen p)
{
	const struct glyphs *g = f->sc->view->glyphs;
	double ticks[AXIS_TICKS];
	int n = axis_ticks(&f->y, f->plot.rows / 2 > 1 ? f->plot.rows / 2 : 1, ticks);
	int last = -2;

	for (int y = 0; y < f->plot.rows; y++) {
		pen_goto(&p, y, CURVES_MARGIN - 1);
		p.role = ROLE_AXIS;
		pen_ch(&p, g->v);
	}
	for (int i = n - 1; i >= 0; i--) {
		int y = (int)floor((axis_dot(&f->y, ticks[i]) + 0.5) / f->plot.dots_y);
		char text[32];

		if (y <= last || y >= f->plot.rows)
			continue;
		pen_goto(&p, y, 0);
		pen_right(&p, ROLE_DIM, CURVES_MARGIN - 1,
			tick_text(ticks[i], text, sizeof(text)));
		if (g->unicode) {
			p.role = ROLE_AXIS;
			pen_ch(&p, 0x2524);
		}
		last = y;
	}
}
