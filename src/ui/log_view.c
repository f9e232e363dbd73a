/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/log_view.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ui/log_text.h"

#define SEARCH_MOST ((off_t)4 << 20) /* bytes that a search reads at once */
#define OFF_END ((off_t)INT64_MAX)

void log_view_init(struct log_view *l)
{
	*l = (struct log_view){.trial = UINT32_MAX, .follows = true, .match = -1};
	log_tail_init(&l->tail);
	prompt_init(&l->search);
}

void log_view_release(struct log_view *l)
{
	log_tail_release(&l->tail);
	prompt_release(&l->search);
	free(l->sought);
	l->sought = NULL;
}

void log_view_open(struct log_view *l, const char *path)
{
	log_tail_open(&l->tail, path);
	l->follows = true;
	l->match = -1;
}

void log_view_text(const struct log_view *l, off_t line, struct strbuf *out)
{
	size_t n;
	const char *bytes = log_tail_line(&l->tail, line, &n);

	log_text_clean(bytes, n, out);
}

static int rows_of(const struct log_view *l, off_t line)
{
	struct strbuf text = STRBUF_INIT;
	int rows;

	log_view_text(l, line, &text);
	rows = log_text_rows(text.buf, l->width);
	strbuf_release(&text);
	return rows;
}

struct log_place log_view_below(const struct log_view *l, struct log_place p)
{
	off_t next = log_tail_next(&l->tail, p.line);

	if (next == p.line) /* the end */
		return p;
	if (p.row + 1 < rows_of(l, p.line))
		return (struct log_place){p.line, p.row + 1};
	return (struct log_place){next, 0};
}

static struct log_place above(const struct log_view *l, struct log_place p)
{
	off_t before;

	if (p.row > 0)
		return (struct log_place){p.line, p.row - 1};
	before = log_tail_previous(&l->tail, p.line);
	if (before == p.line)
		return p;
	return (struct log_place){before, rows_of(l, before) - 1};
}

static struct log_place up_from(const struct log_view *l, struct log_place p, int rows)
{
	while (rows-- > 0)
		p = above(l, p);
	return p;
}

static bool is_before(struct log_place a, struct log_place b)
{
	return a.line < b.line || (a.line == b.line && a.row < b.row);
}

/* Where the top is when the last row has the end of the text. */
static struct log_place last_top(const struct log_view *l)
{
	struct log_place end = {log_tail_end(&l->tail), 0};

	return up_from(l, end, l->rows);
}

static bool is_at_end(const struct log_view *l)
{
	return log_tail_end(&l->tail) == l->tail.stamp.size &&
	       !is_before(l->top, last_top(l));
}

/* A place within what there is: the file may have become another one. */
static void settle(struct log_view *l)
{
	off_t first = l->tail.from, end = log_tail_end(&l->tail);
	int rows;

	if (l->top.line < first || l->top.line > end) {
		l->follows = true;
		l->top = last_top(l);
		return;
	}
	rows = rows_of(l, l->top.line);
	if (l->top.row >= rows)
		l->top.row = rows - 1;
	if (is_at_end(l)) /* no empty rows under it */
		l->top = last_top(l);
}

void log_view_follow(struct log_view *l, int rows, int width)
{
	l->rows = rows > 0 ? rows : 1;
	l->width = width > 0 ? width : 1;
	log_tail_read(&l->tail, l->follows ? OFF_END : l->top.line);
	if (l->follows)
		l->top = last_top(l);
	else
		settle(l);
}

static void move_up(struct log_view *l, struct log_place to)
{
	if (is_before(to, l->top))
		l->follows = false;
	l->top = to;
}

static void move_down(struct log_view *l, int rows)
{
	for (int i = 0; i < rows; i++)
		l->top = log_view_below(l, l->top);
	l->follows |= is_at_end(l);
}

