/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/mistake.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct place in_line = {.file = ""};

int mistake_at(struct mistake *m, size_t at, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	m->at = at;
	return error_usage(&m->err, "%s", text);
}

int mistake_from(struct mistake *m, size_t at, const struct error *err)
{
	const char *text = strncmp(err->text, ": ", 2) == 0 ? err->text + 2 : err->text;

	return mistake_at(m, at, "%s", text);
}
