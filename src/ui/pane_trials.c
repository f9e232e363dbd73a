/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 4: the trials, a row each.
 */
#include "config.h"

#include "ui/format.h"
#include "ui/trials_table.h"

#define HOLD 2.0       /* seconds that rows stay after the hand moved */
#define SORT_COST 2e-6 /* seconds between sorts, for each trial */

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
	table_head(&t, &p);
	end = end < v->n_order ? end : v->n_order;
	if (t.spark)
		table_scale(&t, v->trials_top, end);
	for (size_t i = v->trials_top; i < end; i++) {
		const struct study_trial *tr = &s->trials[v->order[i]];

		pen_goto(&p, 1 + (int)(i - v->trials_top), 0);
		pen_select(&p, tr->id == v->trial);
		table_trial(&t, tr, &p);
	}
	p.attr = 0;
	draw_thumb(v, p, (int)rows, v->n_order);
	table_release(&t);
}

static void title(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	const struct view *v = sc->view;
	const char *dot = v->glyphs->dot;
	char name[24];
	const struct {
		char mark;
		enum role role;
		size_t n;
	} states[] = {
		{'>', ROLE_RUNNING, s->count[TRIAL_RUNNING]},
		{'^', ROLE_CLIMBED, s->count[TRIAL_CLIMBED]},
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
	pen_textf(p, ROLE_DIM, " %s by %s", dot, column_name(s, v->sort));
	if (v->invert)
		pen_text(p, ROLE_DIM, ", inverted");
	if (v->follows && v->trial < s->n_trials)
		pen_textf(p, ROLE_KEY, " %s following %s", dot,
			format_trial(v->trial, name, sizeof(name)));
	if (v->filter)
		pen_textf(p, ROLE_KEY, " %s %zu of %zu: %s", dot, v->n_order, s->n_trials,
			v->filtered);
}

/* Movement and order */

static void scroll_columns(struct view *v, const struct study *s, enum action a)
{
	int n = 0;

	for (int i = TRIAL_PARAM; i < columns_count(s); i++)
		n += trials_shows(v, s, i);
	v->trials_left += a == ACT_LEFT ? -1 : 1;
	if (v->trials_left >= n)
		v->trials_left = n - 1;
	if (v->trials_left < 0)
		v->trials_left = 0;
}

static void act(struct view *v, const struct study *s, enum action a)
{
	size_t at = trials_row(v, v->trial);

	if (!v->n_order)
		return;
	if (a == ACT_LEFT || a == ACT_RIGHT) {
		scroll_columns(v, s, a);
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

static void point(struct view *v, const struct study *s, struct area in, int y, int x)
{
	size_t at = v->trials_top + (size_t)y - 1;

	(void)s;
	(void)in;
	(void)x;
	if (y < 1 || at >= v->n_order)
		return;
	v->trial = v->order[at];
	v->order_until = v->wall + HOLD;
}

static void follow(struct view *v, const struct study *s, int room, int width)
{
	size_t rows = room > 1 ? (size_t)room - 1 : 1, at, above = 0;
	struct trials_table t;

	v->page[PANE_TRIALS] = (int)rows;
	if (!s->info || !s->info->space)
		return;
	table_measure(&t, &(struct scene){.study = s, .view = v}, width);
	if (t.all)
		v->trials_left = 0;
	table_release(&t);
	if (v->follows)
		above = trials_row(v, v->trial) - v->trials_top;
	if (v->order_seq != s->seq && v->wall >= v->order_until) {
		trials_sort(v, s);
		if (s->n_trials > 50000)
			v->order_until = v->wall + SORT_COST * (double)s->n_trials;
	}
	trials_extend(v, s);
	at = trials_row(v, v->trial);
	if (at == SIZE_MAX)
		at = v->trials_top;
	else if (v->follows && above < rows) /* the row goes where the trial goes */
		v->trials_top = at > above ? at - above : 0;
	v->trials_top = scroll_to(v->trials_top, at, v->n_order, rows);
}

const struct pane_ops pane_trials = {
	.name = "TRIALS",
	.draw = draw,
	.title = title,
	.act = act,
	.point = point,
	.follow = follow,
};
