/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/recorded_searcher.h"

#include <string.h>

#include "base/strbuf.h"
#include "searcher/searcher.h"

size_t recorded_searcher_most(const struct studyfile *sf)
{
	size_t n = 1;

	for (const struct knob *row = sf->searcher.knobs.rows; row->name; row++)
		n += row->before != NULL;
	return n;
}

static char *option(const char *key, const char *value)
{
	struct strbuf set = STRBUF_INIT;

	strbuf_addf(&set, "method.%s=%s", key, value);
	return strbuf_detach(&set);
}

size_t recorded_searcher_list(
	const struct studyfile *sf, const struct space *space, char **list)
{
	const struct searcher_ops *ops = searcher_ops_of(sf->searcher.kind);
	const struct kind *other = ops->stand_in ? ops->stand_in(space) : &ops->kind;
	const struct knobs *k = &sf->searcher.knobs;
	size_t n = 0;

	if (sf->searcher_before || ops->stand_in)
		list[n++] = option("name", other->name);
	for (const struct knob *row = k->rows; row->name; row++)
		if (row->before)
			list[n++] = option(row->name, knobs_text(k, row->name));
	return n;
}

static bool is_said(const struct stored_origin *origin, const char *key)
{
	struct strbuf set = STRBUF_INIT;
	bool is = false;

	strbuf_addf(&set, "method.%s=", key);
	for (size_t i = 0; i < origin->n_overrides; i++)
		is |= !strncmp(origin->overrides[i], set.buf, set.len);
	strbuf_release(&set);
	return is;
}

void recorded_searcher_restore(struct studyfile *sf, const struct catalog *cat,
	const struct stored_origin *origin)
{
	struct choice *c = &sf->searcher;
	struct place at = c->knobs.at;
	struct error never;

	if (sf->searcher_before && !is_said(origin, "name")) {
		knobs_release(&c->knobs);
		c->kind = family_find(cat->searchers, sf->searcher_before);
		knobs_init(&c->knobs, c->kind->knobs, at);
	}
	for (const struct knob *row = c->knobs.rows; row->name; row++)
		if (row->before && !is_said(origin, row->name))
			knobs_set(&c->knobs, "", row->name, row->before, at, &never);
}
