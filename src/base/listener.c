/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/listener.h"

#include <stdarg.h>
#include <stdio.h>

void listener_tell(const struct listener *to, struct place at, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	if (!to)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	to->hear(to->arg, at, line);
}
