/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/event_log.h"

#include <stdlib.h>

#include "base/xalloc.h"

struct lines {
	struct event_printer base;
	const struct study_info *info;
	struct strbuf *out;
};

static struct event_printer *lines_new(const struct study_info *info, struct strbuf *out)
{
	struct lines *l = xcalloc(1, sizeof(*l));

	l->base.ops = &print_lines;
	l->info = info;
	l->out = out;
	return &l->base;
}

static void lines_event(struct event_printer *p, const struct event *e)
{
	struct lines *l = (struct lines *)p;

	event_print_json(e, l->info, l->out);
}

static void lines_free(struct event_printer *p)
{
	free(p);
}

const struct event_printer_ops print_lines = {
	.option = "--events",
	.new = lines_new,
	.event = lines_event,
	.free = lines_free,
};
