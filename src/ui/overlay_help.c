/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The help: a text to scroll in, and `/` leaves the lines in it that have what is sought.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/help_lines.h"
#include "ui/prompt_line.h"

#define WIDTH_MOST 94
#define LABEL 14 /* columns; the text of a longer one begins below it */
#define MARGIN 1

struct help {
	struct prompt prompt;
	bool typing;
	char *sought; /* or NULL */
	int page;
};

/* Where lines are drawn; grid NULL: they are counted. */
struct page {
	struct grid *grid;
	struct area in;
	int y; /* of the next line; rows above 0 and below in.h do not show */
	bool first;
};

static int text_column(const struct help_line *line)
{
	return *line->label ? MARGIN + LABEL + 1 : MARGIN;
}

static void draw_line(const struct page *page, const struct help_line *line, int below)
{
	struct pen p = pen_in(page->grid, page->in);
	int x = text_column(line);

	if (line->heading) {
		pen_goto(&p, page->y, MARGIN);
		p.attr = ATTR_BOLD;
		pen_text(&p, ROLE_FOCUS, line->heading);
		return;
	}
	pen_goto(&p, page->y, MARGIN);
	pen_text(&p, line->role, line->label);
	pen_goto(&p, page->y + below, x);
	pen_words(&p, line->dim ? ROLE_DIM : ROLE_TEXT, page->in.w - x - MARGIN,
		line->text);
}

static void see(void *context, const struct help_line *line)
{
	struct page *page = context;
	int below = text_width(line->label) > LABEL;
	int rows = line->heading
			   ? 1
			   : below + text_rows(line->text,
					     page->in.w - text_column(line) - MARGIN);

	if (line->heading && !page->first)
		page->y++;
	page->first = false;
	if (page->grid && page->y + rows > 0 && page->y < page->in.h)
		draw_line(page, line, below);
	page->y += rows;
}

static const char *sought_by(const struct help *h)
{
	return h->typing && h->prompt.line.text.len ? h->prompt.line.text.buf : h->sought;
}

/* The rows of all lines in a text that is `width` wide. */
static int rows_of(const struct scene *sc, int width)
{
	struct page page = {.in = {.w = width}, .first = true};

	help_lines(sc->view, sc->study, sought_by(sc->self), see, &page);
	return page.y;
}

static void size(const struct scene *sc, int *rows, int *cols)
{
	*cols = sc->layout->cols < WIDTH_MOST ? sc->layout->cols : WIDTH_MOST;
	*rows = sc->layout->rows > 12 ? sc->layout->rows - 2 : sc->layout->rows;
}

/* Without the last row, which says where one is. */
static struct area body_of(struct area in)
{
	in.h -= in.h > 2;
	return in;
}

static void draw_foot(
	const struct help *h, struct grid *g, struct area in, int above, int more)
{
	struct area row = {in.y + in.h - 1, in.x, 1, in.w};
	struct pen p = pen_in(g, row);

	if (h->typing) {
		prompt_draw(&h->prompt, "/", "", g, row);
		return;
	}
	pen_goto(&p, 0, MARGIN);
	pen_textf(&p, ROLE_KEY, "%s", more > 0 ? g->glyphs->down : g->glyphs->up);
	if (more > 0)
		pen_textf(&p, ROLE_DIM, " %d more rows", more);
	else
		pen_text(&p, ROLE_DIM, above > 0 ? " the end" : " all of it");
	if (h->sought)
		pen_textf(&p, ROLE_KEY, "  /%s", h->sought);
	pen_text(&p, ROLE_KEY, "  /");
	pen_text(&p, ROLE_DIM, " find");
	pen_text(&p, ROLE_KEY, "  PgDn");
	pen_text(&p, ROLE_DIM, " on");
	pen_text(&p, ROLE_KEY, "  Esc");
	pen_text(&p, ROLE_DIM, h->sought ? " all lines again" : " back");
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct help *h = sc->self;
	struct area body = body_of(in);
	int top = sc->view->overlay_top;
	struct page page = {g, body, -top, true};
	int rows;

	help_lines(sc->view, sc->study, sought_by(h), see, &page);
	rows = page.y + top;
	if (!rows) {
		struct pen p = pen_in(g, body);

		pen_goto(&p, 0, MARGIN);
		pen_textf(&p, ROLE_LOST, "nothing here has '%s'", sought_by(h));
	}
	if (body.h < in.h)
		draw_foot(h, g, in, top, rows - top - body.h);
}

static void open_it(struct view *v, void *self, const struct study *s, enum action a)
{
	(void)self;
	(void)s;
	(void)a;
	if (v->overlay == OVERLAY_HELP)
		view_close(v);
	else
		view_open(v, OVERLAY_HELP);
}

static void follow(struct view *v, void *self, const struct study *s, struct area in)
{
	struct help *h = self;
	const struct scene sc = {.study = s, .view = v, .self = h};
	int most = rows_of(&sc, in.w) - body_of(in).h;

	h->page = body_of(in).h;
	v->overlay_top = v->overlay_top < most ? v->overlay_top : most;
	v->overlay_top = v->overlay_top > 0 ? v->overlay_top : 0;
}

static enum context context(const void *self)
{
	const struct help *h = self;

	return h->typing ? IN_LINE : IN_LOG;
}

static void seek(struct help *h, const char *text)
{
	free(h->sought);
	h->sought = text && *text ? xstrdup(text) : NULL;
}

static void edit(struct view *v, struct help *h, enum action a)
{
	v->overlay_top = 0;
	if (a == ACT_INSPECT) {
		seek(h, h->prompt.line.text.buf);
		if (h->sought)
			prompt_keep(&h->prompt);
		h->typing = false;
	} else if (a == ACT_BACK || (a == ACT_ERASE_BACK && !h->prompt.line.text.len)) {
		h->typing = false;
	} else {
		prompt_act(&h->prompt, a);
	}
}

static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	struct help *h = self;

	if (h->typing) {
		edit(v, h, a);
		return (struct request){0};
	}
	switch (a) {
	case ACT_SEARCH:
		prompt_begin(&h->prompt, "");
		h->typing = true;
		break;
	case ACT_BACK:
	case ACT_HELP:
		if (!h->sought || a == ACT_HELP)
			view_close(v);
		seek(h, NULL);
		v->overlay_top = 0;
		break;
	case ACT_COMMAND:
		view_open_by(v, s, a);
		break;
	default:
		v->overlay_top =
			(int)move_by((size_t)v->overlay_top, INT32_MAX, h->page, a);
	}
	return (struct request){0};
}

static void type(void *self, uint32_t cp)
{
	struct help *h = self;

	prompt_type(&h->prompt, cp);
}

static void init(void *self)
{
	prompt_init(&((struct help *)self)->prompt);
}

static void release(void *self)
{
	struct help *h = self;

	prompt_release(&h->prompt);
	free(h->sought);
}

const struct overlay_ops overlay_help = {
	.name = "Help",
	.opens = {ACT_HELP},
	.state_size = sizeof(struct help),
	.init = init,
	.release = release,
	.open = open_it,
	.size = size,
	.draw = draw,
	.follow = follow,
	.context = context,
	.act = act,
	.type = type,
};
