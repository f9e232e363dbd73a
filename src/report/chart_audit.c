/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stopping cost: each trial's rank at a rung against its rank at the top, a panel for
 * each rung, of the trials whose future is known.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/order_tree.h"
#include "base/xalloc.h"
#include "report/chart.h"
#include "report/frame.h"
#include "report/marks.h"
#include "study/audit_words.h"

#define PANELS_MAX 12
#define IN_A_ROW 4
#define GAP 34.0     /* between panels */
#define ROW_GAP 76.0 /* ticks and title of the row above */
#define TITLE 22.0   /* of a panel, above it */
#define NAMES_MAX 3  /* of wrongly stopped ones that are named in a panel */
#define NAME_HEIGHT 13.0
#define NAME_WIDTH 48.0

/* The rungs where somebody stopped, up to PANELS_MAX of them. */
static size_t panels_of(const struct audit *a, size_t list[PANELS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; a && i < a->n_rungs && n < PANELS_MAX; i++)
		if (a->rungs[i].stopped)
			list[n++] = i;
	return n;
}

static bool applies(const struct history *h)
{
	return h->audit && h->audit->known > 0;
}

static double panel_side(size_t panels)
{
	size_t row = panels < IN_A_ROW ? (panels > 2 ? panels : 2) : IN_A_ROW;

	return (FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT - (double)(row - 1) * GAP) /
	       (double)row;
}

static double height(const struct history *h)
{
	size_t list[PANELS_MAX], n = panels_of(h->audit, list);
	size_t rows = n ? (n - 1) / IN_A_ROW + 1 : 1;

	return FRAME_TOP + TITLE + (double)rows * (panel_side(n) + ROW_GAP);
}

static void note(const struct history *h, struct strbuf *out)
{
	const struct audit *a = h->audit;
	size_t list[PANELS_MAX], left = 0, shown = panels_of(a, list);

	if (!a) {
		strbuf_adds(out, "no audit");
		return;
	}
	for (size_t i = 0; i < a->n_rungs; i++)
		left += a->rungs[i].stopped > 0;
	strbuf_addf(out,
		"%zu of %zu stopped trials looked into; %zu would have beaten the "
		"incumbent",
		a->known, a->stopped, a->wrong);
	if (left > shown)
		strbuf_addf(out, " (%zu of %zu rungs drawn)", shown, left);
}

/* A trial that came to a rung, and whose future is known. */
struct ranked {
	uint32_t trial;
	size_t here, at_top; /* from 1 */
};

static struct ranked *places_at(
	const struct history *h, const struct audit_rung *r, size_t *n)
{
	const struct study *s = h->study;
	struct result *here = xcalloc(s->n_trials + 1, sizeof(*here));
	struct result *top = xcalloc(s->n_trials + 1, sizeof(*top));
	struct ranked *list = xcalloc(s->n_trials + 1, sizeof(*list));
	size_t *rank = xcalloc(s->n_trials + 1, sizeof(*rank));

	*n = 0;
	for (uint32_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];
		const struct future *x = futures_find(h->futures, i);

		if (!x || t->bracket != r->bracket || t->epoch < r->level ||
			!isfinite(study_result(t, r->level)))
			continue;
		here[*n] = (struct result){i, study_result(t, r->level)};
		top[(*n)++] = (struct result){i, future_final(x)};
	}
	results_sort(here, *n, s->info->maximize);
	results_sort(top, *n, s->info->maximize);
	for (size_t i = 0; i < *n; i++)
		rank[top[i].trial] = i + 1;
	for (size_t i = 0; i < *n; i++)
		list[i] = (struct ranked){here[i].trial, i + 1, rank[here[i].trial]};
	free(rank);
	free(top);
	free(here);
	return list;
}

/* What became of a trial at this rung. */
enum lot { LOT_STOPPED, LOT_ELSEWHERE, LOT_WRONG };

static enum lot *lots_of(const struct audit *a, const struct study *s, size_t rung)
{
	enum lot *lots = xcalloc(s->n_trials + 1, sizeof(*lots));

