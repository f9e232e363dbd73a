/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A curve is drawn by dot columns: what the epochs of a column span, and a line to it
 * from the column before. So a curve costs what shows of it, and no extreme is lost.
 */
#include "config.h"

#include "ui/curves.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "draw/density.h"
#include "ui/curves_frame.h"
#include "ui/format.h"

bool curves_log_y(const struct scene *sc, size_t metric)
{
	const struct study *s = sc->study;

	if (!s->info)
		return false;
	if (sc->view->curves.log_y == LOG_Y_AUTO)
		return axis_suits_log(s->info->maximize, s->least[metric]);
	return sc->view->curves.log_y == LOG_Y_ON &&
	       axis_suits_log(false, s->least[metric]);
}

double curves_smoothing(int step)
{
	static const double weights[CURVES_SMOOTHINGS] = {0, 0.6, 0.9};

	return weights[step];
}

struct curves_look curves_look(const struct scene *sc)
{
	const struct view *v = sc->view;
	const struct study_info *info = sc->study->info;
	bool own = v->curves.metric < 0 || (size_t)v->curves.metric >= info->n_metrics;
	size_t metric = own ? info->metric_index : (size_t)v->curves.metric;

	return (struct curves_look){
		.metric = metric,
		.log_y = curves_log_y(sc, metric),
		.x = v->curves.x,
		.smooth = curves_smoothing(v->curves.smooth),
		.to = 1,
	};
}

/* The first epoch after e, up to `to` + 1, that is not in e's column c. */
static int column_end(
	const struct curves_frame *f, const struct study_trial *t, int e, int to, int c)
{
	int end = e + 1;

	if (c < 0 || c >= plot_width(&f->plot))
		return end;
	if (f->first)
		end = f->first[c + 1] > end ? f->first[c + 1] : end;
	else
		while (end <= to && curves_column(f, t, end) == c)
			end++;
	return end <= to + 1 ? end : to + 1;
}

/* Where lines go: into the plot, or into the ground when there is one. */
struct sink {
	struct density *ground;
	uint32_t weight;
	struct plot *plot;
	struct plot_ink ink;
};

static void line(const struct sink *to, double x0, double y0, double x1, double y1)
{
	if (to->ground)
		density_line(to->ground, x0, y0, x1, y1, to->weight);
	else
		plot_line(to->plot, x0, y0, x1, y1, to->ink);
}

static void draw_epochs(
	struct curves_frame *f, uint32_t trial, int from, int to, const struct sink *sink)
{
	const struct study_trial *t = &f->sc->study->trials[trial];
	double before_x = NAN, before = NAN;

	curves_visible(f, t, &from, &to);
	if (from > to)
		return;
	curves_take(f, t, to);
	while (from <= to) {
		int c = curves_column(f, t, from), end = column_end(f, t, from, to, c);
		double low = NAN, high = NAN, last = NAN;

		for (int e = from; e < end; e++) {
			last = axis_dot(&f->y, curves_value(f, t, e));
			if (e == from)
				line(sink, before_x, before, c, last);
			low = fmin(low, last);
			high = fmax(high, last);
		}
		line(sink, c, low, c, high);
		before_x = c;
		before = last;
		from = end;
	}
}

static void draw_series(struct curves_frame *f, const struct series *se)
{
	struct sink sink = {.plot = &f->plot, .ink = se->ink};

	curves_draw_ghost(f, se);
	draw_epochs(f, se->trial, 1, f->sc->study->trials[se->trial].epoch, &sink);
}

static void draw_ground(struct curves_frame *f, const struct curves_set *set)
{
	struct density d;

	if (!set->n_ground)
		return;
	density_init(&d, &f->plot);
	for (size_t i = 0; i < set->n_ground; i++) {
		const struct curves_span *sp = &set->ground[i];

		draw_epochs(f, sp->trial, sp->from, sp->to,
			&(struct sink){.ground = &d, .weight = sp->weight});
	}
	density_draw(&d, &f->plot, (struct plot_ink){.role = ROLE_STOPPED});
	density_release(&d);
}

