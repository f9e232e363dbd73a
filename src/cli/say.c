/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/say.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/printable.h"

void say(const char *fmt, ...)
{
	struct strbuf line;
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	strbuf_init(&line);
	printable_linef(&line, "rungtop: %s", text);
	fwrite(line.buf, 1, line.len, stderr);
	strbuf_release(&line);
	free(text);
}

void say_lines(FILE *to, const struct strbuf *lines)
{
	struct strbuf text;

	strbuf_init(&text);
	printable_lines(&text, lines->buf, lines->len);
	fwrite(text.buf, 1, text.len, to);
	strbuf_release(&text);
}
