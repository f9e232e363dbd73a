/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rung_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "draw/bar.h"
#include "ui/format.h"
#include "ui/marks.h"
#include "ui/rung_rows.h"
#include "ui/view.h"

#define BAR_LEAST 8
#define BAR_MOST 64
#define RHO_FROM 78 /* columns: there is room for what is good to know */

enum rung_column {
	COL_RUNG,
	COL_AT,
	COL_DONE,
	COL_CLIMB,
	COL_PAUSE, /* or those that stopped, where nothing waits */
	COL_RUN,
	COL_BAR,
	COL_CUTOFF,
	COL_RHO, /* the rank correlation with the rung above */
	COL_RULE,
	RUNG_COLUMNS
};

struct rung_table {
	const struct scene *sc;
	const struct passes *passes;
	const struct diagnosis *diagnosis;
	int width[RUNG_COLUMNS]; /* 0: not shown; the gap to the next one not counted */
	int label;		 /* of the bracket and round; 0: there is but one */
	bool head, brief;
	bool stops; /* its rule lets nothing wait: see COL_PAUSE */
};

static void rule_text(const struct rung_table *t, const struct pass *h, int k, bool brief,
	char *out, size_t size)
{
	const struct rule *rule = t->sc->study->rule;
	const struct study_rung *r = h->rungs[k];
	struct rung_stand now = {.done = r ? r->done : 0,
		.seats = (uint32_t)rung_seats(h, k),
		.next = k + 1 < h->n_rungs ? (uint32_t)rung_seats(h, k + 1) : 0,
		.top = rung_is_top(t->sc->study, h->bracket, k),
		.unicode = t->sc->view->glyphs->unicode};
	struct strbuf text = STRBUF_INIT;

	/* no more trials began: it was judged with fewer than its seats */
	if (r && now.done < now.seats && !r->paused && r->climbed + r->stopped) {
		now.seats = now.done;
		now.next = r->places;
	}
	if (rule)
		rule->ops->stand(rule, &now, brief ? DETAIL_NUMBERS : DETAIL_ALL, &text);
	snprintf(out, size, "%s", text.buf);
	strbuf_release(&text);
}

static void label_text(
	const struct rung_table *t, const struct pass *h, char *out, size_t size)
{
	if (t->sc->study->synchronous && t->sc->study->round > 0)
		snprintf(out, size, "b%d.%d", h->bracket, h->round + 1);
	else
		snprintf(out, size, "b%d", h->bracket);
}

static int widest_level(const struct passes *h)
{
	int most = 1;

	for (size_t i = 0; i < h->n; i++)
		if (h->items[i].n_rungs > 0) {
			int level = rung_level(&h->items[i], h->items[i].n_rungs - 1);

			most = level > most ? level : most;
		}
	if (most == EPOCHS_OPEN)
		return 7;
	return snprintf(NULL, 0, "%de", most);
}

static int table_width(const struct rung_table *t)
{
	int width = t->label ? t->label + 1 : 0;

	for (int c = 0; c < RUNG_COLUMNS; c++)
		if (c != COL_BAR && t->width[c])
			width += t->width[c] + 1;
	return width;
}

static bool has_neighbours(const struct study *s)
{
	for (int b = 0; b < s->n_brackets; b++)
		if (s->shape[b].n_rungs > 1)
			return true;
	return false;
}

/*
 * Finds the columns for n rows in a width. They give way, the least telling first, until
 * the bar has its least width.
 */
static void fit(struct rung_table *t, const struct rung_row *rows, size_t n, int width)
{
	static const enum rung_column order[] = {COL_RHO, COL_DONE, COL_RULE, COL_PAUSE,
		COL_CUTOFF, COL_CLIMB, COL_RUN, COL_AT};
	char text[64];

	t->brief = width < 66;
	for (size_t i = 0; i < t->passes->n; i++) {
		label_text(t, &t->passes->items[i], text, sizeof(text));
		if (t->passes->n > 1 && text_width(text) > t->label)
			t->label = text_width(text);
	}
	t->width[COL_RUNG] = t->brief ? 2 : 4;
	t->width[COL_AT] = widest_level(t->passes) > 3 ? widest_level(t->passes) : 3;
	t->width[COL_DONE] = t->brief ? 0 : 4;
	t->width[COL_CLIMB] = t->brief ? 4 : 5;
	/* at a barrier all that is done waits: that is said by the rule */
	t->width[COL_PAUSE] = t->sc->study->synchronous ? 0 : t->width[COL_CLIMB];
	t->width[COL_RUN] = 4;
	t->width[COL_CUTOFF] = 6;
	t->width[COL_RHO] = width >= RHO_FROM && has_neighbours(t->sc->study) ? 4 : 0;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].rung < 0)
			continue;
		rule_text(t, rows[i].pass, rows[i].rung, t->brief, text, sizeof(text));
		if (text_width(text) > t->width[COL_RULE])
			t->width[COL_RULE] = text_width(text);
	}
	if (t->brief && t->width[COL_RULE] < 5)
		t->width[COL_RULE] = 5;
	else if (!t->brief && t->width[COL_RULE] < 10)
		t->width[COL_RULE] = 10;
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		if (table_width(t) + BAR_LEAST + 2 <= width)
			break;
		t->width[order[i]] = 0;
	}
	t->width[COL_BAR] = width - table_width(t) - 2;
	if (t->width[COL_BAR] > BAR_MOST)
		t->width[COL_BAR] = BAR_MOST;
}

