/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Learning curves: the metric of every trial against its epochs, on an axis where each
 * rung is as far from the one before.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "report/chart.h"
#include "report/frame.h"
#include "report/marks.h"
#include "report/scatter.h"

#define CURVES_MAX 2000 /* more of them make no better picture */
#define LABEL_ROOM 110.0

struct drawing {
	struct figure *f;
	const struct study *s;
	const struct theme *theme;
	struct frame fr;
	size_t n; /* curves */
};

static double height(const struct history *h)
{
	(void)h;
	return 540;
}

static void note(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	const struct study_incumbent *inc = study_incumbent(s);
	char value[32];

	if (s->n_trials > CURVES_MAX)
		strbuf_addf(
			out, "%d of %zu trials, evenly spread", CURVES_MAX, s->n_trials);
	else
		strbuf_addf(out, "%zu trial%s", s->n_trials, s->n_trials == 1 ? "" : "s");
	strbuf_addf(out, ", %llu epoch%s", (unsigned long long)s->epochs,
		s->epochs == 1 ? "" : "s");
	if (inc)
		strbuf_addf(out, "; best %s %s by T%u at epoch %d", s->info->metric,
			chart_value(inc->value, value, sizeof(value)), inc->trial,
			inc->epoch);
}

/* The i-th trial to draw. */
static const struct study_trial *drawn(const struct study *s, size_t i)
{
	return &s->trials[sample_at(s->n_trials, CURVES_MAX, i)];
}

static struct range range_of_epochs(const struct study *s)
{
	double hi = study_top(s);

	for (size_t i = 0; i < s->n_trials; i++)
		hi = fmax(hi, s->trials[i].epoch);
	/* a little room, or the first epochs would lie on the other axis */
	return range_of(hi > 1 ? pow(hi, -0.015) : 0.8, fmax(hi, 1.25), true);
}

static struct range range_of_values(const struct study *s)
{
	const struct study_incumbent *inc = study_incumbent(s);
	size_t n = sample_count(s->n_trials, CURVES_MAX);
	struct values v = {0};
	struct range r;

	for (size_t i = 0; i < n; i++) {
		const struct study_trial *t = drawn(s, i);

		for (int e = 0; e < t->epoch; e++)
			values_add(&v, t->values[e]);
	}
	if (inc)
		values_add(&v, inc->value);
	r = range_of_metric(&v, s->info->maximize);
	values_release(&v);
	return r;
}

/*
 * One curve as a path; where it is not finite it has a gap. Points nearer to the last one
 * than the eye can tell apart are left out. Returns where it ends, or false. spots: to
 * note it there; else it is drawn.
 */
static bool trace(const struct drawing *d, const struct study_trial *t,
	struct spots *spots, double *x, double *y)
{
	bool going = false, any = false;

	for (int e = 1; e <= t->epoch; e++) {
		double at_x = frame_x(&d->fr, e),
		       at_y = frame_y(&d->fr, t->values[e - 1]);

		if (isnan(at_y)) {
			going = false;
			continue;
		}
		if (going && e < t->epoch && fabs(at_x - *x) < 0.75 &&
			fabs(at_y - *y) < 1.5)
			continue;
		if (spots)
			spots_to(spots, !going, at_x, at_y);
		else if (going)
			figure_to(d->f, at_x, at_y);
		else
			figure_dot(d->f, at_x, at_y);
		going = any = true;
		*x = at_x;
		*y = at_y;
	}
	return any;
}

/* The more there are the fainter each, so that the many do not hide the few. */
static double alpha_of(const struct drawing *d, enum fate fate)
{
	double n = 1;

	for (int state = 0; state < TRIAL_STATES; state++)
		if (fate_of((enum trial_state)state) == fate)
			n += (double)d->s->count[state];
	n *= (double)d->n / (double)d->s->n_trials;
	return fate == FATE_COMPLETED ? fmax(0.35, fmin(1, 5 / sqrt(n)))
				      : fmax(0.15, fmin(0.75, 5 / sqrt(n)));
}

static void note_curve(const struct drawing *d, const struct study_trial *t)
{
	struct spots *spots = figure_spots(d->f);
	char fate[64], value[32];
	double x, y;

	if (!spots)
		return;
	spots_line(spots, t->id);
	trace(d, t, spots, &x, &y);
	spots_say(spots, "T%u, %s: best %s %s at epoch %d", t->id,
		chart_fate(t, fate, sizeof(fate)), d->s->info->metric,
		chart_value(t->best, value, sizeof(value)), t->best_epoch);
}

static void draw_fate(const struct drawing *d, enum fate fate)
{
	double alpha = alpha_of(d, fate), dot = d->n > 200 ? 3 : 5;
	double width = fate == FATE_COMPLETED && alpha > 0.9 ? 1.6 : 1.1;
	struct paint p = theme_ink(d->theme, fate_ink(fate), alpha);

	for (size_t i = 0; i < d->n; i++) {
		const struct study_trial *t = drawn(d->s, i);
		double x, y;

		if (fate_of(t->state) != fate || !trace(d, t, NULL, &x, &y))
			continue;
		figure_stroke(d->f, p, t->epoch > 1 ? width : dot, DASHES_NONE);
		note_curve(d, t);
		if (fate == FATE_LOST) {
			marks_add(d->f, SHAPE_CROSS, x, y, 7);
			marks_paint(
				d->f, SHAPE_CROSS, theme_ink(d->theme, INK_LOST, 1), 7);
		}
	}
}

