/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/caption.h"

#define EDGES 2
#define SIDES 4 /* columns: a line and a blank at each side */
#define COLS_LEAST 24
#define ROWS_LEAST 10 /* of the screen */
#define TEXT_COLS 92  /* a longer line is hard to read */

void caption_init(struct caption *c)
{
	*c = (struct caption){.rows = 0};
	strbuf_init(&c->title);
	strbuf_init(&c->place);
	strbuf_init(&c->text);
	strbuf_init(&c->keys);
}

void caption_release(struct caption *c)
{
	strbuf_release(&c->title);
	strbuf_release(&c->place);
	strbuf_release(&c->text);
	strbuf_release(&c->keys);
}

void caption_clear(struct caption *c)
{
	strbuf_reset(&c->title);
	strbuf_reset(&c->place);
	strbuf_reset(&c->text);
	strbuf_reset(&c->keys);
	c->rows = 0;
	c->dim = false;
}

static int width_of(int cols)
{
	int width = cols - SIDES;

	return width > TEXT_COLS ? TEXT_COLS : width;
}

int caption_text_rows(const char *text, int cols)
{
	return cols < COLS_LEAST ? 0 : text_rows(text, width_of(cols));
}

int caption_rows(const struct caption *c, int rows, int cols)
{
	int text = caption_text_rows(c->text.buf, cols);

	if (!c->title.len || cols < COLS_LEAST || rows < ROWS_LEAST)
		return 0;
	text = text > c->rows ? text : c->rows;
	return text + EDGES > rows / 2 ? rows / 2 : text + EDGES;
}

static void draw_edge(struct grid *g, int y, uint32_t left, uint32_t right)
{
	struct pen p = pen_in(g, (struct area){y, 0, 1, g->cols});

	p.role = ROLE_KEY;
	pen_ch(&p, left);
	pen_repeat(&p, g->glyphs->h, g->cols - 2);
	pen_ch(&p, right);
}

/* In an edge, if it fits beside what is left of it. */
static int write_in(struct grid *g, int y, int x, enum role role, unsigned attr,
	const char *text)
{
	int width = text_width(text);
	struct pen p = pen_in(g, (struct area){y, x, 1, g->cols - x - 1});

	if (!width || x < 1 || width + 2 > g->cols - x - 1)
		return 0;
	p.attr = attr;
	pen_textf(&p, role, " %s ", text);
	return width + 2;
}

void caption_draw(const struct caption *c, struct grid *g)
{
	const struct glyphs *gl = g->glyphs;
	int last = g->rows - 1, width = text_width(c->place.buf) + 2, used;
	struct pen p = pen_in(g,
		(struct area){1, 2, g->rows - EDGES, width_of(g->cols)});

	draw_edge(g, 0, gl->tl, gl->tr);
	draw_edge(g, last, gl->bl, gl->br);
	for (int y = 1; y < last; y++) {
		grid_at(g, y, 0)->ch = grid_at(g, y, g->cols - 1)->ch = gl->v;
		grid_at(g, y, 0)->role = grid_at(g, y, g->cols - 1)->role = ROLE_KEY;
	}
	used = write_in(g, 0, 2, ROLE_KEY, ATTR_BOLD, c->title.buf);
	if (g->cols - 2 - width > used + 2)
		write_in(g, 0, g->cols - 2 - width, ROLE_DIM, 0, c->place.buf);
	write_in(g, last, 2, ROLE_DIM, 0, c->keys.buf);
	pen_words(&p, c->dim ? ROLE_DIM : ROLE_STRONG, width_of(g->cols), c->text.buf);
}
