/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "draw/capture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/filename.h"

static bool same_style(struct style a, struct style b)
{
	return a.fg == b.fg && a.bg == b.bg && a.bold == b.bold && a.dim == b.dim &&
	       a.reverse == b.reverse && a.underline == b.underline;
}

/* ECMA-48, and the 256 colours as xterm has them. */
static void add_style(struct strbuf *out, struct style s)
{
	strbuf_adds(out, "\033[0");
	strbuf_adds(out, s.bold ? ";1" : "");
	strbuf_adds(out, s.dim ? ";2" : "");
	strbuf_adds(out, s.underline ? ";4" : "");
	strbuf_adds(out, s.reverse ? ";7" : "");
	if (s.fg >= 0)
		strbuf_addf(out, ";38;5;%d", s.fg);
	if (s.bg >= 0)
		strbuf_addf(out, ";48;5;%d", s.bg);
	strbuf_addch(out, 'm');
}

static void add_row(const struct grid *g, int y, struct palette p, struct strbuf *out)
{
	static const struct style none = {.fg = -1, .bg = -1};
	const struct cell *row = g->cells + (size_t)y * (size_t)g->cols;
	struct style now = none;
	char bytes[5];

	for (int x = 0; x < g->cols; x++) {
		struct style s = palette_style(p, (enum role)row[x].role, row[x].attr);

		if (!row[x].ch)
			continue;
		if (!same_style(s, now))
			add_style(out, s);
		now = s;
		strbuf_add(out, bytes, utf8_encode(row[x].ch, bytes));
	}
	if (!same_style(now, none))
		add_style(out, none);
}

void capture_grid(
	const struct grid *g, enum capture how, struct palette p, struct strbuf *out)
{
	if (how == CAPTURE_SVG) {
		capture_svg(g, p, out);
		return;
	}
	for (int y = 0; y < g->rows; y++) {
		if (how == CAPTURE_ANSI)
			add_row(g, y, p, out);
		else
			grid_row_text(g, y, out);
		strbuf_addch(out, '\n');
	}
}

enum capture capture_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (dot && strcmp(dot, ".svg") == 0)
		return CAPTURE_SVG;
	return dot && strcmp(dot, ".ansi") == 0 ? CAPTURE_ANSI : CAPTURE_TEXT;
}

int capture_write(const char *path, const struct strbuf *text, struct error *err)
{
	FILE *f;
	bool whole;

	if (filename_is_part(path))
		return error_usage(
			err, "%s: SQLite would take it for a part of a database", path);
	f = fopen(path, "wxe"); /* x: what is there stays */
	if (!f)
		return error_usage(err, "%s: %s", path, strerror(errno));
	whole = fwrite(text->buf, 1, text->len, f) == text->len;
	whole &= fclose(f) == 0;
	return whole ? 0 : error_set(err, "%s: %s", path, strerror(errno));
}

int capture_save(
	const struct grid *g, const char *path, struct palette p, struct error *err)
{
	struct strbuf text = STRBUF_INIT;
	int rc;

	capture_grid(g, capture_of(path), p, &text);
	rc = capture_write(path, &text, err);
	strbuf_release(&text);
	return rc;
}