static void draw_head(const struct rung_table *t, struct pen *p)
{
	char scale[24];
	int bar = t->width[COL_BAR];
	const struct glyphs *g = t->sc->view->glyphs;

	p->x = 1;
	if (t->label) {
		pen_left(p, ROLE_DIM, t->label, "b");
		p->x++;
	}
	pen_right(p, ROLE_DIM, t->width[COL_RUNG], t->brief ? "r" : "rung");
	p->x++;
	pen_right(p, ROLE_DIM, t->width[COL_AT], "at");
	for (int c = COL_DONE; c <= COL_RUN; c++) {
		const char *const words[][2] = {{"done", "done"},
			{t->stops ? "on" : "climb", t->stops ? "on" : "up"},
			{t->stops ? "stop" : "pause", t->stops ? "stop" : "hold"},
			{"run", "run"}};

		if (!t->width[c])
			continue;
		p->x++;
		pen_right(p, ROLE_DIM, t->width[c], words[c - COL_DONE][t->brief]);
	}
	p->x++;
	snprintf(scale, sizeof(scale), "%u", t->passes->widest);
	if (bar > 6 + (int)strlen(scale)) {
		int rest = bar - 1 - (int)strlen(scale), word = rest >= 14 ? 9 : 0;

		pen_text(p, ROLE_DIM, "0");
		p->role = ROLE_BORDER;
		pen_repeat(p, g->h, (rest - word) / 2);
		pen_text(p, ROLE_DIM, word ? "occupancy" : "");
		p->role = ROLE_BORDER;
		pen_repeat(p, g->h, rest - word - (rest - word) / 2);
		pen_text(p, ROLE_DIM, scale);
	} else {
		p->x += bar > 0 ? bar : 0;
	}
	p->x++;
	if (t->width[COL_CUTOFF]) {
		pen_right(p, ROLE_DIM, t->width[COL_CUTOFF], "cutoff");
		p->x++;
	}
	if (t->width[COL_RHO]) {
		pen_right(p, ROLE_DIM, t->width[COL_RHO], g->unicode ? "ρ" : "rho");
		p->x++;
	}
	if (t->width[COL_RULE])
		pen_text(p, ROLE_DIM, "rule");
}

static void draw_bar(
	const struct rung_table *t, const struct rung_row *row, struct pen *p)
{
	const struct glyphs *g = t->sc->view->glyphs;
	const struct study_rung *r = row->pass->rungs[row->rung];
	bool top = rung_is_top(t->sc->study, row->pass->bracket, row->rung);
	uint32_t seats = (uint32_t)rung_seats(row->pass, row->rung);
	uint32_t taken = r ? r->done + r->running : 0;
	struct bar_piece pieces[] = {
		{r ? r->climbed : 0, g->climbed, ROLE_CLIMBED},
		{r ? r->paused : 0, g->paused, ROLE_PAUSED},
		{r ? r->stopped : 0, top ? g->done : g->stopped,
			top ? ROLE_DONE : ROLE_STOPPED},
		{r ? r->lost : 0, g->lost, ROLE_LOST},
		{r ? r->running : 0, g->running, ROLE_RUNNING},
		{seats > taken ? seats - taken : 0, g->seat, ROLE_BAR_REST},
	};

	bar_pieces(p, pieces, 6, t->width[COL_BAR], t->passes->widest);
}

static void draw_count(const struct rung_table *t, struct pen *p, enum rung_column c,
	uint32_t n, char mark, enum role role)
{
	char text[24], number[16];

	if (!t->width[c])
		return;
	format_count(n, number, sizeof(number));
	snprintf(text, sizeof(text), "%s%c", number, mark);
	if (!t->brief || !mark)
		text[strlen(number)] = '\0';
	pen_right(p, n ? role : ROLE_STOPPED, t->width[c], text);
	p->x++;
}

