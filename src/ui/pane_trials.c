/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 4: all trials, a row each. Columns have the width their domain asks for, so they
 * stay where they are while rows come and go.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/curves.h"
#include "ui/format.h"
#include "ui/panes.h"
#include "ui/trials.h"

#define HOLD 2.0       /* seconds that rows stay after the hand moved */
#define SORT_COST 2e-6 /* seconds between sorts, for each trial */
#define SPARK_LEAST 12
#define SPARK_MOST 60
#define TEXT_MOST 14

struct trials_table {
	const struct scene *sc;
	int id, rung, digits, rank;
	int *params; /* width of each parameter's column; 0: constant, or before trials_left */
	bool all;    /* of them fit */
	bool worker; /* there is room to say who trains it */
	int spark;
	double spark_lo, spark_hi;
};

static int digits(double n)
{
	return snprintf(NULL, 0, "%.0f", n);
}

/* What the values of a domain take, and from how far in their names are abbreviated. */
static int domain_width(const struct domain *d)
{
	double lo, hi;
	int width = 1;
	char text[64];

	for (size_t i = 0; i < d->n_values; i++) {
		int w = text_width(format_param(d->values[i], text, sizeof(text)));

		width = w > width ? w : width;
	}
	if (d->n_values)
		return width < TEXT_MOST ? width : TEXT_MOST;
	domain_support(d, &lo, &hi);
	if (domain_count(d) && fabs(lo) < 1e7 && fabs(hi) < 1e7)
		return digits(lo) > digits(hi) ? digits(lo) : digits(hi);
	return isfinite(lo) && lo >= 0 ? 6 : 7;
}

static int fixed_width(const struct trials_table *t)
{
	/* cursor, id, mark, rung, epochs, value, rank */
	return 1 + t->id + 2 + 1 + 2 + t->rung + 2 + 2 * t->digits + 1 + 2 + 7 + 2 +
	       t->rank;
}

/* Columns from trials_left on, as many as fit whole. */
static void show_from(struct trials_table *t, const struct space *space, int room)
{
	int skip = t->sc->view->trials_left;

	for (size_t i = 0; i < space->n; i++) {
		if (!t->params[i])
			continue;
		if (skip-- > 0 || room < t->params[i] + 2) {
			room = skip >= 0 ? room : 0;
			t->params[i] = 0;
		} else {
			room -= t->params[i] + 2;
		}
	}
}

/* What is left of the row goes to the names that lack least. */
static void widen(struct trials_table *t, const struct space *space, int *rest)
{
	for (int lack = 1; lack <= *rest; lack++)
		for (size_t i = 0; i < space->n; i++)
			if (t->params[i] && lack <= *rest &&
				text_width(space->params[i].name) - t->params[i] ==
					lack) {
				t->params[i] += lack;
				*rest -= lack;
			}
}

static void table_measure(struct trials_table *t, const struct scene *sc, int width)
{
	const struct study *s = sc->study;
	const struct space *space = s->info->space;
	int whole = 0, brief = 0, rest;

	*t = (struct trials_table){.sc = sc};
	t->id = digits((double)s->n_trials) + 1;
	t->id = t->id < 3 ? 3 : t->id;
	t->rung = s->n_brackets > 1 ? 5 : 4;
	t->digits = digits(s->r_max);
	t->rank = 2 * digits(s->n_trials > 99 ? (double)s->n_trials : 99) + 1;
	t->rank = t->rank > 9 ? 9 : t->rank;
	t->params = xcalloc(space->n + 1, sizeof(*t->params));
	for (size_t i = 0; i < space->n; i++) {
		int own = domain_width(&space->params[i].domain);
		int name = text_width(space->params[i].name);

		if (domain_is_constant(&space->params[i].domain))
			continue;
		t->params[i] = own > 3 ? own : 3;
		brief += t->params[i] + 2;
		whole += (name > t->params[i] ? name : t->params[i]) + 2;
	}
	/* the last column is the scroll bar's */
	rest = width - 1 - fixed_width(t) - 5;
	for (size_t i = 0; i < space->n && whole <= rest; i++) {
		int name = text_width(space->params[i].name);

		if (t->params[i] && name > t->params[i])
			t->params[i] = name;
	}
	t->worker = brief <= rest;
	rest += t->worker ? 0 : 5;
	t->all = brief <= rest;
	rest -= whole <= rest ? whole : brief;
	if (whole > rest)
		widen(t, space, &rest);
	if (rest >= SPARK_LEAST + 2 && sc->view->glyphs->unicode)
		t->spark = rest - 2 < SPARK_MOST ? rest - 2 : SPARK_MOST;
	show_from(t, space, width - 1 - fixed_width(t) - (t->worker ? 5 : 0));
}

