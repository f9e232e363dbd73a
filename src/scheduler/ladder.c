/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scheduler/ladder.h"

#include <assert.h>
#include <string.h>

void ladder_init(struct ladder *l, int eta, int r_min, int r_max)
{
	int64_t level = r_min;

	assert(eta >= 2 && r_min >= 1 && r_min <= r_max);
	*l = (struct ladder){.eta = eta};
	for (; level < r_max; level *= eta)
		l->levels[l->n_rungs++] = (int)level;
	l->levels[l->n_rungs++] = r_max;
}

int ladder_from_knobs(struct ladder *l, const struct knobs *k, struct error *err)
{
	int r_min = scheduler_knob_min(k), r_max = scheduler_knob_max(k);

	if (r_min > r_max) {
		const struct knob_value *min = knobs_get(k, "min");
		const struct knob_value *at = min->given ? min : knobs_get(k, "max");

		return error_at(err, at->at,
			"min is %d and max is %d; min must not be more than max", r_min,
			r_max);
	}
	ladder_init(l, scheduler_knob_eta(k), r_min, r_max);
	return 0;
}

struct ladder ladder_above(const struct ladder *l, int b)
{
	struct ladder up = *l;

	assert(b >= 0 && b < l->n_rungs);
	up.n_rungs -= b;
	memmove(up.levels, up.levels + b, sizeof(*up.levels) * (size_t)up.n_rungs);
	return up;
}

int64_t ladder_power(int eta, int k)
{
	int64_t p = 1;

	while (k-- > 0) {
		p *= eta;
		if (p > INT32_MAX)
			return -1;
	}
	return p;
}

uint32_t ladder_seats(uint32_t n_0, int eta, int k)
{
	/* ⌊⌊n/η⌋/η⌋ = ⌊n/η²⌋, so dividing step by step is exact. */
	while (k-- > 0)
		n_0 /= (uint32_t)eta;
	return n_0 ? n_0 : 1;
}

int64_t ladder_hyperband_n(int eta, int K, int b)
{
	int64_t p = ladder_power(eta, K - b);
	int64_t d = K - b + 1;

	return p < 0 ? -1 : ((K + 1) * p + d - 1) / d;
}
