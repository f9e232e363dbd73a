/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/printable.h"

static void fill(struct error *err, size_t used, const char *fmt, va_list ap)
{
	vsnprintf(err->text + used, sizeof(err->text) - used, fmt, ap);
	printable_here(err->text, sizeof(err->text));
}

int error_set(struct error *err, const char *fmt, ...)
{
	va_list ap;

	err->usage = false;
	va_start(ap, fmt);
	fill(err, 0, fmt, ap);
	va_end(ap);
	return -1;
}

int error_usage(struct error *err, const char *fmt, ...)
{
	va_list ap;

	err->usage = true;
	va_start(ap, fmt);
	fill(err, 0, fmt, ap);
	va_end(ap);
	return -1;
}

int error_at(struct error *err, struct place at, const char *fmt, ...)
{
	va_list ap;
	int used;

	err->usage = true;
	if (at.line && at.col)
		used = snprintf(err->text, sizeof(err->text), "%.500s:%d:%d: ", at.file,
			at.line, at.col);
	else if (at.line)
		used = snprintf(
			err->text, sizeof(err->text), "%.500s:%d: ", at.file, at.line);
	else if (at.file)
		used = snprintf(err->text, sizeof(err->text), "%.500s: ", at.file);
	else
		used = 0; /* typed in */
	va_start(ap, fmt);
	fill(err, (size_t)used, fmt, ap);
	va_end(ap);
	return -1;
}
