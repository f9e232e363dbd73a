/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/export.h"
#include "store/recorded.h"

int export_lines(const char *path, struct output *out, struct error *err)
{
	struct recorded *r = recorded_open(path, NULL, err);
	struct strbuf lines = STRBUF_INIT;
	struct event e;
	int got;

	if (!r)
		return -1;
	while ((got = recorded_next(r, &e, err)) > 0) {
		event_print_json(&e, recorded_info(r), &lines);
		output_take(out, &lines);
	}
	output_write(out, &lines);
	strbuf_release(&lines);
	recorded_close(r);
	return got;
}
