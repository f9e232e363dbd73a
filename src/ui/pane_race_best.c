/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The best value of each column of a race so far, over the clock or over the epochs that
 * it has spent, and under it who led when. The axes are those of the whole race.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "draw/plot.h"
#include "ui/format.h"
#include "ui/race_marks.h"
#include "ui/view.h"

#define MARGIN 8    /* columns for the values */
#define X_TICK 12   /* columns that a tick of the x axis may take */
#define Y_TICK 2    /* rows, of the y axis */
#define LEAD_FROM 8 /* rows inside, to show who led */

enum race_x { X_LOG_TIME, X_TIME, X_LOG_EPOCHS, X_EPOCHS, X_KINDS };

static const char *const x_names[X_KINDS] = {
	"over log time", "over time", "over log epochs", "over epochs"};

struct race_best_pane {
	enum race_x x;
	bool turned_y; /* logarithmic where it would not be, or the other way round */
};

struct best_plot {
	const struct race *race;
	enum race_x kind;
	bool turned_y;
	struct race_unit unit;
	struct axis x, y;
	double now; /* on the x axis; of epochs each column has its own */
};

static bool is_time(enum race_x kind)
{
	return kind == X_LOG_TIME || kind == X_TIME;
}

static double place_of(const struct best_plot *b, const struct study_incumbent *in)
{
	return is_time(b->kind) ? in->t / b->unit.seconds : (double)in->epochs;
}

/* The range of all values that lead a column at any time, and of when the first one does. */
struct best_range {
	double lo, hi, first;
};

static struct best_range range_of(const struct race *r)
{
	struct best_range b = {INFINITY, -INFINITY, INFINITY};

	for (size_t i = 0; i < r->n; i++) {
		const struct moments *m = &r->columns[i].folds.moments;
		const struct moment_list *l = &m->of[MOMENT_INCUMBENT];

		for (size_t k = 0; k < l->n; k++) {
			const struct event *e = journal_at(m->journal, l->seqs[k]);

			b.lo = fmin(b.lo, e->incumbent.value);
			b.hi = fmax(b.hi, e->incumbent.value);
			b.first = fmin(b.first, e->t);
		}
	}
	return b;
}

static double most_epochs(const struct race *r)
{
	double most = 1;

	for (size_t i = 0; i < r->n; i++)
		most = fmax(most, (double)race_study(r, i)->epochs);
	return most;
}

static double first_epochs(const struct race *r)
{
	double least = INFINITY;

	for (size_t i = 0; i < r->n; i++) {
		const struct study *s = race_study(r, i);

		if (s->n_incumbents)
			least = fmin(least, (double)s->incumbents[0].epochs);
	}
	return least;
}

/* False: there is nothing to draw yet. */
static bool make_axes(struct best_plot *b, const struct plot *plot, bool maximize)
{
	struct best_range range = range_of(b->race);
	double whole = race_whole(b->race), lo, hi, room;
	bool log_y = axis_suits_log(maximize, range.lo) != b->turned_y && range.lo > 0;
	bool log_x = b->kind == X_LOG_TIME || b->kind == X_LOG_EPOCHS;

	if (!(range.hi >= range.lo))
		return false;
	b->unit = race_unit(whole);
	room = range.hi > range.lo ? 0.04 : 0.5;
	lo = log_y ? range.lo * pow(range.hi / range.lo, -room) : range.lo;
	hi = range.hi;
	if (!log_y || !(hi > lo)) {
		double more = room * (hi > lo ? hi - lo : fabs(hi) + 1e-9);

		lo -= more;
		hi += more;
		log_y = log_y && lo > 0;
	}
	b->y = axis_make(lo, hi, log_y, plot_height(plot), true);
	lo = is_time(b->kind) ? range.first / b->unit.seconds : first_epochs(b->race);
	hi = is_time(b->kind) ? whole / b->unit.seconds : most_epochs(b->race);
	log_x = log_x && lo > 0 && hi > lo;
	b->x = axis_make(log_x ? lo : 0, hi > 0 ? hi : 1, log_x, plot_width(plot), false);
	return true;
}

/* Where the line of a column ends now. */
static double end_of(const struct best_plot *b, const struct study *s)
{
	return is_time(b->kind) ? b->now : (double)s->epochs;
}

static void draw_stairs(const struct best_plot *b, struct plot *plot,
	const struct study *s, struct plot_ink ink)
{
	for (size_t i = 0; i < s->n_incumbents; i++) {
		const struct study_incumbent *in = &s->incumbents[i];
		bool last = i + 1 == s->n_incumbents;
		double from = axis_dot(&b->x, place_of(b, in));
		double at = axis_dot(&b->y, in->value);
		double to = axis_dot(&b->x, last ? end_of(b, s) : place_of(b, in + 1));

		plot_line(plot, from, at, to, at, ink);
		if (!last)
			plot_line(plot, to, at, to, axis_dot(&b->y, in[1].value), ink);
	}
}

