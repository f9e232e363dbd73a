/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The value of every trial at every rung, a panel a bracket: who climbed from there, who
 * did not, and the cutoff between them.
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

#define PANELS_MAX 8
#define COLUMNS_MAX 16 /* of a panel */
#define DOTS_MAX 2400  /* of the figure */
#define PANEL_GAP 18.0

enum outcome { OUTCOME_STAYED, OUTCOME_CLIMBED, OUTCOMES };

struct drawing {
	struct figure *f;
	const struct study *s;
	const struct theme *theme;
	int panels;
	size_t dots;   /* of a column, at most */
	double column; /* its width */
	double dot;
	struct frame fr; /* of the present panel */
};

static double height(const struct history *h)
{
	(void)h;
	return 540;
}

static int panels_of(const struct study *s)
{
	return s->n_brackets < PANELS_MAX ? s->n_brackets : PANELS_MAX;
}

static int columns_of(const struct study *s, int bracket)
{
	return (int)sample_count((size_t)study_rungs_near(s, bracket), COLUMNS_MAX);
}

/* The rung of a column: all of them, or some evenly spread from the first to the last. */
static int rung_of(const struct study *s, int bracket, int column)
{
	int rungs = study_rungs_near(s, bracket);

	return rungs <= COLUMNS_MAX
		       ? column
		       : (int)((int64_t)column * (rungs - 1) / (COLUMNS_MAX - 1));
}

static int all_columns(const struct study *s)
{
	int n = 0;

	for (int b = 0; b < panels_of(s); b++)
		n += columns_of(s, b);
	return n;
}

static size_t dots_of_column(const struct study *s)
{
	return (size_t)(DOTS_MAX / all_columns(s));
}

static void note(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	size_t results = 0, climbed = 0;

	for (size_t i = 0; i < s->n_rungs; i++) {
		results += s->rungs[i].done;
		climbed += s->rungs[i].climbed;
	}
	strbuf_addf(out, "%zu results at %zu rungs", results, s->n_rungs);
	if (s->synchronous)
		strbuf_addf(out, " of %d round%s", s->round + 1, s->round ? "s" : "");
	strbuf_addf(out, "; %zu climbed", climbed);
	if (s->switches)
		strbuf_addf(
			out, "; as %s sees it, the scheduler in the end", s->scheduler);
	if (s->n_brackets > PANELS_MAX)
		strbuf_addf(
			out, "; the first %d of %d brackets", PANELS_MAX, s->n_brackets);
	if (results > DOTS_MAX)
		strbuf_addf(out, "; at most %zu a rung are drawn, evenly spread",
			dots_of_column(s));
}

static size_t lost_at(const struct study_rung *r)
{
	size_t n = 0;

	for (uint32_t k = 0; k < r->done; k++)
		n += !isfinite(r->values[k]);
	return n;
}

static bool has_climbed(const struct study *s, const struct study_rung *r, uint32_t trial)
{
	const struct study_trial *t = &s->trials[trial];

	return study_has_climbed(t, r->rung) || t->state == TRIAL_COMPLETED;
}

static struct range range_of_values(const struct study *s)
{
	struct values v = {0};
	struct range r;

	for (size_t i = 0; i < s->n_rungs; i++)
		for (uint32_t k = 0; k < s->rungs[i].done; k++)
			values_add(&v, study_rung_value(s, &s->rungs[i], k));
	r = range_of_metric(&v, s->info->maximize);
	values_release(&v);
	return r;
}

/* What one column shows, of all rounds. */
struct result {
	enum outcome outcome;
	const struct study_rung *rung;
	uint32_t at; /* in the rung */
};

struct column {
	double *y;
	struct result *results;
	size_t n, cap, cap_results;
};

static void add_result(
	const struct drawing *d, struct column *c, const struct study_rung *r, uint32_t k)
{
	double y = frame_y(&d->fr, study_rung_value(d->s, r, k));

	if (isnan(y))
		return;
	ARRAY_ROOM(c->y, c->n, c->cap);
	ARRAY_ROOM(c->results, c->n, c->cap_results);
	c->results[c->n] = (struct result){
		has_climbed(d->s, r, r->trials[k]) ? OUTCOME_CLIMBED : OUTCOME_STAYED, r,
		k};
	c->y[c->n++] = y;
}

