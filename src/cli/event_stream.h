/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events for readers that come and go: at a Unix socket that we listen at ("unix:PATH", any
 * number of readers), or through a FIFO (one at a time). Each reader gets the study from its
 * beginning, in whole lines. Before them one that comes later gets a line, no event,
 *
 *	{"event":"stream","missed":1234}
 *
 * which says that the next 1234 events had happened when it came. No reader is waited for.
 */
#ifndef CLI_EVENT_STREAM_H
#define CLI_EVENT_STREAM_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"
#include "cli/event_printer.h"

struct event_stream;

/* Whether a path is for these: it begins with "unix:", or is a FIFO. */
bool event_stream_is(const char *path);
/* NULL with err, which begins with the option. Nothing that is there is replaced. */
struct event_stream *event_stream_open(
	const char *option, const char *path, struct error *err);
/* What the readers get, and from where; bell: the journal's. */
struct event_stream_source {
	const struct event_printer_ops *ops;
	struct journal *journal;
	const struct study_info *info;
	const atomic_bool *complete; /* no event comes any more */
	int bell;
};
/*
 * Serves the readers until the journal is complete, and all that are there have read to its
 * end or have not read for two seconds. Returns how many of the latter there are.
 */
size_t event_stream_run(struct event_stream *s, const struct event_stream_source *from);
/* Closes it, and removes the socket. NULL is legal. */
void event_stream_free(struct event_stream *s);

#endif