/* The number of a column at the end of its line, beside those that stand there already. */
static void draw_ends(
	const struct best_plot *b, const struct plot *plot, struct pen *p, int top)
{
	int taken[RACE_MOST][2];

	for (size_t i = 0; i < b->race->n; i++) {
		const struct study *s = race_study(b->race, i);
		const struct study_incumbent *in = study_incumbent(s);
		int y, x;

		taken[i][0] = taken[i][1] = -1;
		if (!in)
			continue;
		y = (int)axis_dot(&b->y, in->value) / plot->dots_y;
		x = (int)axis_dot(&b->x, end_of(b, s)) / plot->dots_x + 1;
		for (size_t k = 0; k < i; k++)
			if (taken[k][0] == y && taken[k][1] == x)
				x++;
		x = x < plot->cols + (int)RACE_MOST ? x : plot->cols + (int)RACE_MOST;
		taken[i][0] = y;
		taken[i][1] = x;
		pen_goto(p, top + y, MARGIN + 1 + x);
		p->attr = ATTR_BOLD;
		pen_textf(p, race_role(i), "%d", (int)i + 1);
		p->attr = 0;
	}
}

static void draw_y_axis(const struct best_plot *b, const struct plot *plot, struct pen *p)
{
	double ticks[AXIS_TICKS];
	int n = axis_ticks(&b->y, plot->rows / Y_TICK + 1, ticks), last = -Y_TICK;

	for (int y = 0; y < plot->rows; y++) {
		pen_goto(p, y, MARGIN);
		p->role = ROLE_AXIS;
		pen_ch(p, p->g->glyphs->v);
	}
	for (int i = n; i-- > 0;) {
		int y = (int)axis_dot(&b->y, ticks[i]) / plot->dots_y;
		char text[32];

		if (y < last + Y_TICK && i + 1 < n)
			continue;
		last = y;
		pen_goto(p, y, 0);
		pen_right(p, ROLE_DIM, MARGIN - 1,
			format_metric(ticks[i], text, sizeof(text)));
	}
}

/* The line of the axis, then its numbers; the unit at the right end. */
static void draw_x_axis(const struct best_plot *b, const struct plot *plot, struct pen *p)
{
	const char *unit = is_time(b->kind) ? b->unit.name : "epochs";
	double ticks[AXIS_TICKS];
	int n = axis_ticks(&b->x, plot->cols / X_TICK, ticks), end = 0;
	int most = MARGIN + 1 + plot->cols - text_width(unit) - 1;

	pen_goto(p, plot->rows, MARGIN);
	p->role = ROLE_AXIS;
	pen_ch(p, p->g->glyphs->bl);
	pen_repeat(p, p->g->glyphs->h, plot->cols);
	for (int i = 0; i < n; i++) {
		char text[32];
		int x = MARGIN + 1 + (int)axis_dot(&b->x, ticks[i]) / plot->dots_x;

		snprintf(text, sizeof(text), "%g", ticks[i]);
		x -= text_width(text) / 2;
		x = x < MARGIN ? MARGIN : x;
		if (x <= end || x + text_width(text) > most)
			continue;
		pen_goto(p, plot->rows + 1, x);
		pen_text(p, ROLE_DIM, text);
		end = x + text_width(text) + 1;
	}
	pen_goto(p, plot->rows + 1, most + 1);
	pen_text(p, ROLE_DIM, unit);
}

/* The last incumbent at a place of the x axis, or NULL. */
static const struct study_incumbent *at_place(
	const struct best_plot *b, const struct study *s, double at)
{
	const struct study_incumbent *last = NULL;

	for (size_t k = 0; k < s->n_incumbents && place_of(b, &s->incumbents[k]) <= at;
		k++)
		last = &s->incumbents[k];
	return last;
}

/* The column that led there, or -1. Of equal values the older one leads. */
static int leader_at(const struct best_plot *b, double at)
{
	const struct study_incumbent *best = NULL;
	int column = -1;

	for (size_t i = 0; i < b->race->n; i++) {
		const struct study *s = race_study(b->race, i);
		const struct study_incumbent *in = at_place(b, s, at);

		if (!in || (best && !study_better(s, in->value, best->value) &&
				   (in->value != best->value ||
					   place_of(b, in) >= place_of(b, best))))
			continue;
		best = in;
		column = (int)i;
	}
	return column;
}