static struct column collect(const struct drawing *d, int bracket, int rung)
{
	struct column c = {0};
	size_t total = 0, before = 0, shown, next = 0;

	for (size_t i = 0; i < d->s->n_rungs; i++)
		if (d->s->rungs[i].bracket == bracket && d->s->rungs[i].rung == rung)
			total += d->s->rungs[i].done;
	shown = sample_count(total, d->dots);
	for (size_t i = 0; i < d->s->n_rungs; i++) {
		const struct study_rung *r = &d->s->rungs[i];

		if (r->bracket != bracket || r->rung != rung)
			continue;
		for (; next < shown; next++) {
			size_t at = sample_at(total, d->dots, next) - before;

			if (at >= r->done)
				break;
			add_result(d, &c, r, (uint32_t)at);
		}
		before += r->done;
	}
	return c;
}

static void note_result(
	const struct drawing *d, const struct result *x, double at_x, double at_y)
{
	const struct study_rung *r = x->rung;
	uint32_t trial = r->trials[x->at], better = 0;
	char words[32], value[32];

	if (!figure_spots(d->f))
		return;
	for (uint32_t k = 0; k < r->done; k++)
		better += study_better(d->s, r->values[k], r->values[x->at]);
	spots_dot(figure_spots(d->f), trial, at_x, at_y, d->dot);
	spots_say(figure_spots(d->f), "T%u %s: %s, rank %u of %u; it %s", trial,
		study_level_words(r->level, words, sizeof(words)),
		chart_value(r->values[x->at], value, sizeof(value)), better + 1, r->done,
		d->s->trials[trial].state == TRIAL_COMPLETED &&
				d->s->trials[trial].reached <= r->rung
			? "completed"
		: x->outcome == OUTCOME_CLIMBED ? "climbed"
						: "did not climb");
}

static void draw_dots(const struct drawing *d, const struct column *c, double x)
{
	static const enum mark_shape shapes[OUTCOMES] = {SHAPE_RING, SHAPE_DOT};
	static const enum ink inks[OUTCOMES] = {INK_STOPPED, INK_COMPLETED};
	double *dx = xcalloc(c->n + 1, sizeof(*dx));

	swarm(c->y, c->n, d->dot + 0.5, d->column * 0.42, dx);
	for (int o = 0; o < OUTCOMES; o++) {
		for (size_t i = 0; i < c->n; i++)
			if (c->results[i].outcome == (enum outcome)o) {
				marks_add(d->f, shapes[o], x + dx[i], c->y[i], d->dot);
				note_result(d, &c->results[i], x + dx[i], c->y[i]);
			}
		marks_paint(d->f, shapes[o], theme_ink(d->theme, inks[o], 0.85), d->dot);
	}
	free(dx);
}

/* At the upper edge, as there is no place for them on the axis. */
static void draw_lost(const struct drawing *d, int bracket, int rung, double x)
{
	struct lettering l = frame_letters(d->f, INK_LOST, 11);
	size_t lost = 0;
	char text[24];

	for (size_t i = 0; i < d->s->n_rungs; i++)
		if (d->s->rungs[i].bracket == bracket && d->s->rungs[i].rung == rung)
			lost += lost_at(&d->s->rungs[i]);
	if (!lost)
		return;
	snprintf(text, sizeof(text), "%zu", lost);
	marks_add(d->f, SHAPE_CROSS, x - 7, d->fr.y - 10, 8);
	marks_paint(d->f, SHAPE_CROSS, l.paint, 8);
	figure_text(d->f, x, d->fr.y - 6, &l, text);
}

/* One of each round; where there are many they blur into a band. */
static void draw_cutoffs(const struct drawing *d, int bracket, int rung, double x)
{
	size_t n = 0;

	for (size_t i = 0; i < d->s->n_rungs; i++) {
		const struct study_rung *r = &d->s->rungs[i];
		double y = frame_y(&d->fr, r->cutoff);

		if (r->bracket != bracket || r->rung != rung || isnan(y))
			continue;
		if (rung + 1 == d->s->shape[bracket].n_rungs)
			continue; /* there is nowhere to climb from the top */
		figure_move(d->f, x - d->column * 0.46, y);
		figure_to(d->f, x + d->column * 0.46, y);
		n++;
	}
	figure_stroke(d->f, theme_ink(d->theme, INK_INCUMBENT, n > 8 ? 0.5 : 1),
		n > 8 ? 0.8 : 1.8, DASHES_NONE);
}

