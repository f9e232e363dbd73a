/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of searchers: a new one is a row here. */
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