static void draw_incumbent(const struct drawing *d)
{
	const struct study_incumbent *inc = study_incumbent(d->s);
	struct lettering l = frame_letters(d->f, INK_INCUMBENT, 14);
	char text[64], value[32];
	double x, y;

	if (!inc || !trace(d, &d->s->trials[inc->trial], NULL, &x, &y))
		return;
	figure_stroke(d->f, theme_ink(d->theme, INK_PAPER, 1), 5, DASHES_NONE);
	trace(d, &d->s->trials[inc->trial], NULL, &x, &y);
	figure_stroke(d->f, l.paint, 2.5, DASHES_NONE);
	note_curve(d, &d->s->trials[inc->trial]);
	marks_incumbent(d->f, frame_x(&d->fr, inc->epoch), frame_y(&d->fr, inc->value));
	l.bold = l.halo = true;
	y = fmin(y, d->fr.y + d->fr.h - 24);
	figure_text(d->f, x + 12, y, &l, chart_trial(inc->trial, text, sizeof(text)));
	l.bold = false;
	figure_text(
		d->f, x + 12, y + 16, &l, chart_value(inc->value, value, sizeof(value)));
}

static int ascending(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* The levels of all brackets, ascending, each once; free() them. */
static int *all_levels(const struct study *s, int *n)
{
	int *levels = NULL, m = 0;

	*n = 0;
	for (int b = 0; b < s->n_brackets; b++) {
		levels = xreallocarray(
			levels, (size_t)(m + s->shape[b].n_rungs + 1), sizeof(*levels));
		for (int k = 0; k < s->shape[b].n_rungs; k++)
			levels[m++] = s->shape[b].levels[k];
	}
	if (m)
		qsort(levels, (size_t)m, sizeof(*levels), ascending);
	for (int i = 0; i < m && levels[i] <= study_top(s); i++)
		if (!*n || levels[*n - 1] != levels[i])
			levels[(*n)++] = levels[i];
	return levels;
}

/* Dotted lines at the rungs, and their epochs under them as far as there is room. */
static void draw_rungs(const struct drawing *d)
{
	const struct frame *fr = &d->fr;
	double taken = INFINITY;
	int n, *levels = all_levels(d->s, &n);

	for (int i = n; i-- > 0;) {
		double x = frame_x(fr, levels[i]);

		if (taken - x < 6)
			continue;
		figure_move(d->f, x, fr->y);
		figure_to(d->f, x, fr->y + fr->h);
		taken = x;
	}
	figure_stroke(d->f, theme_ink(d->theme, INK_MUTED, 0.7), 1.2, DASHES_DOTS);
	taken = INFINITY;
	for (int i = n; n >= 3 && i-- > 0;) {
		double x = frame_x(fr, levels[i]);
		char text[24];

		if (taken - x < 40)
			continue;
		range_label(levels[i], text, sizeof(text));
		frame_x_tick(d->f, fr, x, 60, text);
		taken = x;
	}
	if (n < 3)
		frame_x_axis(d->f, fr, 10);
	else
		frame_base(d->f, fr);
	free(levels);
}

static void draw_legend(const struct drawing *d)
{
	struct legend l = legend_begin(d->f);

	legend_fates(&l, d->s->count, true);
	legend_line(&l, theme_ink(d->theme, INK_MUTED, 1), 1.5, DASHES_DOTS, "rungs");
	if (study_incumbent(d->s))
		legend_mark(&l, SHAPE_STAR, INK_INCUMBENT, "incumbent");
}

static void draw(struct figure *f, const struct history *h)
{
	struct drawing d = {.f = f, .s = h->study, .theme = figure_theme(f)};

	d.n = sample_count(d.s->n_trials, CURVES_MAX);
	d.fr = frame_make(FRAME_LEFT, FRAME_TOP, FIGURE_WIDTH - FRAME_LEFT - LABEL_ROOM,
		figure_height(f) - FRAME_TOP - FRAME_BOTTOM, range_of_epochs(d.s),
		range_of_values(d.s));
	if (d.fr.ry.empty) {
		frame_say(f, &d.fr, "no finite value");
		return;
	}
	frame_y_axis(f, &d.fr, true);
	draw_rungs(&d);
	frame_x_title(f, &d.fr, "epoch");
	frame_y_title(f, &d.fr, d.s->info->metric);
	draw_legend(&d);
	for (int fate = 0; fate < FATES; fate++)
		draw_fate(&d, (enum fate)fate);
	draw_incumbent(&d);
}

const struct chart chart_curves = {
	.name = "curves",
	.title = "Learning curves",
	.about = "Each line is a trial, from its first epoch to its last. Epochs are on "
		 "a logarithmic axis; at the rungs, the dotted lines, the scheduler "
		 "decides which trials go on.",
	.height = height,
	.note = note,
	.draw = draw,
};
