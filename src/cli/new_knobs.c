/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/new_knobs.h"

#include <string.h>

#include "base/strbuf.h"

size_t new_knobs_count(const struct knobs *searcher)
{
	size_t n = 0;

	for (const struct knob *row = searcher->rows; row->name; row++)
		n += row->before != NULL;
	return n;
}

size_t new_knobs_list(const struct knobs *searcher, char **list)
{
	size_t n = 0;

	for (const struct knob *row = searcher->rows; row->name; row++) {
		struct strbuf set = STRBUF_INIT;

		if (!row->before)
			continue;
		strbuf_addf(&set, "method.%s=%s", row->name, knobs_text(searcher, row->name));
		list[n++] = strbuf_detach(&set);
	}
	return n;
}

static bool is_recorded(const struct stored_origin *origin, const struct knob *row)
{
	struct strbuf key = STRBUF_INIT;
	bool is = false;

	strbuf_addf(&key, "method.%s=", row->name);
	for (size_t i = 0; i < origin->n_overrides; i++)
		is |= !strncmp(origin->overrides[i], key.buf, key.len);
	strbuf_release(&key);
	return is;
}

void new_knobs_as_before(struct knobs *searcher, const struct stored_origin *origin)
{
	struct error never;

	for (const struct knob *row = searcher->rows; row->name; row++)
		if (row->before && !is_recorded(origin, row))
			knobs_set(searcher, "", row->name, row->before, searcher->at, &never);
}
