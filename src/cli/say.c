/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/printable.h"

void say_in_locale(int fd, struct strbuf *text)
{
	struct strbuf there = STRBUF_INIT;

	if (!isatty(fd))
		return;
	printable_in_locale(&there, text->buf, text->len);
	strbuf_release(text);
	*text = there;
}

void say_text(FILE *to, struct strbuf *text)
{
	say_in_locale(to == stderr ? STDERR_FILENO : STDOUT_FILENO, text);
	fwrite(text->buf, 1, text->len, to);
}

void say(const char *fmt, ...)
{
	struct strbuf line = STRBUF_INIT;
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	printable_linef(&line, "rungtop: %s", text);
	say_text(stderr, &line);
	strbuf_release(&line);
	free(text);
}

void say_lines(FILE *to, const struct strbuf *lines)
{
	struct strbuf text = STRBUF_INIT;

	printable_lines(&text, lines->buf, lines->len);
	say_text(to, &text);
	strbuf_release(&text);
}
