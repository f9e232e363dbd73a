/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who worked on what and when: a lane a worker, a box a task. With many workers or tasks
 * the boxes would be thinner than a line, and it is how many workers were busy instead.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "report/chart.h"
#include "report/frame.h"
#include "report/marks.h"
#include "report/scatter.h"

#define LANES_MAX 64
#define BOXES_MAX 6000
#define NAMED_MAX 400 /* boxes, for trials to be named in them */
#define BINS 300
#define LEGEND_MAX 9

struct drawing {
	struct figure *f;
	const struct history *h;
	const struct theme *theme;
	struct frame fr;
	struct time_unit unit;
	double lane; /* height */
};

static bool has_lanes(const struct history *h)
{
	return h->work.n_workers <= LANES_MAX && h->work.n_spans <= BOXES_MAX;
}

static double lane_height(const struct history *h)
{
	return fmax(
		6, fmin(36, floor(380.0 / (h->work.n_workers ? h->work.n_workers : 1))));
}

static double height(const struct history *h)
{
	double tall = has_lanes(h) ? lane_height(h) * h->work.n_workers : 340;

	return FRAME_TOP + fmax(80, tall) + FRAME_BOTTOM;
}

static void note(const struct history *h, struct strbuf *out)
{
	struct utilisation part = study_utilisation(h->study);

	strbuf_addf(out, "%zu task%s on %d worker%s", h->work.n_spans,
		h->work.n_spans == 1 ? "" : "s", h->work.n_workers,
		h->work.n_workers == 1 ? "" : "s");
	if (isfinite(part.training))
		strbuf_addf(out, "; training %.1f %% of the time", 100 * part.training);
	if (part.starting > 0)
		strbuf_addf(out, ", starting %.1f %%", 100 * part.starting);
	if (isfinite(part.training))
		strbuf_addf(
			out, ", idle %.1f %%", 100 * (1 - part.training - part.starting));
	if (!has_lanes(h))
		strbuf_adds(out, "; too many for a lane each, so this is how many were "
				 "busy");
}

static struct paint paint_of(const struct drawing *d, int level)
{
	return theme_ramp(d->theme, level, d->h->work.n_levels);
}

/* Lanes */

static void draw_lane_backs(const struct drawing *d)
{
	struct lettering l = frame_letters(d->f, INK_MUTED, SIZE_TICK);
	int step = (int)ceil(14 / d->lane);
	double gap = d->lane > 10 ? 3 : 1;

	l.align = 1;
	for (int w = 0; w < d->h->work.n_workers; w++) {
		double y = d->fr.y + d->lane * w;
		char text[24];

		figure_box(d->f, d->fr.x, y, d->fr.w, d->lane - gap);
		figure_fill(d->f, theme_ink(d->theme, INK_IDLE, 1));
		snprintf(text, sizeof(text), "%d", w);
		if (w % step == 0)
			figure_text(
				d->f, d->fr.x - 8, y + (d->lane - gap) / 2 + 4, &l, text);
	}
}

static double time_x(const struct drawing *d, double t)
{
	return frame_x(&d->fr, t / d->unit.seconds);
}

/* All boxes of one level, then the next: each colour is one path. */
static void draw_boxes(const struct drawing *d, int level)
{
	double gap = d->lane > 10 ? 3 : 1;

	for (size_t i = 0; i < d->h->work.n_spans; i++) {
		const struct task_span *s = &d->h->work.spans[i];
		double x = time_x(d, s->from), w = time_x(d, s->to) - x;

		if (s->level != d->h->work.levels[level])
			continue;
		/* a seam between two tasks, unless it would be all there is */
		figure_box(d->f, x, d->fr.y + d->lane * s->worker,
			w > 6 ? w - 0.75 : fmax(w, 0.25), d->lane - gap);
	}
	figure_fill(d->f, paint_of(d, level));
}