static bool is_left(const struct domain *d)
{
	return d->n_values && d->values[0].kind == VALUE_TEXT;
}

static void head_cell(const struct trials_table *t, struct pen *p, int column, int width,
	bool left, const char *name)
{
	const struct view *v = t->sc->view;
	char text[64];

	if (column != v->sort) {
		(left ? pen_left : pen_right)(p, ROLE_HEAD, width, name);
		return;
	}
	format_short_name(name, width - 1, text, sizeof(text) - 8);
	/* the arrow points the way that the numbers grow */
	snprintf(text + strlen(text), 8, "%s",
		v->invert != (v->sort == TRIAL_RUNG || v->sort == TRIAL_EPOCH ||
				     (v->sort == TRIAL_VALUE &&
					     t->sc->study->info->maximize))
			? v->glyphs->down
			: v->glyphs->up);
	(left ? pen_left : pen_right)(p, ROLE_KEY, width, text);
}

static void gap(struct pen *p, int n)
{
	p->x += n;
}

static void draw_head(const struct trials_table *t, struct pen *p)
{
	const struct space *space = t->sc->study->info->space;
	char name[64];

	gap(p, 1);
	head_cell(t, p, TRIAL_ID, t->id, true, "id");
	gap(p, 1);
	head_cell(t, p, TRIAL_STATE, 2, true, "st");
	gap(p, 1);
	head_cell(t, p, TRIAL_RUNG, t->rung, false, "rung");
	gap(p, 2);
	head_cell(t, p, TRIAL_EPOCH, 2 * t->digits + 1, false,
		t->digits > 1 ? "epoch" : "ep");
	gap(p, 2);
	head_cell(t, p, TRIAL_VALUE, 7, false, "value");
	gap(p, 2);
	head_cell(t, p, TRIAL_RANK, t->rank, false, "rank");
	for (size_t i = 0; i < space->n; i++) {
		if (!t->params[i])
			continue;
		gap(p, 2);
		format_short_name(
			space->params[i].name, t->params[i], name, sizeof(name));
		head_cell(t, p, TRIAL_PARAM + (int)i, t->params[i],
			is_left(&space->params[i].domain), name);
	}
	if (t->worker) {
		gap(p, 2);
		head_cell(t, p, TRIAL_WORKER, 3, true, "by");
	}
	if (t->spark) {
		gap(p, 2);
		pen_left(p, ROLE_HEAD, t->spark, "curve");
	}
}

/* The visible rows share one scale, so that lower lies lower. */
static void spark_scale(struct trials_table *t, size_t from, size_t to)
{
	const struct study *s = t->sc->study;

	t->spark_lo = INFINITY;
	t->spark_hi = -INFINITY;
	for (size_t i = from; i < to; i++) {
		const struct study_trial *tr = &s->trials[t->sc->view->order[i]];
		int step = tr->epoch / SPARK_MOST + 1;

		for (int e = 1; e <= tr->epoch; e += step) {
			double v = study_metric(s, tr, e, s->info->metric_index);

			if (!isfinite(v))
				continue;
			t->spark_lo = fmin(t->spark_lo, v);
			t->spark_hi = fmax(t->spark_hi, v);
		}
	}
}