	for (size_t i = 0; i < s->n_trials; i++)
		lots[i] = LOT_ELSEWHERE;
	for (size_t i = 0; i < a->n_trials; i++)
		if (a->trials[i].rung == rung)
			lots[a->trials[i].trial] =
				a->trials[i].gain > 0 ? LOT_WRONG : LOT_STOPPED;
	return lots;
}

static const struct {
	enum mark_shape shape;
	enum ink ink;
} looks[] = {
	[LOT_STOPPED] = {SHAPE_DOT, INK_STOPPED},
	[LOT_ELSEWHERE] = {SHAPE_RING, INK_COMPLETED},
	[LOT_WRONG] = {SHAPE_TRIANGLE, INK_LOST},
};

static void draw_names(struct figure *f, const struct frame *fr, const struct audit *a,
	size_t rung, const struct ranked *list, size_t n)
{
	struct lettering l = frame_letters(f, INK_TEXT, SIZE_TICK);
	double xs[NAMES_MAX], ys[NAMES_MAX];
	char name[16];
	int named = 0;

	l.halo = true;
	for (size_t i = 0; i < a->n_trials && a->trials[i].gain > 0; i++) {
		for (size_t k = 0; k < n && named < NAMES_MAX; k++) {
			double x = frame_x(fr, (double)list[k].here);
			double y = frame_y(fr, -(double)list[k].at_top);
			bool right = x > fr->x + 0.7 * fr->w, room = true;

			if (a->trials[i].rung != rung ||
				list[k].trial != a->trials[i].trial)
				continue;
			for (int j = 0; j < named; j++)
				room = room && (fabs(xs[j] - x) > NAME_WIDTH ||
						       fabs(ys[j] - y) > NAME_HEIGHT);
			if (!room)
				continue;
			l.align = right;
			figure_text(f, x + (right ? -7 : 7), y + 4, &l,
				chart_trial(list[k].trial, name, sizeof(name)));
			xs[named] = x;
			ys[named++] = y;
		}
	}
}

/* The first rank and the last one, on both axes. */
static void draw_ends(struct figure *f, const struct frame *fr, size_t n)
{
	struct lettering l = frame_letters(f, INK_MUTED, SIZE_TICK);
	char last[24];

	snprintf(last, sizeof(last), "%zu", n);
	l.align = 0;
	figure_text(f, fr->x, fr->y + fr->h + 16, &l, "1");
	l.align = 1;
	figure_text(f, fr->x + fr->w, fr->y + fr->h + 16, &l, last);
	figure_text(f, fr->x - 6, fr->y + 10, &l, "1");
	figure_text(f, fr->x - 6, fr->y + fr->h, &l, last);
}

/* "rung 1 at 3 epochs: tau 0.58", "b0 r1 at 3 epochs: …" */
static void draw_title(struct figure *f, const struct frame *fr, const struct history *h,
	const struct audit_rung *r)
{
	struct lettering l = frame_letters(f, INK_TEXT, SIZE_TICK);
	struct strbuf text = STRBUF_INIT;
	char level[32];

	if (h->study->n_brackets > 1)
		strbuf_addf(&text, "b%d r%d ", r->bracket, r->rung);
	else
		strbuf_addf(&text, "rung %d ", r->rung);
	strbuf_adds(&text, study_level_words(r->level, level, sizeof(level)));
	if (isfinite(r->tau.value))
		strbuf_addf(&text, ": \xcf\x84 %.2f", r->tau.value);
	l.bold = true;
	figure_text(f, fr->x, fr->y - 8, &l, text.buf);
	strbuf_release(&text);
}

static void note_trial(struct figure *f, const struct frame *fr, const struct history *h,
	const struct ranked *x, size_t n, double size)
{
	char value[32];
	double final = future_final(futures_find(h->futures, x->trial));

	spots_dot(figure_spots(f), x->trial, frame_x(fr, (double)x->here),
		frame_y(fr, -(double)x->at_top), size);
	spots_say(figure_spots(f), "T%u: rank %zu of %zu here, %zu at the top with %s %s",
		x->trial, x->here, n, x->at_top, h->study->info->metric,
		study_broken(h->study, final) > 0
			? "that breaks constraints"
			: chart_value(final, value, sizeof(value)));
}

