/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables with one row more: the linker takes them in the place of the library's. */
#include "config.h"

#include "added.h"

extern const struct searcher_ops searcher_random;
extern const struct searcher_ops searcher_grid;
extern const struct searcher_ops searcher_sobol;
extern const struct searcher_ops searcher_halton;

static const struct kind *const searcher_kinds[] = {
	&searcher_random.kind,
	&searcher_grid.kind,
	&searcher_sobol.kind,
	&searcher_halton.kind,
	&searcher_diary.kind,
};

const struct family searchers = {
	.noun = "searcher",
	.kinds = searcher_kinds,
	.n = sizeof(searcher_kinds) / sizeof(*searcher_kinds),
};
