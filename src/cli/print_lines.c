/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "cli/event_printer.h"

struct lines {
	const struct study_info *info;
	struct strbuf *out;
};

static void *lines_new(const struct study_info *info, struct strbuf *out)
{
	struct lines *l = xcalloc(1, sizeof(*l));

	l->info = info;
	l->out = out;
	return l;
}

static void lines_event(void *printer, const struct event *e)
{
	struct lines *l = printer;

	event_print_json(e, l->info, l->out);
}

static void lines_free(void *printer)
{
	free(printer);
}

const struct event_printer_ops print_lines = {
	.option = "--events",
	.streams = true,
	.new = lines_new,
	.event = lines_event,
	.free = lines_free,
};