static void draw_panel(struct figure *f, const struct history *h, size_t rung,
	struct frame *fr, bool first)
{
	const struct theme *theme = figure_theme(f);
	const struct audit_rung *r = &h->audit->rungs[rung];
	size_t n;
	struct ranked *list = places_at(h, r, &n);
	enum lot *lots = lots_of(h->audit, h->study, rung);
	double size = n > 400 ? 3.5 : n > 60 ? 5 : 7;

	draw_title(f, fr, h, r);
	figure_box(f, fr->x, fr->y, fr->w, fr->h);
	figure_stroke(f, theme_ink(theme, INK_GRID, 1), 1, DASHES_NONE);
	figure_move(f, fr->x, fr->y);
	figure_to(f, fr->x + fr->w, fr->y + fr->h);
	figure_stroke(f, theme_ink(theme, INK_WAITING, 1), 1, DASHES_DOTS);
	fr->rx = range_of(0.5, (double)n + 0.5, false);
	fr->ry = range_of(-(double)n - 0.5, -0.5, false);
	*fr = frame_make(fr->x, fr->y, fr->w, fr->h, fr->rx, fr->ry);
	for (int lot = LOT_STOPPED; lot <= LOT_WRONG; lot++) {
		double wide = lot == LOT_WRONG ? size + 3 : size;

		for (size_t i = 0; i < n; i++) {
			if ((int)lots[list[i].trial] != lot)
				continue;
			marks_add(f, looks[lot].shape, frame_x(fr, (double)list[i].here),
				frame_y(fr, -(double)list[i].at_top), wide);
			note_trial(f, fr, h, &list[i], n, wide);
		}
		marks_paint(f, looks[lot].shape, theme_ink(theme, looks[lot].ink, 0.9),
			wide);
	}
	draw_names(f, fr, h->audit, rung, list, n);
	draw_ends(f, fr, n);
	frame_x_title(f, fr, "rank here");
	if (first)
		frame_y_title(f, fr, "rank at the top");
	free(lots);
	free(list);
}

static void draw(struct figure *f, const struct history *h)
{
	const struct theme *theme = figure_theme(f);
	size_t list[PANELS_MAX], n = panels_of(h->audit, list);
	double side = panel_side(n);
	struct legend l = legend_begin(f);

	if (!n) {
		struct frame whole = {
			.x = FRAME_LEFT, .y = FRAME_TOP, .w = side, .h = side};

		frame_say(f, &whole, "no trial was stopped");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct frame fr = {
			.x = FRAME_LEFT + (double)(i % IN_A_ROW) * (side + GAP),
			.y = FRAME_TOP + TITLE +
			     (double)(i / IN_A_ROW) * (side + ROW_GAP),
			.w = side,
			.h = side};

		draw_panel(f, h, list[i], &fr, i % IN_A_ROW == 0);
	}
	legend_mark(&l, SHAPE_RING, INK_COMPLETED, "went on");
	legend_mark(&l, SHAPE_DOT, INK_STOPPED, "stopped here");
	legend_mark(&l, SHAPE_TRIANGLE, INK_LOST, "and would have beaten the incumbent");
	legend_line(&l, theme_ink(theme, INK_WAITING, 1), 1, DASHES_DOTS,
		"the same rank at the top");
}

const struct chart chart_audit = {
	.name = "audit",
	.title = "What stopping cost",
	.about = "Each trial's rank among those that came to a rung, and its rank among "
		 "the "
		 "same trials at the top, had all of them trained on; 1 is the best, at "
		 "the upper left. On the diagonal the rung told the truth; a stopped "
		 "trial far above it was good and did not look so yet.",
	.applies = applies,
	.height = height,
	.note = note,
	.draw = draw,
};