static void draw_column(const struct drawing *d, int bracket, int column)
{
	int rung = rung_of(d->s, bracket, column);
	double x = d->fr.x + d->column * (column + 0.5);
	struct column c = collect(d, bracket, rung);
	char text[24];

	chart_level(d->s->shape[bracket].levels[rung], text, sizeof(text));
	frame_x_tick(d->f, &d->fr, x, d->column, text);
	draw_dots(d, &c, x);
	draw_cutoffs(d, bracket, rung, x);
	draw_lost(d, bracket, rung, x);
	free(c.y);
	free(c.results);
}

static void draw_panel(const struct drawing *d, int bracket)
{
	struct lettering l = frame_letters(d->f, INK_TEXT, SIZE_TICK);
	char text[32];

	frame_y_axis(d->f, &d->fr, bracket == 0);
	frame_base(d->f, &d->fr);
	for (int c = 0; c < columns_of(d->s, bracket); c++)
		draw_column(d, bracket, c);
	if (d->panels < 2)
		return;
	l.align = 0.5;
	snprintf(text, sizeof(text), d->fr.w < 70 ? "b%d" : "bracket %d", bracket);
	figure_text(d->f, d->fr.x + d->fr.w / 2, d->fr.y + d->fr.h + 35, &l, text);
}

static void draw_legend(const struct drawing *d)
{
	struct legend l = legend_begin(d->f);

	legend_mark(&l, SHAPE_DOT, INK_COMPLETED, "climbed, or complete");
	legend_mark(&l, SHAPE_RING, INK_STOPPED, "did not climb");
	legend_line(&l, theme_ink(d->theme, INK_INCUMBENT, 1), 1.8, DASHES_NONE,
		"cutoff: the last place that climbs");
	for (size_t i = 0; i < d->s->n_rungs; i++) {
		if (!lost_at(&d->s->rungs[i]))
			continue;
		legend_mark(&l, SHAPE_CROSS, INK_LOST, "how many had no finite value");
		break;
	}
}

/* What the panels share: they are as wide as their rungs are many. */
static struct frame whole_frame(const struct drawing *d)
{
	return frame_make(FRAME_LEFT, FRAME_TOP + 8,
		FIGURE_WIDTH - FRAME_LEFT - FRAME_RIGHT,
		figure_height(d->f) - FRAME_TOP - 8 - FRAME_BOTTOM - 12,
		range_of(0, 1, false), range_of_values(d->s));
}

static void draw(struct figure *f, const struct history *h)
{
	struct drawing d = {.f = f, .s = h->study, .theme = figure_theme(f)};
	struct frame whole = whole_frame(&d);
	double x = whole.x;

	d.panels = panels_of(d.s);
	if (whole.ry.empty) {
		frame_say(f, &whole, "no finite value");
		return;
	}
	d.dots = dots_of_column(d.s);
	d.column = (whole.w - PANEL_GAP * (d.panels - 1)) / all_columns(d.s);
	d.dot = d.dots < 300 ? 5 : 6;
	for (int b = 0; b < d.panels; b++) {
		d.fr = frame_make(x, whole.y, d.column * columns_of(d.s, b), whole.h,
			whole.rx, whole.ry);
		draw_panel(&d, b);
		x += d.fr.w + PANEL_GAP;
	}
	whole.h += d.panels > 1 ? 14 : 0;
	frame_x_title(f, &whole, "epoch of the rung");
	frame_y_title(f, &whole, d.s->info->metric);
	draw_legend(&d);
}

const struct chart chart_rungs = {
	.name = "rungs",
	.title = "Results at the rungs",
	.about = "Each mark is the value that a trial had at a rung; those that climbed "
		 "went "
		 "on to the next one. The cutoff is the value of the last place that "
		 "climbs, "
		 "one line a round.",
	.height = height,
	.note = note,
	.draw = draw,
};