/* At the top no trial is stopped: they are complete, which the column does not say. */
static void draw_complete(const struct rung_table *t, struct pen *p, uint32_t n)
{
	char text[24];

	if (!t->width[COL_PAUSE])
		return;
	format_count(n, text, sizeof(text) - 1);
	strcat(text, "*");
	pen_right(p, n ? ROLE_DONE : ROLE_STOPPED, t->width[COL_PAUSE], text);
	p->x++;
}

/* "-.16", "1.0" */
static void draw_rho(
	const struct rung_table *t, const struct rung_row *row, struct pen *p)
{
	const struct level_pair *pair = NULL;
	char text[24] = "-";

	if (row->rung + 1 < row->pass->n_rungs)
		pair = diagnosis_pair(t->diagnosis, rung_level(row->pass, row->rung),
			rung_level(row->pass, row->rung + 1));
	if (pair && isfinite(pair->rho)) {
		int hundredths = (int)lround(100 * pair->rho);

		if (abs(hundredths) < 100)
			snprintf(text, sizeof(text), "%s.%02d", hundredths < 0 ? "-" : "",
				abs(hundredths));
		else
			snprintf(text, sizeof(text), "%d.0", hundredths / 100);
	}
	pen_right(p,
		!pair		   ? ROLE_STOPPED
		: pair->misleading ? ROLE_LOST
				   : ROLE_TEXT,
		t->width[COL_RHO], text);
	p->x++;
}

static void draw_rung(
	const struct rung_table *t, const struct rung_row *row, struct pen *p)
{
	static const struct study_rung none = {.cutoff = NAN};
	const struct study_rung *r = row->pass->rungs[row->rung];
	char text[64];

	r = r ? r : &none;
	snprintf(text, sizeof(text), "%d", row->rung);
	pen_right(p, ROLE_STRONG, t->width[COL_RUNG], text);
	p->x++;
	if (t->width[COL_AT]) {
		rung_epoch(row->pass, row->rung, text, sizeof(text));
		pen_right(p, ROLE_AXIS, t->width[COL_AT], text);
		p->x++;
	}
	draw_count(t, p, COL_DONE, r->done, 0, ROLE_STRONG);
	draw_count(t, p, COL_CLIMB, r->climbed, '^', ROLE_CLIMBED);
	if (t->stops && rung_is_top(t->sc->study, row->pass->bracket, row->rung))
		draw_complete(t, p, r->stopped);
	else if (t->stops)
		draw_count(t, p, COL_PAUSE, r->stopped, 'x', ROLE_STOPPED);
	else
		draw_count(t, p, COL_PAUSE, r->paused, '=', ROLE_PAUSED);
	draw_count(t, p, COL_RUN, r->running, '>', ROLE_RUNNING);
	draw_bar(t, row, p);
	p->x++;
	if (t->width[COL_CUTOFF]) {
		format_metric(r->cutoff, text, sizeof(text));
		pen_right(p, isfinite(r->cutoff) ? ROLE_CUTOFF : ROLE_STOPPED,
			t->width[COL_CUTOFF], text);
		p->x++;
	}
	if (t->width[COL_RHO])
		draw_rho(t, row, p);
	rule_text(t, row->pass, row->rung, t->brief, text, sizeof(text));
	pen_left(p, r->done ? ROLE_TEXT : ROLE_DIM, t->width[COL_RULE], text);
}

/* The rung that a pass is at: the lowest that is not full. */
static int pass_stage(const struct pass *h)
{
	for (int k = 0; k < h->n_rungs; k++) {
		const struct study_rung *r = h->rungs[k];

		if (!r || r->done < (uint32_t)rung_seats(h, k))
			return k;
	}
	return h->n_rungs - 1;
}

/* "27/34", or "27" where there are no seats */
static void stage_text(const struct pass *h, int k, char *out, size_t size)
{
	const struct study_rung *r = h->rungs[k];
	uint32_t seats = (uint32_t)rung_seats(h, k), done = r ? r->done : 0;

	if (seats)
		snprintf(out, size, "%u/%u", done, seats);
	else
		snprintf(out, size, "%u", done);
}

/* "3e 27/34" */
static void draw_stage(const struct rung_table *t, const struct pass *h, int k,
	int number, struct pen *p)
{
	const struct study_rung *r = h->rungs[k];
	enum role role = ROLE_TEXT;
	char text[48];

	if (!r)
		role = ROLE_DIM;
	else if (r->running)
		role = ROLE_RUNNING;
	else if (r->done < (uint32_t)rung_seats(h, k) || r->paused)
		role = ROLE_PAUSED;
	rung_epoch(h, k, text, sizeof(text));
	pen_right(p, ROLE_AXIS, widest_level(t->passes), text);
	p->x++;
	stage_text(h, k, text, sizeof(text));
	pen_left(p, role, number, text);
}

