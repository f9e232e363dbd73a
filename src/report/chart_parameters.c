/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The best value of every trial against each of the parameters that were searched, a
 * small panel each: numbers along the domain's own axis, choices in columns.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "report/chart.h"
#include "report/frame.h"
#include "report/marks.h"
#include "report/scatter.h"

#define PANELS_MAX 24
#define DOTS_MAX 6000 /* of the figure */
#define PANEL_GAP 26.0
#define PANEL_HEIGHT 170.0
#define ROW_GAP 62.0 /* ticks and title of the row above */

struct drawing {
	struct figure *f;
	const struct study *s;
	const struct theme *theme;
	size_t dots; /* of a panel, at most */
	struct frame fr;
	const struct parameter *param; /* of the present panel */
	size_t index;
	bool choices;
	double room; /* of a choice's column */
};

static size_t panels_of(const struct study *s)
{
	return sample_count(space_free_dims(s->info->space), PANELS_MAX);
}

static size_t in_a_row(size_t panels)
{
	return panels <= 3   ? (panels ? panels : 1)
	       : panels == 4 ? 2
	       : panels <= 9 ? 3
			     : 4;
}

static size_t rows_of(size_t panels)
{
	return panels ? (panels - 1) / in_a_row(panels) + 1 : 1;
}

/* A single row has the figure to itself. */
static double panel_height(size_t panels)
{
	return rows_of(panels) == 1 ? 300 : PANEL_HEIGHT;
}

static double height(const struct history *h)
{
	size_t panels = panels_of(h->study);
	size_t rows = rows_of(panels);

	return FRAME_TOP + (double)rows * panel_height(panels) +
	       (double)(rows - 1) * ROW_GAP + FRAME_BOTTOM;
}

static void note(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	size_t free_dims = space_free_dims(s->info->space), panels = panels_of(s),
	       lost = 0;

	for (size_t i = 0; i < s->n_trials; i++)
		lost += !isfinite(s->trials[i].best);
	strbuf_addf(out, "best %s of %zu trial%s", s->info->metric, s->n_trials - lost,
		s->n_trials - lost == 1 ? "" : "s");
	if (panels && s->n_trials > DOTS_MAX / panels)
		strbuf_addf(out, " (%zu drawn, evenly spread)", DOTS_MAX / panels);
	strbuf_addf(
		out, " against %zu parameter%s", free_dims, free_dims == 1 ? "" : "s");
	if (panels < free_dims)
		strbuf_addf(out, ", the first %zu", panels);
	if (lost)
		strbuf_addf(out, "; %zu without a finite value", lost);
}

static const struct study_trial *drawn(const struct drawing *d, size_t i)
{
	return &d->s->trials[sample_at(d->s->n_trials, d->dots, i)];
}

static struct range range_of_values(const struct study *s)
{
	struct values v = {0};
	struct range r;

	for (size_t i = 0; i < s->n_trials; i++)
		values_add(&v, s->trials[i].best);
	r = range_of_metric(&v, s->info->maximize);
	values_release(&v);
	return r;
}

static bool is_number(struct value v)
{
	return (v.kind == VALUE_INT || v.kind == VALUE_REAL) && isfinite(v.number);
}

/* From the domain's end to its other one; where it has none, as far as the values go. */
static struct range range_of_numbers(const struct drawing *d)
{
	bool log = domain_is_log(&d->param->domain);
	double least = INFINITY, most = -INFINITY, lo, hi;

	domain_support(&d->param->domain, &lo, &hi);
	for (size_t i = 0; i < d->s->n_trials; i++) {
		struct value v = d->s->trials[i].config[d->index];

		if (is_number(v) && !(log && v.number <= 0)) {
			least = fmin(least, v.number);
			most = fmax(most, v.number);
		}
	}
	if (!isfinite(lo) || lo > least || (log && lo <= 0))
		lo = least;
	if (!isfinite(hi) || hi < most)
		hi = most;
	if (!(lo <= hi))
		return range_of(1, 10, log);
	return range_of(lo, hi, log && lo > 0);
}

/* Its place on the axis; NaN: none. */
static double place_of(const struct drawing *d, const struct study_trial *t)
{
	struct value v = t->config[d->index];

	if (!d->choices)
		return is_number(v) ? frame_x(&d->fr, v.number) : NO_NUMBER;
	for (size_t i = 0; i < d->param->domain.n_values; i++)
		if (value_equal(v, d->param->domain.values[i]))
			return frame_x(&d->fr, (double)i) + jitter(t->id) * d->room * 0.6;
	return NAN;
}

static void note_value(const struct drawing *d, const struct study_trial *t, double x,
	double y, double size)
{
	char fate[64], text[64], value[32];

	if (!figure_spots(d->f))
		return;
	spots_dot(figure_spots(d->f), t->id, x, y, size);
	spots_say(figure_spots(d->f), "T%u: %s %s, %s %s, %s", t->id, d->param->name,
		value_print(t->config[d->index], false, text, sizeof(text)),
		d->s->info->metric, chart_value(t->best, value, sizeof(value)),
		chart_fate(t, fate, sizeof(fate)));
}

