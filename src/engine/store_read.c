/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/recorded_source.h"

static struct recorded_source *store_open(
	const char *path, struct event_reader *reader, struct error *err)
{
	(void)reader;
	error_usage(err, "%s: not readable yet", path);
	return NULL;
}

const struct recorded_source_ops recorded_store = {.open = store_open};
