/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/message.h"

#include <stdarg.h>
#include <stdio.h>

#define TOLD_FOR 4.0 /* seconds */

void message_tell(struct message *m, double wall, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(m->text, sizeof(m->text), fmt, ap);
	va_end(ap);
	m->until = wall + TOLD_FOR;
}
