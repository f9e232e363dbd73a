/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best value so far, against what it took: epochs, and time. */
#include "config.h"

#include <math.h>

#include "report/chart.h"
#include "report/frame.h"
#include "report/marks.h"

#define PANEL_GAP 56.0

static double height(const struct history *h)
{
	(void)h;
	return 460;
}

static void note(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	const struct study_incumbent *inc = study_incumbent(s);
	char value[32];

	if (!inc) {
		strbuf_adds(out, "no trial had a finite value");
		return;
	}
	strbuf_addf(out,
		"%s %s by T%u, found after %llu of %llu epochs; %zu improvement%s",
		s->info->metric, chart_value(inc->value, value, sizeof(value)),
		inc->trial, (unsigned long long)inc->epochs,
		(unsigned long long)s->epochs, s->n_incumbents - 1,
		s->n_incumbents == 2 ? "" : "s");
}

static struct range range_of_values(const struct study *s)
{
	struct values v = {0};
	struct range r;

	for (size_t i = 0; i < s->n_incumbents; i++)
		values_add(&v, s->incumbents[i].value);
	r = range_of_metric(&v, s->info->maximize);
	values_release(&v);
	return r;
}

static double epochs_of(const struct study_incumbent *inc)
{
	return (double)inc->epochs;
}

static double seconds_of(const struct study_incumbent *inc)
{
	return inc->t;
}

static void note_improvements(struct figure *f, const struct frame *fr,
	const struct study *s, double (*at)(const struct study_incumbent *), double scale)
{
	char value[32];

	for (size_t i = 0; figure_spots(f) && i < s->n_incumbents; i++) {
		const struct study_incumbent *inc = &s->incumbents[i];

		spots_dot(figure_spots(f), inc->trial, frame_x(fr, at(inc) / scale),
			frame_y(fr, inc->value), i + 1 < s->n_incumbents ? 7 : 17);
		spots_say(figure_spots(f),
			"T%u at epoch %d: %s, after %llu epochs of all trials and %.4g s",
			inc->trial, inc->epoch,
			chart_value(inc->value, value, sizeof(value)),
			(unsigned long long)inc->epochs, inc->t);
	}
}

/* A step at every improvement, and on to where the study ended. */
static void draw_steps(struct figure *f, const struct frame *fr, const struct study *s,
	double (*at)(const struct study_incumbent *), double scale)
{
	struct paint p = theme_ink(figure_theme(f), INK_COMPLETED, 1);
	double size = s->n_incumbents > 60 ? 4 : 7, x = 0, y = 0;

	for (size_t i = 0; i < s->n_incumbents; i++) {
		const struct study_incumbent *inc = &s->incumbents[i];

		x = frame_x(fr, at(inc) / scale);
		if (i)
			figure_to(f, x, y);
		y = frame_y(fr, inc->value);
		(i ? figure_to : figure_move)(f, x, y);
	}
	figure_to(f, fr->x + fr->w, y);
	figure_stroke(f, p, 2, DASHES_NONE);
	for (size_t i = 0; i + 1 < s->n_incumbents; i++)
		marks_add(f, SHAPE_DOT, frame_x(fr, at(&s->incumbents[i]) / scale),
			frame_y(fr, s->incumbents[i].value), size);
	marks_paint(f, SHAPE_DOT, p, size);
	marks_incumbent(f, x, y);
	note_improvements(f, fr, s, at, scale);
}

/* Above the line's end, where a falling line leaves room; under a rising one. */
static void draw_label(struct figure *f, const struct frame *fr, const struct study *s)
{
	const struct study_incumbent *inc = study_incumbent(s);
	struct lettering l = frame_letters(f, INK_INCUMBENT, 14);
	double y = frame_y(fr, inc->value);
	char name[32], value[32];
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%s  %s", chart_trial(inc->trial, name, sizeof(name)),
		chart_value(inc->value, value, sizeof(value)));
	l.align = 1;
	l.bold = l.halo = true;
	figure_text(f, fr->x + fr->w, y + (s->info->maximize ? 26 : -16), &l, text.buf);
	strbuf_release(&text);
}

static void draw(struct figure *f, const struct history *h)
{
	const struct study *s = h->study;
	double w = (FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT - PANEL_GAP) / 2;
	double tall = figure_height(f) - FRAME_TOP + 24 - FRAME_BOTTOM;
	struct time_unit unit = chart_unit(s->t);
	struct range ry = range_of_values(s);
	struct frame left = frame_make(FRAME_LEFT, FRAME_TOP - 24, w, tall,
		range_of(0, fmax(1, (double)s->epochs), false), ry);
	struct frame right = frame_make(left.x + w + PANEL_GAP, left.y, w, tall,
		range_of(0, s->t > 0 ? s->t / unit.seconds : 1, false), ry);

	if (ry.empty) {
		left.w = FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT;
		frame_say(f, &left, "no finite value");
		return;
	}
	frame_y_axis(f, &left, true);
	frame_y_axis(f, &right, false);
	frame_x_axis(f, &left, 6);
	frame_x_axis(f, &right, 6);
	frame_x_title(f, &left, "epochs trained, all trials");
	frame_x_title(f, &right, unit.title);
	frame_y_title(f, &left, s->info->metric);
	draw_steps(f, &left, s, epochs_of, 1);
	draw_steps(f, &right, s, seconds_of, unit.seconds);
	draw_label(f, &left, s);
	draw_label(f, &right, s);
}

const struct chart chart_incumbent = {
	.name = "incumbent",
	.title = "The incumbent",
	.about =
		"The best value that any trial had had by then: on the left against the "
		"epochs spent by all trials together, on the right against the time that "
		"had passed. Each dot is an improvement.",
	.height = height,
	.note = note,
	.draw = draw,
};
