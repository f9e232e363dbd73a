/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searchers propose configurations. What a searcher proposes for trial i depends only
 * on the seed and i (and, for those that learn, on the results told to it), never on
 * timing. Used from the tuner's thread alone.
 */
#ifndef SEARCHER_SEARCHER_H
#define SEARCHER_SEARCHER_H

#include "base/error.h"
#include "base/knob.h"
#include "space/space.h"

#include <stdbool.h>
#include <stdint.h>

struct searcher {
	const struct searcher_ops *ops;
};

struct searcher_setup {
	const struct space *space; /* outlives the searcher */
	const struct knobs *knobs; /* of this kind; read during create only */
	uint64_t seed;
};

struct searcher_ops {
	struct kind kind;
	bool finite; /* runs dry in the end */
	/* NULL with err (usage, with the place) when the space does not suit it. */
	struct searcher *(*create)(const struct searcher_setup *setup, struct error *err);
	void (*free)(struct searcher *s);
	/*
	 * The configuration of trial `trial` into config[space->n]. Trials are asked for
	 * in increasing order, but ids may be skipped (those that were enqueued). To go
	 * on with a stored study, ask again for all it proposed, in the same order.
	 * False: it has run dry, and stays so.
	 */
	bool (*propose)(struct searcher *s, uint32_t trial, struct value *config);
};

extern const struct searcher_ops searcher_random;
extern const struct searcher_ops searcher_grid;
extern const struct searcher_ops searcher_sobol;
extern const struct searcher_ops searcher_halton;

extern const struct family searchers;
const struct searcher_ops *searcher_ops_of(const struct kind *kind);

/* kind is one of the family's. */
struct searcher *searcher_new(
	const struct kind *kind, const struct searcher_setup *setup, struct error *err);
void searcher_free(struct searcher *s);

static inline bool searcher_propose(
	struct searcher *s, uint32_t trial, struct value *config)
{
	return s->ops->propose(s, trial, config);
}

#endif
