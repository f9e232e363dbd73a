/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes the events of a study to a file while it runs. It reads the journal in a thread
 * of its own, so that a slow disk does not delay the screen. A printer gives the format.
 */
#ifndef CLI_EVENT_LOG_H
#define CLI_EVENT_LOG_H

#include "base/error.h"
#include "cli/event_printer.h"

struct event_log;

/* path "-": stdout. NULL with err; an existing file is an error. */
struct event_log *event_log_open(const struct event_printer_ops *ops, const char *path,
	struct journal *journal, struct error *err);
/* Starts the thread, which follows the journal until it is closed. */
int event_log_start(
	struct event_log *l, const struct study_info *info, struct error *err);
/*
 * The journal is complete: waits until all of it is written and closes the file; removes it
 * when the thread was never started.
 * -1 with err when something was not written.
 */
int event_log_close(struct event_log *l, struct error *err);

#endif
