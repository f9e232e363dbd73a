/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/importance_list.h"

#include <stdint.h>
#include <stdio.h>

#include "draw/bar.h"
#include "ui/format.h"
#include "ui/scroll.h"
#include "ui/view.h"

#define HEAD_ROWS 4  /* inside, from which there is a head over the columns */
#define WORDS_ROWS 3 /* and from which it says what the importances rest on */
#define NAME_MOST 24
#define BAR_LEAST 5
#define BAR_MOST 40
#define TEXT_MOST 14 /* columns of a category */
#define PERCENT 4
#define GAP 2

struct list {
	const struct study *s;
	const struct importances *im;
	bool known;
	const struct study_incumbent *best;
	int name, bar, value, range, with; /* widths; 0: not shown */
};

static int heads(int rows)
{
	return rows >= HEAD_ROWS ? 2 : rows >= WORDS_ROWS ? 1 : 0;
}

/* The place of a parameter among those that vary. */
static size_t axis_of(const struct study *s, size_t param)
{
	size_t axis = 0;

	for (size_t i = 0; i < param; i++)
		axis += !domain_is_constant(&s->info->space->params[i].domain);
	return axis;
}

/* The row of a parameter that varies. */
static size_t row_of(const struct importances *im, const struct study *s, size_t axis)
{
	size_t i = 0;

	while (i + 1 < im->n_order && axis_of(s, im->order[i]) != axis)
		i++;
	return i;
}

/* Texts */

static const char *value_text(struct value v, char *out, size_t size)
{
	char text[64];

	return format_short_name(
		format_param(v, text, sizeof(text)), TEXT_MOST, out, size);
}

static struct value best_value(const struct list *l, size_t rank, size_t param)
{
	return l->s->trials[l->im->best[rank]].config[param];
}

/* "0.01 to 0.2" */
static void numbers_text(const struct list *l, size_t param, char *out, size_t size)
{
	struct value lo = {0}, hi = {0};
	char from[32], to[32];
	size_t n = 0;

	for (size_t i = 0; i < l->im->n_best; i++) {
		struct value v = best_value(l, i, param);

		if (value_is_nothing(v))
			continue;
		lo = !n || v.number < lo.number ? v : lo;
		hi = !n || v.number > hi.number ? v : hi;
		n++;
	}
	value_text(lo, from, sizeof(from));
	value_text(hi, to, sizeof(to));
	if (!n || lo.number == hi.number)
		snprintf(out, size, "%s", n ? from : "-");
	else
		snprintf(out, size, "%s to %s", from, to);
}

/* "adam: 4 of 5": what most of them have, of those to which it applies. */
static void items_text(const struct list *l, size_t param, char *out, size_t size)
{
	const struct domain *d = &l->s->info->space->params[param].domain;
	size_t n = 0, most = 0, item = 0;
	char text[64];

	for (size_t k = 0; k < d->n_values; k++) {
		size_t same = 0;

		for (size_t i = 0; i < l->im->n_best; i++)
			same += value_equal(d->values[k], best_value(l, i, param));
		n += same;
		if (same > most) {
			most = same;
			item = k;
		}
	}
	value_text(n ? d->values[item] : (struct value){0}, text, sizeof(text));
	if (!n || most == n)
		snprintf(out, size, "%s", n ? text : "-");
	else
		snprintf(out, size, "%s: %zu of %zu", text, most, n);
}

static void range_text(const struct list *l, size_t param, char *out, size_t size)
{
	if (domain_is_numeric(&l->s->info->space->params[param].domain))
		numbers_text(l, param, out, size);
	else
		items_text(l, param, out, size);
}

static void incumbent_text(const struct list *l, size_t param, char *out, size_t size)
{
	value_text(l->s->trials[l->best->trial].config[param], out, size);
}

