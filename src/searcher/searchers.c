/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of searchers. A new one is declared here and has its row. */
#include "config.h"

#include "searcher/searcher.h"

extern const struct searcher_ops searcher_random;
extern const struct searcher_ops searcher_cqr;
extern const struct searcher_ops searcher_gp;
extern const struct searcher_ops searcher_grid;
extern const struct searcher_ops searcher_sobol;
extern const struct searcher_ops searcher_halton;
extern const struct searcher_ops searcher_auto;
extern const struct searcher_ops searcher_kde;
extern const struct searcher_ops searcher_prior;
extern const struct searcher_ops searcher_tpe;
extern const struct searcher_ops searcher_evolution;

static const struct kind *const kinds[] = {
	&searcher_random.kind,
	&searcher_grid.kind,
	&searcher_sobol.kind,
	&searcher_halton.kind,
	&searcher_auto.kind,
	&searcher_kde.kind,
	&searcher_prior.kind,
	&searcher_tpe.kind,
	&searcher_evolution.kind,
	&searcher_gp.kind,
	&searcher_cqr.kind,
};

const struct family searchers = {
	.noun = "searcher",
	.kinds = kinds,
	.n = sizeof(kinds) / sizeof(kinds[0]),
};