void log_view_move(struct log_view *l, enum action a)
{
	int page;

	/* keys may come faster than frames: `top` is within the text again */
	log_view_follow(l, l->rows, l->width);
	page = l->rows > 1 ? l->rows - 1 : 1;
	l->match = -1;
	switch (a) {
	case ACT_UP:
	case ACT_PAGE_UP:
		move_up(l, up_from(l, l->top, a == ACT_UP ? 1 : page));
		break;
	case ACT_DOWN:
	case ACT_PAGE_DOWN:
		move_down(l, a == ACT_DOWN ? 1 : page);
		break;
	case ACT_FIRST:
		move_up(l, (struct log_place){0, 0});
		break;
	case ACT_LAST:
		l->follows = true;
		break;
	default:
		break;
	}
}

/* The last line that shows, of some row at least. */
static off_t last_shown(const struct log_view *l)
{
	struct log_place p = l->top;

	for (int y = 1; y < l->rows; y++)
		p = log_view_below(l, p);
	return p.line;
}

static bool has_sought(const struct log_view *l, off_t line, struct strbuf *text)
{
	log_view_text(l, line, text);
	return strcasestr(text->buf, l->sought) != NULL;
}

/* More of the file, where the text has not all that is needed of the next line. */
static void read_on(struct log_view *l, off_t line)
{
	off_t end = log_tail_end(&l->tail);

	if ((l->tail.from > 0 && line - l->tail.from <= LOG_LINE_MOST) ||
		(end < l->tail.stamp.size && end - line <= 2 * LOG_LINE_MOST))
		log_tail_read(&l->tail, line);
}

/* The line after `line` on the way, or itself: there is none. */
static off_t step(struct log_view *l, off_t line, bool down)
{
	off_t next;

	read_on(l, line);
	if (!down)
		return log_tail_previous(&l->tail, line);
	next = log_tail_next(&l->tail, line);
	return next < log_tail_end(&l->tail) ? next : line;
}

/* From line *at on, not itself, through `left` bytes at most; *at: how far it came. */
static enum log_found look(struct log_view *l, off_t *at, bool down, off_t *left)
{
	struct strbuf text = STRBUF_INIT;
	enum log_found found = LOG_NOT_FOUND;
	off_t next;

	for (;;) {
		next = step(l, *at, down);
		if (next == *at)
			break;
		*left -= down ? next - *at : *at - next;
		*at = next;
		found = has_sought(l, *at, &text) ? LOG_FOUND
			: *left < 0		  ? LOG_NOT_YET
						  : LOG_NOT_FOUND;
		if (found != LOG_NOT_FOUND)
			break;
	}
	strbuf_release(&text);
	return found;
}

/* On from the other end, where the first line to look at is the one there. */
static enum log_found look_from_end(struct log_view *l, off_t *at, bool down, off_t *left)
{
	struct strbuf text = STRBUF_INIT;
	enum log_found found;

	log_tail_read(&l->tail, down ? 0 : OFF_END);
	*at = down ? 0 : log_tail_end(&l->tail);
	found = down && has_sought(l, *at, &text) ? LOG_FOUND : look(l, at, down, left);
	strbuf_release(&text);
	return found == LOG_FOUND ? LOG_WRAPPED : found;
}

/* Shows the match at a third of the rows. */
static void show(struct log_view *l, off_t line)
{
	l->follows = false;
	log_tail_read(&l->tail, line);
	l->top = up_from(l, (struct log_place){line, 0}, l->rows / 3);
}

enum log_found log_view_find(struct log_view *l, bool down)
{
	off_t at = l->match, left = SEARCH_MOST;
	enum log_found found;

	log_view_follow(l, l->rows, l->width);
	if (at < 0) {
		/* the last row counts too */
		at = last_shown(l);
		at = down ? at : log_tail_next(&l->tail, at);
	}
	log_tail_read(&l->tail, at);
	if (at < l->tail.from || at > log_tail_end(&l->tail))
		at = log_tail_end(&l->tail); /* the file has become a shorter one */
	found = look(l, &at, down, &left);
	if (found == LOG_NOT_FOUND)
		found = look_from_end(l, &at, down, &left);
	if (found == LOG_NOT_FOUND)
		return found;
	l->match = at;
	show(l, at);
	return found;
}

double log_view_part(const struct log_view *l)
{
	off_t end = log_tail_next(&l->tail, last_shown(l));

	return l->tail.stamp.size > 0 ? (double)end / (double)l->tail.stamp.size : 1;
}