/* The value of the x axis at the right edge of a cell. */
static double value_at(const struct axis *a, double dot)
{
	double f = a->dots > 1 ? dot / (a->dots - 1) : 0;

	return a->log ? a->lo * pow(a->hi / a->lo, f) : a->lo + f * (a->hi - a->lo);
}

/* Each stretch begins with the number of who led in it. */
static void draw_leads(
	const struct best_plot *b, const struct plot *plot, struct pen *p, int row)
{
	int before = -1;
	double until = 0;

	for (size_t i = 0; i < b->race->n; i++)
		until = fmax(until, end_of(b, race_study(b->race, i)));
	pen_goto(p, row, 0);
	pen_right(p, ROLE_DIM, MARGIN - 1, "lead");
	pen_goto(p, row, MARGIN + 1);
	for (int x = 0; x < plot->cols; x++) {
		double at = value_at(&b->x, (x + 1) * plot->dots_x - 1);
		double from = value_at(&b->x, x * plot->dots_x);
		int column = from <= until ? leader_at(b, at) : -1;

		if (column < 0) {
			p->role = ROLE_BORDER;
			pen_ch(p, p->g->glyphs->h);
		} else if (column != before) {
			p->attr = ATTR_BOLD;
			pen_textf(p, race_role((size_t)column), "%d", column + 1);
			p->attr = 0;
		} else {
			p->role = race_role((size_t)column);
			pen_ch(p, p->g->glyphs->bar_full);
		}
		before = column;
	}
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct race_best_pane *own = sc->self;
	const struct race *r = sc->view->race;
	struct pen p = pen_in(g, in);
	struct best_plot b = {.race = r, .kind = own->x, .turned_y = own->turned_y};
	bool leads = in.h >= LEAD_FROM;
	int rows = in.h - 2 - leads, cols = in.w - MARGIN - 2 - (int)RACE_MOST;
	struct plot plot;

	if (rows < 2 || cols < 12)
		return;
	plot_init(&plot, g->glyphs->tier, rows, cols);
	if (make_axes(&b, &plot, sc->study->info && sc->study->info->maximize)) {
		b.now = sc->view->clock / b.unit.seconds;
		draw_y_axis(&b, &plot, &p);
		draw_x_axis(&b, &plot, &p);
		for (size_t i = 0; i < r->n; i++)
			draw_stairs(&b, &plot, race_study(r, i),
				(struct plot_ink){race_role(i), 0,
					(uint8_t)(i == r->focus ? RACE_MOST + 1
								: RACE_MOST - i)});
		pen_goto(&p, 0, MARGIN + 1);
		plot_draw(&plot, &p);
		draw_ends(&b, &plot, &p, 0);
		if (leads)
			draw_leads(&b, &plot, &p, rows + 2);
	} else {
		pen_goto(&p, 0, 1);
		pen_text(&p, ROLE_DIM, "no column has a value yet");
	}
	plot_release(&plot);
}

static void title(const struct scene *sc, struct pen *p)
{
	const struct race_best_pane *own = sc->self;
	const struct race *r = sc->view->race;
	const char *metric = sc->study->info ? sc->study->info->metric : "";
	int labels = 0;

	pen_textf(p, ROLE_DIM, " %.40s %s", metric, x_names[own->x]);
	for (size_t i = 0; i < r->n; i++)
		labels += text_width(r->columns[i].label) + 4;
	if (labels + 2 > pen_room(p))
		return;
	pen_text(p, ROLE_TEXT, " ");
	for (size_t i = 0; i < r->n; i++)
		pen_textf(p, race_role(i), "  %d %s", (int)i + 1, r->columns[i].label);
}

static bool anywhere(struct view *v, void *self, const struct study *s, enum action a)
{
	struct race_best_pane *own = self;

	(void)v;
	(void)s;
	if (a == ACT_LOG_Y)
		own->turned_y = !own->turned_y;
	if (a != ACT_CURVES_X)
		return a == ACT_LOG_Y;
	own->x = (enum race_x)((own->x + 1) % X_KINDS);
	return true;
}

const struct pane_ops pane_race_best = {
	.name = "BEST",
	.about = "The best value of each column so far, over the time on the clock or over "
		 "the epochs that it has spent. The number of a column stands where its line "
		 "ends. Below, who led when; of equal values the older one leads.",
	.keys = {ACT_CURVES_X, ACT_LOG_Y, ACT_ZOOM},
	.state_size = sizeof(struct race_best_pane),
	.draw = draw,
	.title = title,
	.anywhere = anywhere,
};
