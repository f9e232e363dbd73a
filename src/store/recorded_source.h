/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two forms of a recording: an SQLite file, and lines of JSON. */
#ifndef STORE_RECORDED_SOURCE_H
#define STORE_RECORDED_SOURCE_H

#include "study/event_read.h"

struct recorded_source {
	const struct recorded_source_ops *ops;
};

struct recorded_source_ops {
	/* NULL with err (usage), which names the path. path and reader outlive it. */
	struct recorded_source *(*open)(
		const char *path, struct event_reader *reader, struct error *err);
	/* As recorded_next(). */
	int (*next)(struct recorded_source *s, struct event *e, struct error *err);
	void (*close)(struct recorded_source *s);
};

extern const struct recorded_source_ops recorded_lines; /* of --events */
extern const struct recorded_source_ops recorded_store; /* an SQLite file */

#endif