static void draw_numbers(
	const struct trials_table *t, const struct study_trial *tr, struct pen *p)
{
	const struct study *s = t->sc->study;
	const struct study_incumbent *best = study_incumbent(s);
	bool is_best = best && best->trial == tr->id;
	enum role state;
	char mark[2] = {trial_mark(tr, &state)}, text[48];

	pen_left(p, is_best ? ROLE_BEST : ROLE_STRONG, t->id,
		format_trial(tr->id, text, sizeof(text)));
	gap(p, 1);
	pen_left(p, state, 2, mark);
	gap(p, 1);
	if (s->n_brackets > 1)
		snprintf(text, sizeof(text), "b%d r%d", tr->bracket, tr->rung);
	else
		snprintf(text, sizeof(text), "%d", tr->rung);
	pen_right(p, ROLE_TEXT, t->rung, text);
	gap(p, 2);
	snprintf(text, sizeof(text), "%d/%-*d", tr->epoch, t->digits, tr->target);
	pen_right(p, tr->worker >= 0 ? ROLE_RUNNING : ROLE_DIM, 2 * t->digits + 1, text);
	gap(p, 2);
	if (tr->epoch > 0 && !isfinite(tr->value))
		pen_right(p, ROLE_LOST, 7, "nan");
	else
		pen_right(p, is_best ? ROLE_BEST : ROLE_VALUE, 7,
			format_metric(tr->value, text, sizeof(text)));
	gap(p, 2);
	if (tr->rank)
		snprintf(text, sizeof(text), "%u/%u", tr->rank, tr->rank_of);
	else
		snprintf(text, sizeof(text), "-");
	pen_right(p, ROLE_DIM, t->rank, text);
}

static void draw_trial(
	const struct trials_table *t, const struct study_trial *tr, struct pen *p)
{
	const struct space *space = t->sc->study->info->space;
	enum role state;
	char text[64];

	trial_mark(tr, &state);
	gap(p, 1);
	draw_numbers(t, tr, p);
	for (size_t i = 0; i < space->n; i++) {
		enum role role = tr->state == TRIAL_STOPPED ? ROLE_DIM : ROLE_TEXT;

		if (!t->params[i])
			continue;
		gap(p, 2);
		format_param(tr->config[i], text, sizeof(text));
		(is_left(&space->params[i].domain) ? pen_left : pen_right)(
			p, role, t->params[i], text);
	}
	if (t->worker) {
		gap(p, 2);
		snprintf(text, sizeof(text), "w%d", tr->worker);
		pen_left(p, ROLE_RUNNING, 3, tr->worker >= 0 ? text : "");
	}
	if (t->spark) {
		gap(p, 2);
		curves_spark(t->sc, p,
			&(struct series){tr->id, {state, p->attr, 1}, false}, t->spark,
			t->spark_lo, t->spark_hi);
	}
}

static void draw_thumb(const struct view *v, struct pen p, int rows, size_t n)
{
	size_t room = rows > 0 ? (size_t)rows : 0;
	size_t size, at;

	if (n <= room || room < 3)
		return;
	size = room * room / n;
	size = size < 1 ? 1 : size;
	at = v->trials_top * (room - size) / (n - room);
	for (size_t i = 0; i < size; i++) {
		pen_goto(&p, 1 + (int)(at + i), p.in.w - 1);
		p.role = ROLE_BORDER;
		pen_ch(&p, v->glyphs->thumb);
	}
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct study *s = sc->study;
	const struct view *v = sc->view;
	struct pen p = pen_in(g, in);
	struct trials_table t;
	size_t rows = in.h > 1 ? (size_t)in.h - 1 : 0, end = v->trials_top + rows;

	if (!s->info || !s->info->space)
		return;
	table_measure(&t, sc, in.w);
	draw_head(&t, &p);
	end = end < v->n_order ? end : v->n_order;
	if (t.spark)
		spark_scale(&t, v->trials_top, end);
	for (size_t i = v->trials_top; i < end; i++) {
		const struct study_trial *tr = &s->trials[v->order[i]];

		pen_goto(&p, 1 + (int)(i - v->trials_top), 0);
		p.attr = 0;
		if (tr->id == v->trial) {
			p.attr = ATTR_SELECT;
			pen_fill(&p);
			p.x = 0;
			p.role = ROLE_FOCUS;
			pen_ch(&p, v->glyphs->cursor);
			p.x = 0;
		}
		draw_trial(&t, tr, &p);
	}
	p.attr = 0;
	draw_thumb(v, p, (int)rows, v->n_order);
	free(t.params);
}

