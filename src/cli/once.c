/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/once.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "base/utf8.h"
#include "cli/on_screen.h"
#include "ui/snapshot.h"

#define COLS 80
#define LINES 24

static void choose_size(const struct options *o, struct snapshot *f)
{
	struct winsize ws = {0};

	f->cols = COLS;
	f->lines = LINES;
	if (o->cols) {
		f->cols = o->cols;
		f->lines = o->lines;
	} else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col && ws.ws_row) {
		f->cols = ws.ws_col;
		f->lines = ws.ws_row;
	}
}

/* A frame in a file has the colours of its theme, one that is printed when asked. */
static void choose_look(const struct options *o, const char *path, struct snapshot *f)
{
	f->theme = theme_find(o->theme);
	if (path) {
		f->how = capture_of(path);
		f->mono = strcmp(o->color, "never") == 0;
	} else if (strcmp(o->color, "always") == 0) {
		f->how = CAPTURE_ANSI;
	}
}

/* In the locale's characters; what it does not have is a question mark. */
static void print_text(const struct strbuf *text, FILE *out)
{
	mbstate_t state = {0};
	uint32_t cp;

	for (const char *s = text->buf; *s;) {
		char bytes[MB_LEN_MAX];
		size_t n;

		s += utf8_decode(s, &cp);
		n = wcrtomb(bytes, (wchar_t)cp, &state);
		if (n == (size_t)-1)
			fputc('?', out);
		else
			fwrite(bytes, 1, n, out);
	}
}

int once_print(const struct journal *j, const struct options *o, const char *path,
	FILE *out, struct error *err)
{
	struct snapshot f = {.journal = j, .at = o->at, .glyphs = o->glyphs};
	struct strbuf text = STRBUF_INIT;
	int rc = 0;

	if (o->at > journal_length(j))
		return error_usage(err,
			"--at: there is no event %" PRIu64 "; the last one is %" PRIu64,
			o->at, journal_length(j));
	choose_size(o, &f);
	choose_look(o, path, &f);
	if (!snapshot_has(o->glyphs))
		fprintf(stderr, "rungtop: no %s glyphs: the locale is not UTF-8\n",
			o->glyphs);
	snapshot_print(&f, &text);
	if (path)
		rc = capture_write(path, &text, err);
	else
		print_text(&text, out);
	strbuf_release(&text);
	return rc;
}

int once_check(const struct options *o, bool replay, struct error *err)
{
	if (on_screen_check(o, err) < 0)
		return -1;
	if (o->at && !o->once && !replay)
		return error_usage(err, "--at goes with --once, or with a replay");
	if (o->cols && !o->once)
		return error_usage(err, "--size goes with --once");
	return 0;
}
