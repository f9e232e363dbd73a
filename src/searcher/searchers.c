/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/searcher.h"

static const struct kind *const kinds[] = {
	&searcher_random.kind,
	&searcher_grid.kind,
	&searcher_sobol.kind,
	&searcher_halton.kind,
};

const struct family searchers = {
	.noun = "searcher",
	.kinds = kinds,
	.n = sizeof(kinds) / sizeof(kinds[0]),
};

/* A kind is the first member of its ops struct. */
const struct searcher_ops *searcher_ops_of(const struct kind *kind)
{
	return (const struct searcher_ops *)(const void *)kind;
}

struct searcher *searcher_new(
	const struct kind *kind, const struct searcher_setup *setup, struct error *err)
{
	return searcher_ops_of(kind)->create(setup, err);
}

void searcher_free(struct searcher *s)
{
	if (s)
		s->ops->free(s);
}