static void note_boxes(const struct drawing *d)
{
	struct spots *spots = figure_spots(d->f);
	double gap = d->lane > 10 ? 3 : 1;

	for (size_t i = 0; spots && i < d->h->work.n_spans; i++) {
		const struct task_span *s = &d->h->work.spans[i];
		double x = time_x(d, s->from), w = time_x(d, s->to) - x;
		char level[24];

		spots_box(spots, s->trial, x, d->fr.y + d->lane * s->worker, w,
			d->lane - gap);
		spots_say(spots, "T%u to epoch %s on worker %d, %.4g to %.4g s", s->trial,
			chart_level(s->level, level, sizeof(level)), s->worker, s->from,
			s->to);
	}
}

/* Where a program was starting its box is half as high. */
static void draw_starts(const struct drawing *d)
{
	double gap = d->lane > 10 ? 3 : 1;

	for (size_t i = 0; i < d->h->work.n_spans; i++) {
		const struct task_span *s = &d->h->work.spans[i];
		double x = time_x(d, s->start_from);
		double w = time_x(d, fmin(s->start_to, s->to)) - x;

		if (w > 0)
			figure_box(d->f, x, d->fr.y + d->lane * s->worker, w,
				(d->lane - gap) / 2);
	}
	figure_fill(d->f, theme_ink(d->theme, INK_IDLE, 1));
}

static void name_boxes(const struct drawing *d)
{
	struct lettering l = frame_letters(d->f, INK_TEXT, 11);

	l.align = 0.5;
	for (size_t i = 0; d->lane >= 16 && i < d->h->work.n_spans; i++) {
		const struct task_span *s = &d->h->work.spans[i];
		double x = time_x(d, s->from), w = time_x(d, s->to) - x;
		char text[24];

		chart_trial(s->trial, text, sizeof(text));
		if (figure_text_width(d->f, &l, text) + 6 > w)
			continue;
		l.halo = time_x(d, s->start_to) > x + w / 2 - 12;
		l.paint = l.halo ? theme_ink(d->theme, INK_TEXT, 1)
				 : theme_on(paint_of(d, history_level(d->h, s->level)));
		figure_text(d->f, x + w / 2, d->fr.y + d->lane * (s->worker + 0.5) + 2.5,
			&l, text);
	}
}

static void draw_lanes(struct drawing *d)
{
	d->lane = lane_height(d->h);
	draw_lane_backs(d);
	for (int k = 0; k < d->h->work.n_levels; k++)
		draw_boxes(d, k);
	if (d->h->study->starts.seconds > 0)
		draw_starts(d);
	if (d->h->work.n_spans <= NAMED_MAX)
		name_boxes(d);
	note_boxes(d);
	frame_y_title(d->f, &d->fr, "worker");
}

/* Busy workers */

/* busy[level * BINS + bin]: workers, on average over the bin. */
static double *count_busy(const struct history *h)
{
	double *busy = xcalloc((size_t)h->work.n_levels * BINS + 1, sizeof(*busy));
	double width = h->study->t / BINS;

	for (size_t i = 0; i < h->work.n_spans; i++) {
		const struct task_span *s = &h->work.spans[i];
		double *row = busy + history_level(h, s->level) * BINS;
		int last = (int)fmin(BINS - 1, s->to / width);

		for (int b = (int)fmin(BINS - 1, s->from / width); b <= last; b++)
			row[b] += fmax(0, fmin(s->to, (b + 1) * width) -
						  fmax(s->from, b * width)) /
				  width;
	}
	return busy;
}

/* From the sums below to those with this level, which become the next one's below. */
static void draw_layer(
	const struct drawing *d, const double *busy, double *below, struct paint p)
{
	double step = d->fr.w / BINS;

	figure_move(d->f, d->fr.x, frame_y(&d->fr, below[0]));
	for (int b = 0; b < BINS; b++) {
		double y = frame_y(&d->fr, below[b] + busy[b]);

		figure_to(d->f, d->fr.x + b * step, y);
		figure_to(d->f, d->fr.x + (b + 1) * step, y);
	}
	for (int b = BINS; b-- > 0;) {
		double y = frame_y(&d->fr, below[b]);

		figure_to(d->f, d->fr.x + (b + 1) * step, y);
		figure_to(d->f, d->fr.x + b * step, y);
		below[b] += busy[b];
	}
	figure_close(d->f);
	figure_fill(d->f, p);
}

