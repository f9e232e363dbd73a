/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 4: the trials, a row each.
 */
#include "config.h"

#include "ui/format.h"
#include "ui/guess.h"
#include "ui/trials_table.h"

#define HOLD 2.0       /* seconds that rows stay after the hand moved */
#define SORT_COST 2e-6 /* seconds between sorts, for each trial */

static void draw_thumb(size_t top, struct pen p, int rows, size_t n)
{
	size_t room = rows > 0 ? (size_t)rows : 0;
	size_t size, at;

	if (n <= room || room < 3)
		return;
	size = room * room / n;
	size = size < 1 ? 1 : size;
	at = top * (room - size) / (n - room);
	for (size_t i = 0; i < size; i++) {
		pen_goto(&p, 1 + (int)(at + i), p.in.w - 1);
		p.role = ROLE_BORDER;
		pen_ch(&p, p.g->glyphs->thumb);
	}
}

/* What was predicted of a trial. */
static void draw_sign(const struct guess *guess, uint32_t trial, struct pen *p)
{
	char sign = guess_sign(guess, trial);

	if (!sign)
		return;
	pen_goto(p, p->y, 0);
	p->role = sign == '-' ? ROLE_LOST : sign == 'o' ? ROLE_KEY : ROLE_DONE;
	pen_ch(p, (uint32_t)sign);
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct study *s = sc->study;
	const struct table_place *own = sc->self;
	const struct trials *all = &sc->view->trials;
	struct pen p = pen_in(g, in);
	struct trials_table t;
	size_t rows = in.h > 1 ? (size_t)in.h - 1 : 0, end = own->top + rows;
	const struct study_incumbent *best = study_incumbent(s);

	if (!s->info || !s->info->space)
		return;
	table_measure(&t, sc, in.w, own->left);
	table_head(&t, &p);
	end = end < all->n ? end : all->n;
	if (t.spark)
		table_scale(&t, own->top, end);
	for (size_t i = own->top; i < end; i++) {
		const struct study_trial *tr = &s->trials[all->order[i]];

		pen_goto(&p, 1 + (int)(i - own->top), 0);
		pen_select(&p, tr->id == sc->view->selected.trial);
		table_trial(&t, tr, &p);
		if (best && best->trial == tr->id && tr->id != sc->view->selected.trial) {
			pen_goto(&p, p.y, 0);
			pen_text(&p, ROLE_KEY, g->glyphs->star);
		}
		if (sc->view->guess)
			draw_sign(sc->view->guess, tr->id, &p);
	}
	p.attr = 0;
	draw_thumb(own->top, p, (int)rows, all->n);
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
	pen_textf(p, ROLE_DIM, " %s by %s", dot, column_name(s, v->trials.sort));
	if (v->trials.invert)
		pen_text(p, ROLE_DIM, ", inverted");
	if (v->trials.follows && v->selected.trial < s->n_trials)
		pen_textf(p, ROLE_KEY, " %s following %s", dot,
			format_trial(v->selected.trial, name, sizeof(name)));
	if (v->trials.filter)
		pen_textf(p, ROLE_KEY, " %s %zu of %zu: %s", dot, v->trials.n,
			s->n_trials, v->trials.filtered);
}

/* Movement and order */

static void scroll_columns(struct table_place *own, const struct trials *t,
	const struct study *s, enum action a)
{
	int n = 0;

	for (int i = TRIAL_PARAM; i < columns_count(s); i++)
		n += trials_shows(t, s, i);
	own->left += a == ACT_LEFT ? -1 : 1;
	if (own->left >= n)
		own->left = n - 1;
	if (own->left < 0)
		own->left = 0;
}

/* Selects a row; rows stay for a while then. */
static void pick(struct view *v, size_t at)
{
	v->selected.trial = v->trials.order[at];
	v->trials.hold = v->wall + HOLD;
}

static void act(struct view *v, void *self, const struct study *s, enum action a)
{
	struct table_place *own = self;
	const struct trials *t = &v->trials;
	size_t at = trials_row(t, v->selected.trial);

	if (!t->n)
		return;
	if (a == ACT_LEFT || a == ACT_RIGHT) {
		scroll_columns(own, t, s, a);
		return;
	}
	if (a == ACT_INSPECT) {
		v->selected.trial = t->order[at == SIZE_MAX ? own->top : at];
		view_inspect(v, v->selected.trial);
		return;
	}
	if (at != SIZE_MAX)
		at = move_by(at, t->n, own->page, a);
	else if (a != ACT_DOWN && a != ACT_UP)
		at = move_by(own->top, t->n, own->page, a);
	else
		at = own->top;
	pick(v, at);
}

static void point(
	struct view *v, void *self, const struct study *s, struct area in, int y, int x)
{
	const struct table_place *own = self;
	size_t at = own->top + (size_t)y - 1;

	(void)s;
	(void)in;
	(void)x;
	if (y >= 1 && at < v->trials.n)
		pick(v, at);
}

static void follow(struct view *v, void *self, const struct study *s, int room, int width)
{
	struct table_place *own = self;
	struct trials *all = &v->trials;
	size_t rows = room > 1 ? (size_t)room - 1 : 1, at, above = 0;
	struct trials_table t;

	own->page = (int)rows;
	if (!s->info || !s->info->space)
		return;
	table_measure(&t, &(struct scene){.study = s, .view = v}, width, own->left);
	if (t.all)
		own->left = 0;
	table_release(&t);
	if (all->follows)
		above = trials_row(all, v->selected.trial) - own->top;
	if (all->seq != s->seq && v->wall >= all->hold) {
		trials_sort(all, s, v->selected.trial);
		if (s->n_trials > 50000)
			all->hold = v->wall + SORT_COST * (double)s->n_trials;
	}
	trials_extend(all, s, v->selected.trial);
	at = trials_row(all, v->selected.trial);
	if (at == SIZE_MAX)
		at = own->top;
	else if (all->follows && above < rows) /* the row goes where the trial goes */
		own->top = at > above ? at - above : 0;
	own->top = scroll_to(own->top, at, all->n, rows);
}

const struct pane_ops pane_trials = {
	.name = "TRIALS",
	.about = "A row for each trial. best is the best value that it has reported; "
		 "rank is its "
		 "place where it was compared last, by the value at that epoch.",
	.keys = {ACT_INSPECT, ACT_SORT, ACT_FILTER, ACT_COLUMNS, ACT_FOLLOW, ACT_KILL,
		ACT_LOG},
	.wish = {.band = BAND_BOTTOM, .side = SIDE_OWN, .rows = 3, .worth = 3},
	.hidden_too = true, /* the inspector goes by the order of the rows */
	.state_size = sizeof(struct table_place),
	.draw = draw,
	.title = title,
	.act = act,
	.point = point,
	.follow = follow,
};
