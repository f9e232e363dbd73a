/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hyperband (Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar 2017). How early may one
 * dare to stop? Halving has to be told, by n; hyperband hedges: K + 1 brackets of about
 * the same cost, from many trials stopped early (bracket 0) to few that all train to
 * r_max (bracket K, plain random search), one after the other, round after round.
 */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "scheduler/synchronous.h"

static struct scheduler *hyperband_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct ladder l;
	struct synchronous *s;
	int K;

	if (ladder_with_top(&l, setup->knobs, err) < 0)
		return NULL;
	K = l.n_rungs - 1;
	if (ladder_hyperband_n(l.eta, K, 0) < 0) {
		error_at(err, setup->knobs->at,
			"eta^K seats are more than 2147483647; raise min or eta");
		return NULL;
	}
	s = xcalloc(1, sizeof(*s));
	synchronous_init(s, setup);
	s->n_brackets = K + 1;
	s->ladders = xcalloc((size_t)s->n_brackets, sizeof(*s->ladders));
	s->seats = xcalloc((size_t)s->n_brackets, sizeof(*s->seats));
	for (int b = 0; b <= K; b++) {
		uint32_t n_0 = (uint32_t)ladder_hyperband_n(l.eta, K, b);

		s->ladders[b] = ladder_above(&l, b);
		for (int k = 0; k < s->ladders[b].n_rungs; k++)
			s->seats[b][k] = ladder_seats(n_0, l.eta, k);
	}
	return &s->base;
}

static const struct knob knobs[] = {LADDER_KNOBS, LEVELS_KNOBS, IDLE_KNOB, RESUME_KNOB, {0}};

const struct scheduler_ops scheduler_hyperband = {
	.kind = {.name = "hyperband",
		.help = "brackets of halving, from many short trials to few long ones",
		.knobs = knobs},
	.create = hyperband_new,
	SYNCHRONOUS_OPS,
};
