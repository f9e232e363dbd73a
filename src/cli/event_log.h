/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes the events of a study as JSON lines while it runs: a reader of the journal with
 * a thread of its own, so that neither a screen nor a slow disk holds the other up.
 */
#ifndef CLI_EVENT_LOG_H
#define CLI_EVENT_LOG_H

#include "base/error.h"
#include "engine/journal.h"

struct event_log;

/* path "-" is stdout; a file that is there is an error: nothing is overwritten. */
struct event_log *event_log_open(
	const char *path, struct journal *journal, struct error *err);
/* Starts the thread; it ends after the event `finish`. */
int event_log_start(
	struct event_log *l, const struct study_info *info, struct error *err);
/*
 * Waits for the thread and closes. -1 when something was not written. When it was never
 * started the file is gone again.
 */
int event_log_close(struct event_log *l, struct error *err);

#endif
