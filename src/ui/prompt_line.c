/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/prompt_line.h"

#include <stdlib.h>

#include "base/xalloc.h"

#define TWO_ROWS 4    /* of the screen, from which the line has another one under it */
#define THREE_ROWS 10 /* from which a rule parts it from the panes */

void prompt_size(const struct scene *sc, int *rows, int *cols)
{
	int all = sc->layout->rows;

	*rows = all < TWO_ROWS ? 1 : all < THREE_ROWS ? 2 : 3;
	*cols = sc->layout->cols;
}

/* The mistake under the place where it is: beside a caret, on the side that has room. */
static void draw_wrong(const struct prompt *pr, struct pen *p, int out)
{
	char *head = xstrndup(pr->line.text.buf, pr->wrong_at);
	int caret = 1 + text_width(head) - out, width = text_width(pr->wrong);

	free(head);
	p->role = ROLE_LOST;
	if (caret < 0 || caret >= p->in.w ||
		(width > caret - 1 && caret > 1 && caret + 2 + width > p->in.w)) {
		pen_goto(p, p->y, 1);
		pen_left(p, ROLE_LOST, pen_room(p), pr->wrong);
		return;
	}
	pen_goto(p, p->y, caret);
	pen_ch(p, '^');
	if (caret + 2 + width <= p->in.w || caret <= 1) {
		p->x++;
		pen_left(p, ROLE_LOST, pen_room(p), pr->wrong);
	} else {
		pen_goto(p, p->y, caret - 1 - width);
		pen_text(p, ROLE_LOST, pr->wrong);
	}
}

/* The words that Tab goes through, from such a one on that the chosen one shows. */
static void draw_found(const struct prompt *pr, struct pen *p)
{
	size_t from = 0;
	int width = 0;

	for (size_t i = 0; i <= pr->chosen && i < pr->n_found && pr->chosen < pr->n_found;
		i++) {
		width += text_width(pr->found[i]) + 2;
		while (width > p->in.w - 4 && from < i)
			width -= text_width(pr->found[from++]) + 2;
	}
	for (size_t i = from; i < pr->n_found && pen_room(p) > 0; i++) {
		if (pen_room(p) < text_width(pr->found[i]) && i > from) {
			pen_text(p, ROLE_DIM, p->g->glyphs->ellipsis);
			break;
		}
		p->attr = i == pr->chosen ? ATTR_BOLD | ATTR_UNDERLINE : 0;
		pen_text(p, i == pr->chosen ? ROLE_STRONG : ROLE_TEXT, pr->found[i]);
		p->attr = 0;
		p->x += 2;
	}
}

void prompt_draw(const struct prompt *pr, const char *lead, const char *hint,
	struct grid *g, struct area in)
{
	struct pen p = pen_in(g, in);
	int out;

	if (in.h > 2) {
		p.role = ROLE_FOCUS;
		pen_repeat(&p, g->glyphs->h, in.w);
		pen_goto(&p, 1, 0);
	}
	pen_text(&p, pr->wrong ? ROLE_LOST : ROLE_KEY, lead);
	out = line_draw(&pr->line, &p, ROLE_STRONG, pen_room(&p), true);
	pen_goto(&p, p.y + 1, 1);
	if (p.y >= in.h)
		return;
	if (pr->wrong) {
		draw_wrong(pr, &p, out);
	} else if (pr->n_found) {
		draw_found(pr, &p);
	} else {
		pen_left(&p, ROLE_DIM, pen_room(&p), hint);
	}
}

enum context prompt_context(const void *self)
{
	(void)self;
	return IN_LINE;
}

void prompt_line_init(void *self)
{
	prompt_init(self);
}

void prompt_line_release(void *self)
{
	prompt_release(self);
}

void prompt_line_type(void *self, uint32_t cp)
{
	prompt_type(self, cp);
}

void prompt_edit(struct view *v, struct prompt *p, enum action a)
{
	if (a == ACT_BACK || (a == ACT_ERASE_BACK && p->line.text.len == 0))
		view_close(v);
	else
		prompt_act(p, a);
}