static void title(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	const char *dot = sc->view->glyphs->dot;
	const struct {
		char mark;
		enum role role;
		size_t n;
	} states[] = {
		{'>', ROLE_RUNNING, s->count[TRIAL_RUNNING]},
		{'=', ROLE_PAUSED, s->count[TRIAL_PAUSED]},
		{'x', ROLE_STOPPED, s->count[TRIAL_STOPPED]},
		{'*', ROLE_DONE, s->count[TRIAL_COMPLETED]},
		{'!', ROLE_LOST,
			s->count[TRIAL_DIVERGED] + s->count[TRIAL_FAILED] +
				s->count[TRIAL_KILLED]},
	};

	pen_textf(p, ROLE_STRONG, " %zu", s->n_trials);
	if (!s->info)
		return;
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		if (!states[i].n)
			continue;
		pen_textf(p, states[i].role, "  %c%zu", states[i].mark, states[i].n);
	}
	pen_textf(p, ROLE_DIM, " %s by %s", dot, trials_sort_name(s, sc->view->sort));
	if (sc->view->invert)
		pen_text(p, ROLE_DIM, ", inverted");
}

/* Movement and order */

static void act(struct view *v, const struct study *s, enum action a)
{
	size_t at = trials_row(v, v->trial);
	int params = s->info && s->info->space ? (int)space_free_dims(s->info->space) : 0;

	if (!v->n_order)
		return;
	if (a == ACT_LEFT || a == ACT_RIGHT) {
		v->trials_left += a == ACT_LEFT ? -1 : 1;
		if (v->trials_left >= params)
			v->trials_left = params - 1;
		if (v->trials_left < 0)
			v->trials_left = 0;
		return;
	}
	if (a == ACT_INSPECT) {
		v->trial = v->order[at == SIZE_MAX ? v->trials_top : at];
		v->inspect.trial = v->trial;
		view_open(v, OVERLAY_TRIAL);
		return;
	}
	if (at == SIZE_MAX) {
		at = v->trials_top;
		if (a != ACT_DOWN && a != ACT_UP)
			at = move_by(at, v->n_order, v->page[PANE_TRIALS], a);
	} else {
		at = move_by(at, v->n_order, v->page[PANE_TRIALS], a);
	}
	v->trial = v->order[at];
	v->order_until = v->wall + HOLD;
}

static void follow(struct view *v, const struct study *s, int room, int width)
{
	size_t rows = room > 1 ? (size_t)room - 1 : 1, at;
	struct trials_table t;

	v->page[PANE_TRIALS] = (int)rows;
	if (!s->info || !s->info->space)
		return;
	table_measure(&t, &(struct scene){.study = s, .view = v}, width);
	if (t.all)
		v->trials_left = 0;
	free(t.params);
	if (v->order_seq != s->seq && v->wall >= v->order_until) {
		trials_sort(v, s);
		if (s->n_trials > 50000)
			v->order_until = v->wall + SORT_COST * (double)s->n_trials;
	}
	trials_extend(v, s);
	at = trials_row(v, v->trial);
	if (at == SIZE_MAX)
		at = v->trials_top;
	v->trials_top = scroll_to(v->trials_top, at, v->n_order, rows);
}

const struct pane_ops pane_trials = {
	.name = "TRIALS",
	.draw = draw,
	.title = title,
	.act = act,
	.follow = follow,
};
