/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats in which a study's events are written while it runs. */
#ifndef CLI_EVENT_PRINTER_H
#define CLI_EVENT_PRINTER_H

#include <stdbool.h>

#include "study/journal.h"

struct event_printer_ops {
	const char *option; /* of the command line: "--events" */
	bool streams;	    /* also to readers that come and go, see event_stream.h */
	/* The `printer` of the other functions; info and out outlive it. */
	void *(*new)(const struct study_info *info, struct strbuf *out);
	/* Appends whole lines, or nothing. */
	void (*event)(void *printer, const struct event *e);
	void (*free)(void *printer);
};

extern const struct event_printer_ops print_lines;  /* --events */
extern const struct event_printer_ops print_optuna; /* --optuna-journal */

#endif
