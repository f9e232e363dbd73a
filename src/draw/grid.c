/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "draw/grid.h"

#include <langinfo.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/xalloc.h"

void grid_init(struct grid *g)
{
	*g = (struct grid){.glyphs = glyphs_of(TIER_ASCII)};
}

void grid_release(struct grid *g)
{
	free(g->cells);
	*g = (struct grid){0};
}

void grid_reset(struct grid *g, int rows, int cols, const struct glyphs *glyphs)
{
	size_t n;

	g->rows = rows < 0 ? 0 : rows;
	g->cols = cols < 0 ? 0 : cols;
	g->cut = 0;
	g->glyphs = glyphs;
	n = (size_t)g->rows * (size_t)g->cols;
	if (n > g->cap) {
		g->cells = xreallocarray(g->cells, n, sizeof(*g->cells));
		g->cap = n;
	}
	for (size_t i = 0; i < n; i++)
		g->cells[i] = (struct cell){.ch = ' ', .role = ROLE_TEXT};
}

struct cell *grid_at(struct grid *g, int y, int x)
{
	if (y < 0 || x < 0 || y >= g->rows || x >= g->cols)
		return NULL;
	return &g->cells[(size_t)y * (size_t)g->cols + (size_t)x];
}

void grid_row_text(const struct grid *g, int y, struct strbuf *out)
{
	const struct cell *row;
	int n = g->cols;
	char buf[5];

	if (y < 0 || y >= g->rows)
		return;
	row = &g->cells[(size_t)y * (size_t)g->cols];
	while (n > 0 && row[n - 1].ch == ' ')
		n--;
	for (int x = 0; x < n; x++)
		if (row[x].ch)
			strbuf_add(out, buf, utf8_encode(row[x].ch, buf));
}

void grid_paste(struct grid *dst, const struct grid *src, int y, int x)
{
	for (int i = 0; i < src->rows; i++)
		for (int j = 0; j < src->cols; j++) {
			struct cell *c = grid_at(dst, y + i, x + j);

			if (c)
				*c = src->cells[(size_t)i * (size_t)src->cols +
						(size_t)j];
		}
}

/* Text */

/*
 * The C library's wcwidth() depends on the locale; names in a study file may hold any
 * script, and a cell grid needs one answer. Ranges: UAX #11 wide, and what combines.
 */
int codepoint_width(uint32_t cp)
{
	static const struct {
		uint32_t from, to;
		int width;
	} ranges[] = {
		{0x0300, 0x036f, 0},
		{0x0483, 0x0489, 0},
		{0x0591, 0x05bd, 0},
		{0x0610, 0x061a, 0},
		{0x064b, 0x065f, 0},
		{0x0900, 0x0902, 0},
		{0x0e34, 0x0e3a, 0},
		{0x0e47, 0x0e4e, 0},
		{0x1100, 0x115f, 2},
		{0x1ab0, 0x1aff, 0},
		{0x1dc0, 0x1dff, 0},
		{0x200b, 0x200f, 0},
		{0x202a, 0x202e, 0},
		{0x2060, 0x206f, 0},
		{0x20d0, 0x20ff, 0},
		{0x231a, 0x231b, 2},
		{0x23e9, 0x23ec, 2},
		{0x23f0, 0x23f0, 2},
		{0x23f3, 0x23f3, 2},
		{0x25fd, 0x25fe, 2},
		{0x2614, 0x2615, 2},
		{0x2648, 0x2653, 2},
		{0x267f, 0x267f, 2},
		{0x2693, 0x2693, 2},
		{0x26a1, 0x26a1, 2},
		{0x26aa, 0x26ab, 2},
		{0x26bd, 0x26be, 2},
		{0x26c4, 0x26c5, 2},
		{0x26ce, 0x26ce, 2},
		{0x26d4, 0x26d4, 2},
		{0x26ea, 0x26ea, 2},
		{0x26f2, 0x26f3, 2},
		{0x26f5, 0x26f5, 2},
		{0x26fa, 0x26fa, 2},
		{0x26fd, 0x26fd, 2},
		{0x2705, 0x2705, 2},
		{0x270a, 0x270b, 2},
		{0x2728, 0x2728, 2},
		{0x274c, 0x274c, 2},
		{0x274e, 0x274e, 2},
		{0x2753, 0x2755, 2},
		{0x2757, 0x2757, 2},
		{0x2795, 0x2797, 2},
		{0x27b0, 0x27b0, 2},
		{0x27bf, 0x27bf, 2},
		{0x2b1b, 0x2b1c, 2},
		{0x2b50, 0x2b50, 2},
		{0x2b55, 0x2b55, 2},
		{0x2e80, 0x303e, 2},
		{0x3041, 0xa4cf, 2},
		{0xa960, 0xa97f, 2},
		{0xac00, 0xd7a3, 2},
		{0xf900, 0xfaff, 2},
		{0xfe00, 0xfe0f, 0},
		{0xfe20, 0xfe2f, 0},
		{0xfe30, 0xfe6f, 2},
		{0xfeff, 0xfeff, 0},
		{0xff00, 0xff60, 2},
		{0xffe0, 0xffe6, 2},
		{0x1f18e, 0x1f18e, 2},
		{0x1f191, 0x1f19a, 2},
		{0x1f300, 0x1f64f, 2},
		{0x1f680, 0x1f6ff, 2},
		{0x1f7e0, 0x1f7eb, 2},
		{0x1f900, 0x1f9ff, 2},
		{0x1fa70, 0x1faff, 2},
		{0x20000, 0x3fffd, 2},
		{0xe0001, 0xe01ef, 0},
	};

	if (cp < ranges[0].from)
		return 1;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (cp >= ranges[i].from && cp <= ranges[i].to)
			return ranges[i].width;
	return 1;
}

