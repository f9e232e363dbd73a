/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/line.h"

#include <stdlib.h>

#include "base/xalloc.h"

#define LINE_MOST 4096 /* bytes, which end a paste */

void line_init(struct line *l)
{
	strbuf_init(&l->text);
	l->at = 0;
}

void line_release(struct line *l)
{
	strbuf_release(&l->text);
}

void line_set(struct line *l, const char *text)
{
	strbuf_reset(&l->text);
	strbuf_adds(&l->text, text);
	l->at = l->text.len;
}

void line_replace(struct line *l, size_t from, size_t n, const char *text)
{
	struct strbuf rest = STRBUF_INIT;

	strbuf_adds(&rest, l->text.buf + from + n);
	l->text.len = from;
	l->text.buf[from] = '\0';
	strbuf_adds(&l->text, text);
	l->at = l->text.len;
	strbuf_adds(&l->text, rest.buf);
	strbuf_release(&rest);
}

bool line_type(struct line *l, uint32_t cp)
{
	char bytes[5];

	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0xd800 && cp < 0xe000) ||
		cp > 0x10ffff || l->text.len >= LINE_MOST)
		return false;
	utf8_encode(cp, bytes);
	line_replace(l, l->at, 0, bytes);
	return true;
}

/* Where the character before `at` begins, with all that combines with it. */
static size_t before(const struct line *l, size_t at)
{
	uint32_t cp = 0;

	while (at > 0) {
		do
			at--;
		while (at > 0 && ((unsigned char)l->text.buf[at] & 0xc0) == 0x80);
		utf8_decode(l->text.buf + at, &cp);
		if (codepoint_width(cp) > 0)
			break;
	}
	return at;
}

/* Where the next character begins. */
static size_t after(const struct line *l, size_t at)
{
	uint32_t cp;

	if (at < l->text.len)
		at += utf8_decode(l->text.buf + at, &cp);
	while (at < l->text.len) {
		size_t n = utf8_decode(l->text.buf + at, &cp);

		if (codepoint_width(cp) > 0)
			break;
		at += n;
	}
	return at;
}

static size_t word_before(const struct line *l)
{
	size_t at = l->at;

	while (at > 0 && l->text.buf[at - 1] == ' ')
		at--;
	while (at > 0 && l->text.buf[at - 1] != ' ')
		at--;
	return at;
}

static void erase(struct line *l, size_t from, size_t to)
{
	line_replace(l, from, to - from, "");
}

bool line_act(struct line *l, enum action a)
{
	switch (a) {
	case ACT_LEFT:
		l->at = before(l, l->at);
		return true;
	case ACT_RIGHT:
		l->at = after(l, l->at);
		return true;
	case ACT_FIRST:
		l->at = 0;
		return true;
	case ACT_LAST:
		l->at = l->text.len;
		return true;
	case ACT_ERASE_BACK:
		erase(l, before(l, l->at), l->at);
		return true;
	case ACT_ERASE_HERE:
		erase(l, l->at, after(l, l->at));
		return true;
	case ACT_ERASE_WORD:
		erase(l, word_before(l), l->at);
		return true;
	case ACT_ERASE_START:
		erase(l, 0, l->at);
		return true;
	case ACT_ERASE_REST:
		erase(l, l->at, l->text.len);
		return true;
	default:
		return false;
	}
}

int line_draw(const struct line *l, struct pen *p, enum role role, int width, bool cursor)
{
	char *head = xstrndup(l->text.buf, l->at);
	int at = text_width(head), out = 0;
	struct pen in = *p;

	free(head);
	width = width < pen_room(p) ? width : pen_room(p);
	if (width < 1 || p->y < 0 || p->y >= p->in.h)
		return 0;
	if (cursor && at >= width)
		out = at - width + 1;
	in.in = (struct area){p->in.y + p->y, p->in.x + p->x, 1, width};
	pen_goto(&in, 0, -out);
	pen_text(&in, role, l->text.buf);
	if (cursor) {
		struct cell *c = grid_at(in.g, in.in.y, in.in.x + at - out);

		if (c)
			c->role = ROLE_CURSOR;
	}
	p->x += width;
	return out;
}
