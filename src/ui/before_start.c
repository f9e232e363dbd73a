/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/before_start.h"

#include <math.h>

#include "draw/bar.h"

#define LABEL 4
#define CELL_MOST 16

void before_start_release(struct before_start *b)
{
	forecast_release(&b->forecast);
}

bool before_start_is(const struct study *s)
{
	return s->info && s->spec && !s->n_trials && s->phase == PHASE_PAUSED;
}

void before_start_follow(struct before_start *b, const struct study *s)
{
	struct error err;

	if (!before_start_is(s) || b->seq == s->seq)
		return;
	forecast_release(&b->forecast);
	b->seq = s->seq;
	if (forecast_make(&b->forecast, s, NULL, &err) < 0)
		forecast_release(&b->forecast);
}

/* So many cells and eighths of one, without the empty rest. */
static void draw_bar(struct pen *pen, double cells)
{
	cells = ceil(8 * cells) / 8;
	if (cells > 0)
		bar_draw(pen, (int)ceil(cells), cells / ceil(cells));
}

/* A number and its bar a rung, as many as fit; the rungs of all brackets end at one place. */
static void draw_bracket(const struct plan *p, struct pen *pen, int bracket)
{
	const struct virtual_bracket *shape = &p->run.brackets[bracket];
	int all = p->run.brackets[0].n_rungs, cell = (pen->in.w - LABEL - 2) / all;
	double most = p->rungs[0][0].results.mean;

	cell = cell < CELL_MOST ? cell : CELL_MOST;
	pen->x = 1;
	pen_textf(pen, ROLE_DIM, "b%d", bracket);
	for (int k = 0; k < shape->n_rungs; k++) {
		double n = p->rungs[bracket][k].results.mean;
		int bar;

		pen->x = LABEL + 1 + (bracket + k) * cell;
		pen_textf(pen, ROLE_STRONG, "%s%.0f ", p->exact ? "" : "~", n);
		bar = LABEL + 1 + (bracket + k + 1) * cell - 1 - pen->x;
		pen->role = ROLE_CLIMBED;
		draw_bar(pen, most > 0 ? bar * n / most : 0);
	}
}

static void draw_levels(const struct plan *p, struct pen *pen)
{
	const struct virtual_bracket *shape = &p->run.brackets[0];
	int cell = (pen->in.w - LABEL - 2) / shape->n_rungs;

	cell = cell < CELL_MOST ? cell : CELL_MOST;
	for (int k = 0; k < shape->n_rungs; k++) {
		pen->x = LABEL + 1 + k * cell;
		pen_textf(pen, ROLE_DIM, "%de", shape->levels[k]);
	}
}

static void draw_words(struct pen *pen, enum role role, const char *words)
{
	int y = pen->y;

	pen->x = 1;
	y += pen_words(pen, role, pen->in.w - 2, words);
	pen_goto(pen, y, 1);
}

static void draw_brackets(const struct forecast *f, struct pen *pen)
{
	const struct plan *p = &f->plan;
	int rows = pen->in.h - pen->y, n = p->run.n_brackets;
	struct strbuf words = STRBUF_INIT;

	if (rows < n + 1 || p->run.brackets[0].n_rungs * 6 > pen->in.w - LABEL - 2) {
		forecast_rungs(f, pen->in.w - 2, false, &words);
		if (rows > 0)
			pen_left(pen, ROLE_TEXT, pen_room(pen) - 1, words.buf);
		strbuf_release(&words);
		return;
	}
	pen_goto(pen, pen->y + (rows > n + 1), 0);
	draw_levels(p, pen);
	for (int i = 0; i < n; i++) {
		pen_goto(pen, pen->y + 1, 0);
		draw_bracket(p, pen, i);
	}
}

bool before_start_draw(const struct before_start *b, struct grid *g, struct area in)
{
	const struct forecast *f = &b->forecast;
	const struct plan *p = &f->plan;
	struct strbuf words = STRBUF_INIT;
	struct pen pen = pen_in(g, in);

	if (!p->spec || in.h < 3 || in.w < 30)
		return false;
	pen_goto(&pen, 0, 1);
	pen_text(&pen, ROLE_KEY, "Space");
	pen_left(&pen, ROLE_TEXT, pen_room(&pen) - 1, " starts it. It will come to:");
	pen_goto(&pen, 1, 1);
	forecast_sum(f, &words);
	draw_words(&pen, ROLE_STRONG, words.buf);
	strbuf_reset(&words);
	forecast_waits(f, &words);
	draw_words(&pen, ROLE_DIM, words.buf);
	strbuf_release(&words);
	if (!p->cut || p->exact)
		draw_brackets(f, &pen);
	return true;
}