static void draw_pool_sizes(const struct drawing *d)
{
	double x = d->fr.x, y = 0;

	for (size_t i = 0; i < d->h->work.n_pool_sizes; i++) {
		x = time_x(d, d->h->work.pool_sizes[i].t);
		if (i)
			figure_to(d->f, x, y);
		y = frame_y(&d->fr, d->h->work.pool_sizes[i].workers);
		(i ? figure_to : figure_move)(d->f, x, y);
	}
	if (d->h->work.n_pool_sizes)
		figure_to(d->f, d->fr.x + d->fr.w, y);
	figure_stroke(d->f, theme_ink(d->theme, INK_TEXT, 1), 1.2, DASHES_LONG);
}

static void draw_busy(const struct drawing *d)
{
	double *busy = count_busy(d->h), below[BINS] = {0};

	frame_y_axis(d->f, &d->fr, true);
	for (int k = 0; k < d->h->work.n_levels; k++)
		draw_layer(d, busy + k * BINS, below, paint_of(d, k));
	draw_pool_sizes(d);
	frame_y_title(d->f, &d->fr, "busy workers");
	free(busy);
}

static int most_workers(const struct history *h)
{
	int most = h->work.n_workers;

	for (size_t i = 0; i < h->work.n_pool_sizes; i++)
		if (h->work.pool_sizes[i].workers > most)
			most = h->work.pool_sizes[i].workers;
	return most;
}

/* Both */

/* All levels; of many some from the first to the last. */
static void draw_legend(const struct drawing *d)
{
	struct legend l = legend_begin(d->f);
	int n = d->h->work.n_levels, shown = n < LEGEND_MAX ? n : LEGEND_MAX;

	legend_words(&l, n > 1 ? "training to epoch" : "training to epoch ");
	l.x -= 8;
	for (int i = 0; i < shown; i++) {
		int k = n <= LEGEND_MAX ? i : i * (n - 1) / (LEGEND_MAX - 1);
		char text[24];

		chart_level(d->h->work.levels[k], text, sizeof(text));
		legend_box(&l, paint_of(d, k), text);
	}
	if (has_lanes(d->h))
		legend_box(&l, theme_ink(d->theme, INK_IDLE, 1),
			d->h->study->starts.seconds > 0 ? "idle; half a box: starting"
							: "idle");
	else
		legend_line(&l, theme_ink(d->theme, INK_TEXT, 1), 1.2, DASHES_LONG,
			"all workers");
}

static void draw(struct figure *f, const struct history *h)
{
	struct drawing d = {.f = f,
		.h = h,
		.theme = figure_theme(f),
		.unit = chart_unit(h->study->t)};

	d.fr = frame_make(FRAME_LEFT, FRAME_TOP, FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT,
		figure_height(f) - FRAME_TOP - FRAME_BOTTOM,
		range_of(0, h->study->t > 0 ? h->study->t / d.unit.seconds : 1, false),
		range_of(0, fmax(1, most_workers(h)) * 1.04, false));
	if (!h->work.n_spans || h->study->t <= 0) {
		frame_say(f, &d.fr, "no task");
		return;
	}
	if (has_lanes(h))
		draw_lanes(&d);
	else
		draw_busy(&d);
	frame_x_axis(f, &d.fr, 10);
	frame_x_title(f, &d.fr, d.unit.title);
	draw_legend(&d);
}

const struct chart chart_workers = {
	.name = "workers",
	.title = "The workers",
	.about = "What the workers did over time, coloured by the epoch that a task "
		 "was bound for. Empty stretches are time in which they waited for a "
		 "task. Where a box is half as high a program was starting.",
	.height = height,
	.note = note,
	.draw = draw,
};
