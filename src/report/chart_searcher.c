/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the searcher's model predicted of each trial, against what was seen of it. */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "report/chart.h"
#include "report/frame.h"
#include "report/marks.h"
#include "report/scatter.h"
#include "study/predictions.h"

#define DOTS_MAX 3000
#define SIDE 460.0 /* of the frame, which is square */

static bool applies(const struct history *h)
{
	size_t n;

	free(predictions_find(h->study, &n));
	return n > 0;
}

static double height(const struct history *h)
{
	(void)h;
	return FRAME_TOP + SIDE + FRAME_BOTTOM;
}

static void note(const struct history *h, struct strbuf *out)
{
	size_t n;
	struct prediction *list = predictions_find(h->study, &n);

	strbuf_addf(out, "%zu trial%s of which a model had predicted the value", n,
		n == 1 ? "" : "s");
	if (n > DOTS_MAX)
		strbuf_addf(out, " (%d drawn, evenly spread)", DOTS_MAX);
	free(list);
}

static struct range range_of_both(
	const struct study *s, const struct prediction *list, size_t n)
{
	struct values v = {0};
	struct range r;

	for (size_t i = 0; i < n; i++) {
		values_add(&v, list[i].predicted);
		values_add(&v, list[i].seen);
	}
	r = range_of_metric(&v, s->info->maximize);
	values_release(&v);
	return r;
}

/* From one spread below what was predicted to one above. */
static void draw_spread(
	struct figure *f, const struct frame *fr, const struct prediction *p)
{
	double y = frame_y(fr, p->seen);

	if (!isfinite(p->spread))
		return;
	figure_move(f, frame_x(fr, p->predicted - p->spread), y);
	figure_to(f, frame_x(fr, p->predicted + p->spread), y);
}

static void note_prediction(
	struct figure *f, const struct frame *fr, const struct prediction *p)
{
	char level[32], predicted[32], seen[32];

	spots_dot(figure_spots(f), p->trial, frame_x(fr, p->predicted),
		frame_y(fr, p->seen), 6);
	spots_say(figure_spots(f), "T%u %s: predicted %s, seen %s", p->trial,
		study_level_words(p->level, level, sizeof(level)),
		chart_value(p->predicted, predicted, sizeof(predicted)),
		chart_value(p->seen, seen, sizeof(seen)));
}

static void draw(struct figure *f, const struct history *h)
{
	const struct theme *theme = figure_theme(f);
	size_t n, drawn;
	struct prediction *list = predictions_find(h->study, &n);
	struct range r = range_of_both(h->study, list, n);
	struct frame fr = frame_make(FRAME_LEFT, FRAME_TOP,
		FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT, SIDE, r, r);
	struct legend l;

	if (!n || r.empty) {
		frame_say(f, &fr, "no value that a model predicted has been seen");
		free(list);
		return;
	}
	frame_y_axis(f, &fr, true);
	frame_x_axis(f, &fr, 10);
	frame_x_title(f, &fr, "predicted");
	frame_y_title(f, &fr, h->study->info->metric);
	figure_move(f, fr.x, fr.y + fr.h);
	figure_to(f, fr.x + fr.w, fr.y);
	figure_stroke(f, theme_ink(theme, INK_WAITING, 1), 1, DASHES_DOTS);
	drawn = sample_count(n, DOTS_MAX);
	for (size_t i = 0; i < drawn; i++)
		draw_spread(f, &fr, &list[sample_at(n, DOTS_MAX, i)]);
	figure_stroke(f, theme_ink(theme, INK_COMPLETED, n > 100 ? 0.15 : 0.3), 1.5,
		DASHES_NONE);
	for (size_t i = 0; i < drawn; i++) {
		const struct prediction *p = &list[sample_at(n, DOTS_MAX, i)];

		marks_add(f, SHAPE_DOT, frame_x(&fr, p->predicted), frame_y(&fr, p->seen),
			n > 500 ? 4 : 6);
		note_prediction(f, &fr, p);
	}
	marks_paint(f, SHAPE_DOT, theme_ink(theme, INK_COMPLETED, 0.9), n > 500 ? 4 : 6);
	l = legend_begin(f);
	legend_mark(&l, SHAPE_DOT, INK_COMPLETED, "a trial, with one spread either way");
	legend_line(&l, theme_ink(theme, INK_WAITING, 1), 1, DASHES_DOTS,
		"seen as it was predicted");
	free(list);
}

const struct chart chart_searcher = {
	.name = "searcher",
	.title = "Predicted against seen",
	.about = "What the searcher's model predicted of a trial's value at a level, and "
		 "the value that was seen there. Near the line the model is good; where "
		 "the dots only spread, it knows no more than their mean.",
	.applies = applies,
	.height = height,
	.note = note,
	.draw = draw,
};