/*
 * The widths of the columns of passes in one line: column c holds the rungs that are
 * n_rungs - c from the top, for every pass. The sum of all; *most: how many there are;
 * free() the widths.
 */
static int stage_columns(const struct passes *all, int **widths_out, int *most)
{
	int sum = 0, *widths;

	*most = 0;
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].n_rungs > *most)
			*most = all->items[i].n_rungs;
	*widths_out = widths = xcalloc((size_t)*most + 1, sizeof(*widths));
	for (int c = 0; c < *most; c++) {
		widths[c] = 1;
		for (size_t i = 0; i < all->n; i++) {
			const struct pass *h = &all->items[i];
			int k = h->n_rungs - *most + c, full;
			char text[48];

			if (k < 0)
				continue;
			/* as wide as it will be when it is full */
			full = snprintf(text, sizeof(text), "%d/%d", rung_seats(h, k),
				rung_seats(h, k));
			if (!rung_seats(h, k))
				stage_text(h, k, text, sizeof(text));
			full = rung_seats(h, k) ? full : text_width(text);
			widths[c] = full > widths[c] ? full : widths[c];
		}
		sum += widths[c];
	}
	return sum;
}

/*
 * A pass in one line: "3e 27/27 › 9e 4/9", levels under each other across brackets.
 * Where they do not fit, the line begins at the rung that the pass is at.
 */
static void draw_pass(const struct rung_table *t, const struct pass *h, struct pen *p)
{
	int *widths, most, sum = stage_columns(t->passes, &widths, &most);
	int at = widest_level(t->passes) + 1, from = most - h->n_rungs;
	bool tight = sum + most * (at + 3) - 3 > pen_room(p);

	if (tight && sum + most * (at + 1) - 1 > pen_room(p))
		from += pass_stage(h);
	else
		for (int c = 0; c < from; c++)
			p->x += widths[c] + at + (tight ? 1 : 3);
	for (int c = from; c < most && pen_room(p) >= at + widths[c]; c++) {
		draw_stage(t, h, c - most + h->n_rungs, widths[c], p);
		p->x++;
		if (tight)
			continue;
		if (c + 1 < most)
			pen_text(p, ROLE_AXIS, t->sc->view->glyphs->step_up);
		p->x++;
	}
	free(widths);
}

/* The row number i, in the line of the pen. */
static void draw_row(
	const struct rung_table *t, const struct rung_row *rows, size_t i, struct pen *p)
{
	const struct view *v = t->sc->view;
	const struct pass *h = rows[i].pass;
	bool selected = v->focus == PANE_RUNGS && v->selected.bracket == h->bracket &&
			(rows[i].rung < 0 || rows[i].rung == v->selected.rung);
	int y = p->y;

	pen_select(p, selected);
	p->x = 1;
	if (t->label) {
		char text[32] = "";

		if (i == 0 || rows[i - 1].pass != h)
			label_text(t, h, text, sizeof(text));
		pen_left(p, h->active ? ROLE_TITLE : ROLE_DIM, t->label, text);
		p->x++;
	}
	if (rows[i].rung >= 0)
		draw_rung(t, &rows[i], p);
	else
		draw_pass(t, h, p);
	p->y = y;
	p->attr = 0;
}

int rung_table_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct selection *at, size_t top, const struct diagnosis *diagnosis)
{
	const struct rule *rule = sc->study->rule;
	struct pen p = pen_in(g, in);
	struct passes passes;
	struct rung_row *rows;
	struct rung_table t = {.sc = sc,
		.passes = &passes,
		.diagnosis = diagnosis,
		.stops = rule && !rule->ops->waits && !sc->study->synchronous};
	size_t n;
	int y = 0;

	passes_collect(&passes, sc->study);
	n = rung_rows(&passes, at ? at->bracket : -1, at ? at->rung : -1, in.h, &rows);
	fit(&t, rows, n, in.w);
	t.head = (size_t)in.h > n && n && rows[0].rung >= 0;
	if (t.head) {
		draw_head(&t, &p);
		y++;
	}
	for (size_t i = top; i < n && y < in.h; i++, y++) {
		pen_goto(&p, y, 0);
		draw_row(&t, rows, i, &p);
	}
	free(rows);
	passes_release(&passes);
	return y;
}