/* "12/27" results to which it applies; "" where it applies to all. */
static void with_text(const struct list *l, size_t param, char *out, size_t size)
{
	*out = '\0';
	if (l->im->with[param] < l->im->n)
		snprintf(out, size, "%zu/%zu", l->im->with[param], l->im->n);
}

/* What stands over the columns of values. */
static void head_texts(const struct list *l, char best[32], char range[32])
{
	char name[24] = "";

	if (l->best)
		format_trial(l->best->trial, name, sizeof(name));
	snprintf(best, 32, "best %s", name);
	snprintf(range, 32, "the best %zu", l->im->n_best);
}

/* Widths */

static int widest(const struct list *l, const char *head,
	void (*text)(const struct list *, size_t, char *, size_t))
{
	int width = 0;

	for (size_t i = 0; i < l->im->n_order; i++) {
		char cell[96];
		int w;

		text(l, l->im->order[i], cell, sizeof(cell));
		w = text_width(cell);
		width = w > width ? w : width;
	}
	return width && width < text_width(head) ? text_width(head) : width;
}

static void name_text(const struct list *l, size_t param, char *out, size_t size)
{
	format_short_name(l->s->info->space->params[param].name, NAME_MOST, out, size);
}

static int with_gap(int width)
{
	return width ? GAP + width : 0;
}

/* What the columns leave of so many. */
static int left_of(const struct list *l, int width)
{
	return width - l->name - with_gap(l->value) - with_gap(l->range) -
	       with_gap(l->with) - (l->known ? 1 + PERCENT + GAP : 0);
}

/* As many columns as fit, those at the right going first. */
static void measure(struct list *l, int width)
{
	char best[32], range[32];
	int least = l->known ? BAR_LEAST : 0;
	int *go[] = {&l->with, &l->range, &l->value};

	head_texts(l, best, range);
	l->name = widest(l, "parameter", name_text);
	l->value = l->best ? widest(l, best, incumbent_text) : 0;
	l->range = l->known ? widest(l, range, range_text) : 0;
	l->with = l->known ? widest(l, "applies to", with_text) : 0;
	for (size_t i = 0; i < 3 && left_of(l, width) < least; i++)
		*go[i] = 0;
	if (left_of(l, width) < 0)
		l->name += left_of(l, width);
	l->name = l->name < 1 ? 1 : l->name;
	l->bar = l->known ? left_of(l, width) : 0;
	l->bar = l->bar < 2 ? 0 : l->bar < BAR_MOST ? l->bar : BAR_MOST;
}

/* Drawing */

/* What the importances rest on, or why there are none; brief: in few columns. */
static void add_words(const struct list *l, bool brief, struct strbuf *out)
{
	const struct importances *im = l->im;
	char level[32];

	study_level_words(im->level, level, sizeof(level));
	if (brief && im->n < IMPORTANCE_LEAST)
		strbuf_addf(out, "%zu of %d results", im->n, IMPORTANCE_LEAST);
	else if (brief)
		strbuf_addf(out, "best %zu of %zu", im->n_best, im->n);
	else if (!im->n)
		strbuf_addf(out, "no results %s; importances need %d",
			im->level ? level : "yet", IMPORTANCE_LEAST);
	else if (im->n < IMPORTANCE_LEAST)
		strbuf_addf(out, "%zu result%s %s; importances need %d", im->n,
			im->n == 1 ? "" : "s", level, IMPORTANCE_LEAST);
	else
		strbuf_addf(out, "%s the best %zu of %zu results %s",
			l->known ? "for being among" : "nothing tells apart", im->n_best,
			im->n, level);
	if (!brief && im->there > im->n)
		strbuf_addf(out, ", of %zu", im->there);
}

static void draw_words(const struct list *l, struct pen *p)
{
	struct strbuf text = STRBUF_INIT;

	add_words(l, false, &text);
	if (text_width(text.buf) > pen_room(p)) {
		strbuf_reset(&text);
		add_words(l, true, &text);
	}
	if (text_width(text.buf) <= pen_room(p))
		pen_text(p, l->known ? ROLE_DIM : ROLE_PAUSED, text.buf);
	strbuf_release(&text);
}