static void draw_fate(const struct drawing *d, enum fate fate)
{
	size_t n = sample_count(d->s->n_trials, d->dots);
	enum mark_shape shape = fate_shape(fate);
	double size = n > 500 ? 4 : 6;

	for (size_t i = 0; i < n; i++) {
		const struct study_trial *t = drawn(d, i);
		double x = place_of(d, t), y = frame_y(&d->fr, t->best);

		if (fate_of(t->state) != fate || isnan(x))
			continue;
		if (isnan(y) && fate == FATE_LOST)
			y = d->fr.y - 6; /* no value: above the axis */
		if (isnan(y))
			continue;
		marks_add(d->f, shape, x, y, size);
		note_value(d, t, x, y, size);
	}
	marks_paint(d->f, shape, theme_ink(d->theme, fate_ink(fate), n > 500 ? 0.7 : 0.9),
		size);
}

/* The column of a choice under its name; where they are narrow, some names are left out. */
static void draw_choices(const struct drawing *d)
{
	size_t n = d->param->domain.n_values, step = 1;

	while ((double)step * d->room < 34 && step < n)
		step++;
	for (size_t i = 0; i < n; i += step) {
		char text[64];

		frame_x_tick(d->f, &d->fr, frame_x(&d->fr, (double)i),
			(double)step * d->room - 4,
			value_print(
				d->param->domain.values[i], false, text, sizeof(text)));
	}
	frame_base(d->f, &d->fr);
}

static void draw_panel(struct drawing *d, bool first)
{
	const struct study_incumbent *inc = study_incumbent(d->s);

	frame_y_axis(d->f, &d->fr, first);
	if (d->choices)
		draw_choices(d);
	else
		frame_x_axis(d->f, &d->fr, (int)(d->fr.w / 44));
	frame_x_title(d->f, &d->fr, d->param->name);
	for (int fate = 0; fate < FATES; fate++)
		draw_fate(d, (enum fate)fate);
	if (inc) {
		const struct study_trial *t = &d->s->trials[inc->trial];

		double x = place_of(d, t), y = frame_y(&d->fr, t->best);

		marks_incumbent(d->f, x, y);
		if (!isnan(x) && !isnan(y))
			note_value(d, t, x, y, 17);
	}
}

/* Its values stand in columns, or it is drawn like a number. */
static void set_parameter(struct drawing *d, size_t index)
{
	const struct domain *domain;

	d->index = index;
	d->param = &d->s->info->space->params[index];
	domain = &d->param->domain;
	d->choices = !domain_is_numeric(domain);
	if (d->choices)
		d->fr.rx = range_of(-0.5, (double)domain->n_values - 0.5, false);
	else
		d->fr.rx = range_of_numbers(d);
	d->fr = frame_make(d->fr.x, d->fr.y, d->fr.w, d->fr.h, d->fr.rx, d->fr.ry);
	d->room = d->fr.w / (double)(domain->n_values ? domain->n_values : 1);
}

static void draw_legend(const struct drawing *d)
{
	struct legend l = legend_begin(d->f);

	legend_fates(&l, d->s->count, false);
	legend_mark(&l, SHAPE_STAR, INK_INCUMBENT, "incumbent");
}

static void draw(struct figure *f, const struct history *h)
{
	struct drawing d = {.f = f, .s = h->study, .theme = figure_theme(f)};
	size_t panels = panels_of(d.s), row = in_a_row(panels), at = 0;
	struct range ry = range_of_values(d.s);
	double w = (FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT -
			   PANEL_GAP * (double)(row - 1)) /
		   (double)row;
	struct frame whole =
		frame_make(FRAME_LEFT, FRAME_TOP, FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT,
			panel_height(panels), range_of(0, 1, false), ry);

	if (ry.empty || !panels) {
		frame_say(f, &whole, ry.empty ? "no finite value" : "no free parameter");
		return;
	}
	d.dots = DOTS_MAX / panels;
	for (size_t i = 0; i < d.s->info->space->n && at < panels; i++) {
		if (domain_is_constant(&d.s->info->space->params[i].domain))
			continue;
		d.fr = frame_make(FRAME_LEFT + (double)(at % row) * (w + PANEL_GAP),
			FRAME_TOP + (double)(at / row) * (whole.h + ROW_GAP), w, whole.h,
			whole.rx, ry);
		set_parameter(&d, i);
		draw_panel(&d, at % row == 0);
		if (at % row == 0)
			frame_y_title(f, &d.fr, d.s->info->metric);
		at++;
	}
	draw_legend(&d);
}

const struct chart chart_parameters = {
	.name = "parameters",
	.title = "Value against each parameter",
	.about = "The best value of each trial, wherever it was stopped, against its "
		 "configuration. Trials that trained longer had more time to get there: "
		 "compare those that completed with one another.",
	.height = height,
	.note = note,
	.draw = draw,
};
