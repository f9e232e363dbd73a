/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Successive halving (Karnin, Koren & Somekh 2013; Jamieson & Talwalkar 2016): many
 * trials get a few epochs each, the best one in η gets η times as many, and so on up.
 * A round begins with n_0 trials, by default η^K, so that one reaches the top.
 */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "scheduler/synchronous.h"

static int64_t first_seats(
	const struct scheduler_setup *setup, const struct ladder *l, struct error *err)
{
	const struct knob_value *n = knobs_get(setup->knobs, "n");
	int64_t n_0 = n->set ? (int64_t)n->number : ladder_power(l->eta, l->n_rungs - 1);

	if (n_0 < 0)
		return error_at(err, setup->knobs->at,
			"eta^K seats are more than 2147483647; set n, or raise min");
	return n_0;
}

static struct scheduler *halving_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct ladder l;
	struct synchronous *s;
	int64_t n_0;

	if (ladder_with_top(&l, setup->knobs, err) < 0)
		return NULL;
	n_0 = first_seats(setup, &l, err);
	if (n_0 < 0)
		return NULL;
	s = xcalloc(1, sizeof(*s));
	synchronous_init(s, setup);
	s->n_brackets = 1;
	s->ladders = xcalloc(1, sizeof(*s->ladders));
	s->ladders[0] = l;
	s->seats = xcalloc(1, sizeof(*s->seats));
	for (int k = 0; k < l.n_rungs; k++)
		s->seats[0][k] = ladder_seats((uint32_t)n_0, l.eta, k);
	return &s->base;
}

static const struct knob knobs[] = {LADDER_KNOBS, LEVELS_KNOBS,
	{.name = "n",
		.type = KNOB_INT,
		.min = 1,
		.max = 2147483647,
		.help = "trials that a round begins with; eta^K when not given"},
	IDLE_KNOB, RESUME_KNOB, {0}};

const struct scheduler_ops scheduler_halving = {
	.kind = {.name = "successive_halving",
		.help = "synchronous halving: a rung fills, then its best climb together",
		.knobs = knobs},
	.create = halving_new,
	SYNCHRONOUS_OPS,
};