static void draw_cell(struct pen *p, enum role role, int width, const char *text)
{
	if (!width)
		return;
	p->x += GAP;
	pen_left(p, role, width, text);
}

static void draw_head(const struct list *l, struct pen *p)
{
	char best[32], range[32];

	head_texts(l, best, range);
	pen_left(p, ROLE_DIM, l->name, l->name >= 9 ? "parameter" : "");
	if (l->known) {
		int width = 1 + l->bar + 1 + PERCENT;

		p->x++;
		pen_left(p, ROLE_DIM, width - 1, width > 10 ? "importance" : "");
	}
	draw_cell(p, ROLE_DIM, l->value, best);
	draw_cell(p, ROLE_DIM, l->range, range);
	draw_cell(p, ROLE_DIM, l->with, "applies to");
}

static void draw_row(const struct list *l, size_t param, bool chosen, struct pen *p)
{
	const struct parameter *par = &l->s->info->space->params[param];
	char text[96], cell[96];

	p->x = 1;
	format_short_name(par->name, l->name, text, sizeof(text));
	pen_left(p, chosen ? ROLE_KEY : ROLE_PARAM, l->name, text);
	if (l->known) {
		p->x++;
		if (l->bar)
			bar_draw(p, l->bar, l->im->share[param]);
		snprintf(text, sizeof(text), "%.0f%%", 100 * l->im->share[param]);
		p->x += l->bar ? 1 : 0;
		pen_right(p, ROLE_STRONG, PERCENT, text);
	}
	if (l->value) {
		incumbent_text(l, param, cell, sizeof(cell));
		draw_cell(p, ROLE_BEST, l->value, cell);
	}
	if (l->range) {
		range_text(l, param, cell, sizeof(cell));
		draw_cell(p, ROLE_TEXT, l->range, cell);
	}
	if (l->with) {
		with_text(l, param, cell, sizeof(cell));
		draw_cell(p, ROLE_DIM, l->with, cell);
	}
}

void importance_list_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct importances *im, size_t chosen, size_t top)
{
	struct pen p = pen_in(g, in);
	struct list l = {.s = sc->study,
		.im = im,
		.known = im->known,
		.best = study_incumbent(sc->study)};
	int y = heads(in.h);

	if (in.w < 4)
		return;
	measure(&l, in.w - 2);
	pen_goto(&p, 0, 1);
	if (y > 0)
		draw_words(&l, &p);
	pen_goto(&p, 1, 1);
	if (y > 1)
		draw_head(&l, &p);
	for (size_t i = top; i < l.im->n_order && y < in.h; i++) {
		bool is_chosen = axis_of(l.s, l.im->order[i]) == chosen;

		pen_goto(&p, y++, 0);
		pen_select(&p, is_chosen);
		draw_row(&l, l.im->order[i], is_chosen, &p);
		p.attr = 0;
	}
}

/* Moving in it */

size_t importance_list_scroll(const struct study *s, const struct importances *im,
	size_t chosen, size_t top, int rows)
{
	size_t room = rows > heads(rows) ? (size_t)(rows - heads(rows)) : 1;

	if (im->n_order <= room)
		return 0;
	return scroll_to(top, row_of(im, s, chosen), im->n_order, room);
}

size_t importance_list_move(
	const struct study *s, const struct importances *im, size_t chosen, enum action a)
{
	size_t row = move_by(row_of(im, s, chosen), im->n_order, 1, a);

	return axis_of(s, im->order[row]);
}

size_t importance_list_at(
	const struct study *s, const struct importances *im, size_t top, int rows, int y)
{
	if (y < heads(rows) || top + (size_t)(y - heads(rows)) >= im->n_order)
		return SIZE_MAX;
	return axis_of(s, im->order[top + (size_t)(y - heads(rows))]);
}
