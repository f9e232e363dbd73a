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

void ladder_init_from_top(struct ladder *l, int eta, int r_min, int r_max)
{
	int64_t power = 1;

	assert(eta >= 2 && r_min >= 1 && r_min <= r_max && r_max != EPOCHS_OPEN);
	*l = (struct ladder){.eta = eta};
	while (r_min * power * eta <= r_max)
		power *= eta;
	for (; power; power /= eta)
		l->levels[l->n_rungs++] = (int)(r_max / power);
}

/* What is written of the ends must be those of the list; an option beats a file. */
static int check_end(const struct knobs *k, const char *name, int end, struct error *err)
{
	const struct knob_value *v = knobs_get(k, name), *list = knobs_get(k, "levels");

	if (!v->given || v->number == 0 || v->number == end ||
		(v->at.line && !list->at.line))
		return 0;
	return error_at(err, v->at,
		"%s is %s and %s of levels is %d; leave out %s, or levels", name, v->text,
		strcmp(name, "min") ? "the last" : "the first", end, name);
}

static int from_list(struct ladder *l, const struct knobs *k, struct error *err)
{
	int n = knob_list(knobs_text(k, "levels"), l->levels, KNOB_LIST_MAX);

	l->eta = scheduler_knob_eta(k);
	l->n_rungs = n;
	if (check_end(k, "min", l->levels[0], err) < 0 ||
		check_end(k, "max", l->levels[n - 1], err) < 0)
		return -1;
	if (knobs_is(k, "anchor", "max"))
		return error_at(err, knobs_get(k, "anchor")->at,
			"anchor has no meaning where levels are given; leave one out");
	if (scheduler_knob_max(k) == EPOCHS_OPEN)
		l->levels[l->n_rungs++] = EPOCHS_OPEN;
	return 0;
}

int ladder_from_knobs(struct ladder *l, const struct knobs *k, struct error *err)
{
	int r_min = scheduler_knob_min(k), r_max = scheduler_knob_max(k);
	bool from_top = knob_find(k->rows, "anchor") && knobs_is(k, "anchor", "max");

	*l = (struct ladder){0};
	if (knob_find(k->rows, "levels") && knobs_get(k, "levels")->set)
		return from_list(l, k, err);
	if (from_top && r_max == EPOCHS_OPEN)
		return error_at(err, knobs_get(k, "anchor")->at,
			"anchor: max needs a max to count down from");
	if (r_min > r_max) {
		const struct knob_value *min = knobs_get(k, "min");
		const struct knob_value *at = min->given ? min : knobs_get(k, "max");

		return error_at(err, at->at,
			"min is %d and max is %d; min must not be more than max", r_min,
			r_max);
	}
	(from_top ? ladder_init_from_top : ladder_init)(
		l, scheduler_knob_eta(k), r_min, r_max);
	return 0;
}

int ladder_with_top(struct ladder *l, const struct knobs *k, struct error *err)
{
	if (scheduler_knob_max(k) == EPOCHS_OPEN && !knobs_get(k, "levels")->set)
		return error_at(err, knobs_get(k, "max")->at,
			"max is missing: rounds are counted from the last rung down; give "
			"max, or levels");
	return ladder_from_knobs(l, k, err);
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

int64_t ladder_round_trials(const struct knobs *knobs)
{
	struct error ignored;
	struct ladder l;
	int64_t n;

	if (ladder_from_knobs(&l, knobs, &ignored) < 0)
		return 0;
	n = ladder_power(l.eta, l.n_rungs - 1);
	return n > 0 ? n : 0;
}