int text_width(const char *s)
{
	int width = 0;
	uint32_t cp;

	while (*s) {
		s += utf8_decode(s, &cp);
		width += codepoint_width(cp);
	}
	return width;
}

/* The pen */

struct pen pen_in(struct grid *g, struct area in)
{
	return (struct pen){.g = g, .in = in, .role = ROLE_TEXT};
}

void pen_goto(struct pen *p, int y, int x)
{
	p->y = y;
	p->x = x;
}

static bool inside(const struct pen *p)
{
	return p->y >= 0 && p->x >= 0 && p->y < p->in.h && p->x < p->in.w;
}

static bool is_digit(uint32_t ch)
{
	return ch >= '0' && ch <= '9';
}

/* Whether a character at the pen, which has no room, belongs to a number that stands there. */
static bool cuts_number(const struct pen *p, uint32_t ch)
{
	const struct cell *last = NULL;

	if (p->y >= 0 && p->y < p->in.h && p->x == p->in.w && p->x > 0)
		last = grid_at(p->g, p->in.y + p->y, p->in.x + p->x - 1);
	return last && (is_digit(last->ch) || last->ch == '.') &&
	       (is_digit(ch) || ch == '.' || ch == 'e' || ch == '%' || ch == '/');
}

static void put(struct pen *p, uint32_t ch)
{
	struct cell *c = inside(p) ? grid_at(p->g, p->in.y + p->y, p->in.x + p->x) : NULL;

	p->g->cut += c ? is_digit(c->ch) && c->ch != ch : cuts_number(p, ch);
	if (c)
		*c = (struct cell){
			.ch = ch, .role = (uint8_t)p->role, .attr = (uint8_t)p->attr};
	p->x++;
}

/*
 * Where ASCII alone is drawn, texts have what the locale writes; that can be all of
 * Unicode, of which the fonts of consoles have the Latin letters.
 */
static bool is_written(uint32_t ch)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = {0};

	if (wcrtomb(bytes, (wchar_t)ch, &state) == (size_t)-1)
		return false;
	return ch < 0x180 || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

void pen_ch(struct pen *p, uint32_t ch)
{
	int width;

	if (ch < 0x20 || (ch >= 0x7f && ch < 0xa0))
		ch = 0xb7;
	width = codepoint_width(ch);
	if (width == 0)
		return;
	if (!utf8_is_shown(ch))
		ch = 0xfffd;
	if (ch > 0x7e && !p->g->glyphs->unicode && !is_written(ch))
		ch = '?';
	if (width == 2 && (p->x + 1 >= p->in.w || ch == '?')) {
		put(p, ch == '?' ? '?' : ' ');
		put(p, ' ');
		return;
	}
	put(p, ch);
	if (width == 2)
		put(p, 0);
}

void pen_repeat(struct pen *p, uint32_t ch, int n)
{
	for (int i = 0; i < n; i++)
		pen_ch(p, ch);
}

static bool is_of_number(char c)
{
	return (c >= '0' && c <= '9') || c == '.';
}

/* "12", "-1.2e-3", "128x64" */
static bool begins_number(const char *s)
{
	return is_of_number(s[*s == '-' || *s == '+']);
}

