/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/plan_figure.h"

#include <math.h>
#include <stdio.h>

#include "report/frame.h"

#define BRACKETS_MAX 24
#define COLUMNS_MAX 16
#define LEFT 96.0
#define RIGHT 110.0
#define TOP 84.0
#define ROW 74.0
#define BOX 38.0 /* the highest */
#define FOOT 56.0

struct drawing {
	struct figure *f;
	const struct plan *p;
	int columns[COLUMNS_MAX]; /* rungs of bracket 0 */
	int n;
	double width, most;
};

static void choose_columns(struct drawing *d)
{
	int n = d->p->run.brackets[0].n_rungs;

	d->n = n < COLUMNS_MAX ? n : COLUMNS_MAX;
	for (int i = 0; i < d->n; i++)
		d->columns[i] = n <= COLUMNS_MAX
					? i
					: (int)((int64_t)i * (n - 1) / (COLUMNS_MAX - 1));
	d->width = (FIGURE_WIDTH - LEFT - RIGHT) / d->n;
}

static void text(const struct drawing *d, double x, double y, enum ink ink, double size,
	double align, const char *what)
{
	struct lettering l = frame_letters(d->f, ink, size);

	l.align = align;
	figure_text(d->f, x, y, &l, what);
}

static void draw_rung(const struct drawing *d, int bracket, int column, double y)
{
	int k = d->columns[column] - bracket;
	const struct plan_rung *r = k >= 0 ? &d->p->rungs[bracket][k] : NULL;
	double x = LEFT + column * d->width, h;
	char number[32];

	if (!r)
		return;
	h = d->most > 0 ? fmax(1, BOX * r->results.mean / d->most) : 1;
	figure_box(d->f, x + 3, y + 16 + BOX - h, d->width - 6, h);
	figure_fill(d->f, theme_ramp(figure_theme(d->f), column, d->n));
	snprintf(number, sizeof(number), "%s%.0f", d->p->exact ? "" : "~",
		r->results.mean);
	text(d, x + d->width / 2, y + 12 + BOX - h, INK_TEXT, SIZE_LABEL, 0.5, number);
	snprintf(number, sizeof(number), "%.0f ep", r->epochs.mean);
	text(d, x + d->width / 2, y + 30 + BOX, INK_MUTED, 11, 0.5, number);
}

static void draw_bracket(const struct drawing *d, int bracket)
{
	double y = TOP + ROW * bracket, epochs = 0;
	char label[48];

	for (int k = 0; k < d->p->run.brackets[bracket].n_rungs; k++)
		epochs += d->p->rungs[bracket][k].epochs.mean;
	snprintf(label, sizeof(label), "bracket %d", bracket);
	text(d, 20, y + 14 + BOX, INK_TEXT, SIZE_LABEL, 0, label);
	for (int i = 0; i < d->n; i++)
		draw_rung(d, bracket, i, y);
	snprintf(label, sizeof(label), "%.0f epochs", epochs);
	text(d, FIGURE_WIDTH - 16, y + 14 + BOX, INK_MUTED, SIZE_LABEL, 1, label);
}

static void draw_levels(const struct drawing *d, double y)
{
	for (int i = 0; i < d->n; i++) {
		char level[24];

		snprintf(level, sizeof(level), "%d",
			d->p->run.brackets[0].levels[d->columns[i]]);
		text(d, LEFT + (i + 0.5) * d->width, y, INK_TEXT, SIZE_TICK, 0.5, level);
	}
	text(d, LEFT + d->n * d->width / 2, y + 22, INK_MUTED, SIZE_LABEL, 0.5,
		"epoch of the rung");
}

static void draw_heading(const struct drawing *d, const char *study)
{
	struct strbuf title = STRBUF_INIT, note = STRBUF_INIT;

	strbuf_addf(&title, "What %s comes to", study);
	strbuf_addf(&note, "%s: ", d->p->spec);
	plan_count(&d->p->trials, &note);
	strbuf_adds(&note, " trials, ");
	plan_count(&d->p->epochs, &note);
	strbuf_addf(&note, " epochs, %.1f %% of all to %d", 100 * plan_share(d->p),
		d->p->r_max);
	frame_heading(d->f, title.buf, note.buf);
	strbuf_release(&title);
	strbuf_release(&note);
}

int plan_figure(const struct plan *p, const char *study, enum figure_format format,
	struct strbuf *out, struct error *err)
{
	int n = p->run.n_brackets < BRACKETS_MAX ? p->run.n_brackets : BRACKETS_MAX;
	double height = TOP + ROW * n + FOOT;
	struct drawing d = {
		.f = figure_new(format, &themes[0], FIGURE_WIDTH, height), .p = p};

	choose_columns(&d);
	for (int b = 0; b < n; b++)
		for (int k = 0; k < p->run.brackets[b].n_rungs; k++)
			d.most = fmax(d.most, p->rungs[b][k].results.mean);
	draw_heading(&d, study);
	for (int b = 0; b < n; b++)
		draw_bracket(&d, b);
	draw_levels(&d, TOP + ROW * n + 18);
	return figure_finish(d.f, out, err);
}