/* At the last epoch that shows. */
static void draw_label(struct curves_frame *f, const struct series *se, struct pen p)
{
	const struct study_trial *t = &f->sc->study->trials[se->trial];
	int from = 1, to = t->epoch, x, y, column;
	char name[24];
	double d;

	curves_visible(f, t, &from, &to);
	if (to > 1 && curves_column(f, t, to) >= plot_width(&f->plot))
		to--;
	if (!se->label || to < from || curves_column(f, t, to) < 0)
		return;
	column = curves_column(f, t, to);
	curves_take(f, t, to);
	d = axis_dot(&f->y, curves_value(f, t, to));
	if (!curves_ghost_end(f, se, &column, &d) && isnan(d))
		return;
	format_trial(t->id, name, sizeof(name));
	x = column / f->plot.dots_x + 1;
	y = (int)fmax(0, fmin(f->plot.rows - 1, floor(d / f->plot.dots_y)));
	if (x + text_width(name) > f->plot.cols) {
		/* at the right edge there is room above the curve's end, or below it */
		x = f->plot.cols - text_width(name);
		y = y > 0 ? y - 1 : y + 1;
	}
	if (x < 0 || y >= f->plot.rows)
		return;
	pen_goto(&p, y, CURVES_MARGIN + x);
	p.attr = se->ink.attr;
	pen_text(&p, se->ink.role, name);
}

static void release(struct curves_frame *f)
{
	free(f->first);
	free(f->smoothed);
	plot_release(&f->plot);
}

void curves_plot(const struct scene *sc, struct grid *g, struct area in,
	const struct curves_look *look, const struct curves_set *set)
{
	struct curves_frame f = {.sc = sc, .look = *look};
	struct pen p = pen_in(g, in);

	if (in.h < 3 || in.w < CURVES_MARGIN + 8 || !sc->study->info)
		return;
	plot_init(&f.plot, sc->view->glyphs->tier, in.h - 1, in.w - CURVES_MARGIN);
	curves_make_x(&f);
	curves_make_y(&f, set);
	curves_draw_x(&f, set->bracket, p);
	curves_draw_y(&f, p);
	for (size_t i = 0; i < set->n; i++)
		draw_series(&f, &set->series[i]);
	draw_ground(&f, set);
	pen_goto(&p, 0, CURVES_MARGIN);
	plot_draw(&f.plot, &p);
	for (size_t i = 0; i < set->n; i++)
		draw_label(&f, &set->series[i], p);
	curves_draw_cross(&f, set, p);
	release(&f);
}

void curves_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct series *series, size_t n, int bracket)
{
	struct curves_set set = {.n = n, .bracket = bracket, .cross = STUDY_NONE};
	struct curves_look look;

	if (!sc->study->info)
		return;
	look = curves_look(sc);
	set.series = xcalloc(n + 1, sizeof(*series));
	for (size_t i = 0; i < n; i++)
		set.series[i] = series[i];
	curves_plot(sc, g, in, &look, &set);
	free(set.series);
}

void curves_spark(const struct scene *sc, struct pen *p, const struct series *se,
	int cols, double lo, double hi)
{
	struct curves_frame f = {.sc = sc};

	f.look = curves_look(sc);
	f.look.metric = sc->study->info->metric_index;
	f.look.log_y = curves_log_y(sc, f.look.metric) && lo > 0;
	f.look.x = CURVES_LOG;
	f.look.smooth = 0;
	plot_init(&f.plot, sc->view->glyphs->tier, 1, cols);
	curves_make_x(&f);
	f.y = axis_make(lo, hi, f.look.log_y, plot_height(&f.plot), true);
	draw_series(&f, se);
	plot_draw(&f.plot, p);
	p->x += cols;
	release(&f);
}