/*
 * How much of a text fits into `width` cells, when that is not all of it. A number is not
 * cut, and none stands last: what is left of it would be another one.
 */
static size_t bytes_that_fit(const char *s, int width)
{
	size_t at = 0, word;
	uint32_t cp;

	while (s[at]) {
		size_t n = utf8_decode(s + at, &cp);

		width -= codepoint_width(cp);
		if (width < 0)
			break;
		at += n;
	}
	for (word = at; word && s[word - 1] != ' ';)
		word--;
	if (begins_number(s + word))
		return word;
	while (at && is_of_number(s[at - 1]))
		at--;
	return at;
}

void pen_text(struct pen *p, enum role role, const char *s)
{
	size_t n = strlen(s), end = n;
	int room = p->in.w - p->x;
	uint32_t cp;

	p->role = role;
	if (room >= 0 && n > (size_t)room && text_width(s) > room)
		end = bytes_that_fit(s, room);
	for (size_t at = 0; at < n;) {
		bool fits = at < end;

		at += utf8_decode(s + at, &cp);
		if (fits)
			pen_ch(p, cp);
		else
			p->x += codepoint_width(cp);
	}
}

void pen_textf(struct pen *p, enum role role, const char *fmt, ...)
{
	char buf[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	pen_text(p, role, buf);
}

void pen_left(struct pen *p, enum role role, int width, const char *s)
{
	int need = text_width(s), used = 0, dots = text_width(p->g->glyphs->ellipsis);
	size_t end;
	uint32_t cp;

	if (width <= 0)
		return;
	p->role = role;
	end = need > width ? bytes_that_fit(s, width - dots) : strlen(s);
	for (size_t at = 0; at < end;) {
		at += utf8_decode(s + at, &cp);
		pen_ch(p, cp);
		used += codepoint_width(cp);
	}
	if (need > width && width >= dots) {
		pen_text(p, role, p->g->glyphs->ellipsis);
		used += dots;
	}
	pen_repeat(p, ' ', width - used);
}

void pen_right(struct pen *p, enum role role, int width, const char *s)
{
	int need = text_width(s);

	p->role = role;
	if (need < width)
		pen_repeat(p, ' ', width - need);
	pen_left(p, role, need < width ? need : width, s);
}

/* p NULL: only counts. */
static int lay_words(struct pen *p, int width, const char *s)
{
	int x = 0, rows = 1, left = p ? p->x : 0;

	if (width < 1 || !*s)
		return 0;
	while (*s) {
		char word[256];
		size_t n = strcspn(s, " ");
		int w;

		n = n < sizeof(word) ? n : sizeof(word) - 1;
		memcpy(word, s, n);
		word[n] = '\0';
		w = text_width(word);
		if (x > 0 && x + 1 + w > width) {
			x = 0;
			rows++;
			if (p)
				pen_goto(p, p->y + 1, left);
		} else if (x > 0) {
			x++;
			if (p)
				pen_ch(p, ' ');
		}
		if (p)
			w < width ? pen_text(p, p->role, word)
				  : pen_left(p, p->role, width, word);
		x += w;
		s += n;
		s += strspn(s, " ");
	}
	return rows;
}

int text_rows(const char *s, int width)
{
	return lay_words(NULL, width, s);
}

int pen_words(struct pen *p, enum role role, int width, const char *s)
{
	p->role = role;
	return lay_words(p, width, s);
}

int pen_room(const struct pen *p)
{
	return p->x < p->in.w ? p->in.w - p->x : 0;
}

void pen_fill(struct pen *p)
{
	p->role = ROLE_TEXT;
	pen_repeat(p, ' ', pen_room(p));
}

void pen_select(struct pen *p, bool selected)
{
	p->x = 0;
	p->attr = selected ? ATTR_SELECT : 0;
	if (!selected)
		return;
	pen_fill(p);
	p->x = 0;
	p->role = ROLE_FOCUS;
	pen_ch(p, p->g->glyphs->cursor);
	p->x = 0;
}

void pen_mark(struct pen *p, int y, int x, int width, unsigned attr)
{
	for (int i = x < 0 ? 0 : x; i < x + width && i < p->in.w; i++) {
		struct cell *c = y >= 0 && y < p->in.h
					 ? grid_at(p->g, p->in.y + y, p->in.x + i)
					 : NULL;

		if (c)
			c->attr |= (uint8_t)attr;
	}
}
