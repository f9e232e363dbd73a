/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random search: every trial an independent draw from the space, or from the rows of a
 * table that are left. Hard to beat when only a few of the parameters matter (Bergstra &
 * Bengio 2012).
 */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "searcher/rows.h"

struct random {
	struct searcher base;
	struct known known; /* the space alone: it is told of no trial */
	struct rows rows;
};

static struct searcher *random_new(const struct searcher_setup *setup, struct error *err)
{
	struct random *r = xcalloc(1, sizeof(*r));

	(void)err;
	r->base.ops = setup->ops;
	known_init(&r->known, setup);
	rows_init(&r->rows, &r->known, setup);
	return &r->base;
}

static void random_free(struct searcher *s)
{
	struct random *r = (struct random *)s;

	rows_release(&r->rows);
	known_release(&r->known);
	free(r);
}

static bool random_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct random *r = (struct random *)s;
	bool any = rows_random(&r->rows, &r->known, trial, config, why);

	why->origin = ORIGIN_UNSAID; /* as all of its trials */
	return any;
}

static const struct knob rows[] = {{.name = NULL}};

const struct searcher_ops searcher_random = {
	.kind = {"random", "every trial an independent draw", rows},
	.chooses = true,
	.create = random_new,
	.free = random_free,
	.propose = random_propose,
};
