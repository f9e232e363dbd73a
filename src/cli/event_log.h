/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes the events of a study to a file while it runs: a reader of the journal with a
 * thread of its own, so that neither a screen nor a slow disk holds the other up. What
 * it makes of an event is up to a printer.
 */
#ifndef CLI_EVENT_LOG_H
#define CLI_EVENT_LOG_H

#include "base/error.h"
#include "study/journal.h"

struct event_log;

struct event_printer_ops {
	const char *option; /* of the command line: "--events" */
	/* What the others take as `printer`; info and out outlive it. */
	void *(*new)(const struct study_info *info, struct strbuf *out);
	/* Appends whole lines, or nothing. */
	void (*event)(void *printer, const struct event *e);
	void (*free)(void *printer);
};

extern const struct event_printer_ops print_lines;  /* --events */
extern const struct event_printer_ops print_optuna; /* --optuna-journal */

/* path "-" is stdout; a file that is there is an error: nothing is overwritten. */
struct event_log *event_log_open(const struct event_printer_ops *ops, const char *path,
	struct journal *journal, struct error *err);
/*
 * Starts the thread; it ends after the event `finish`, unless that is one of the first
 * `told`, which are old news.
 */
int event_log_start(struct event_log *l, const struct study_info *info, uint64_t told,
	struct error *err);
/*
 * Waits for the thread and closes. -1 when something was not written. When it was never
 * started the file is gone again.
 */
int event_log_close(struct event_log *l, struct error *err);

#endif
