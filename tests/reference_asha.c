/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Li et al., "A System for Massively Parallel Hyperparameter Tuning" (2018), algorithm 2:
 *
 *   get_job():  for k = K-1 ... 0
 *                   candidates = the best |rung k| / eta results of rung k
 *                   if one of them has not been promoted: promote the best such
 *               else a new configuration at rung 0
 *
 * and its stopping variant, where a trial trains on as long as it is among the best
 * max(1, n/eta) of the n results at its rung, its own included.
 *
 * `keep: wandb` is the rule of wandb/sweeps, hyperband_stopping.py: of the n values at a
 * band that are finite, sorted, number int(n / eta) from 0 is the threshold, and a run
 * stops when its value there is worse than that.
 */
#include "config.h"

#include "reference_asha.h"

#include <math.h>
#include <stdlib.h>

#include "base/stream.h"
#include "base/xalloc.h"

static int n_rungs(const struct asha *a, int b)
{
	return a->ref.n_levels - b;
}

static int level_of(const struct asha *a, int b, int k)
{
	return a->ref.levels[b + k];
}

static bool is_top(const struct asha *a, int b, int k)
{
	return k == n_rungs(a, b) - 1;
}

static struct reference_rung *rung_of(const struct asha *a, uint32_t trial, int k)
{
	return &a->rungs[a->ref.trials[trial].seat.bracket][k];
}

struct scheduler *asha_new_as(
	const struct scheduler_ops *ops, const struct scheduler_setup *setup)
{
	struct asha *a = xcalloc(1, sizeof(*a));

	reference_init(&a->ref, ops, setup);
	a->n_brackets = (int)reference_knob(setup->knobs, "brackets", 1);
	if (a->n_brackets > a->ref.n_levels)
		a->n_brackets = a->ref.n_levels;
	a->rungs = xcalloc((size_t)a->n_brackets, sizeof(*a->rungs));
	for (int b = 0; b < a->n_brackets; b++)
		a->rungs[b] = xcalloc((size_t)n_rungs(a, b), sizeof(**a->rungs));
	a->cap = a->ref.n_levels - 1;
	a->as_wandb = knob_find(setup->knobs->rows, "keep") &&
		      knobs_is(setup->knobs, "keep", "wandb");
	a->epsilon = NAN;
	return &a->ref.base;
}

static struct scheduler *asha_new(const struct scheduler_setup *setup, struct error *err)
{
	(void)err;
	return asha_new_as(&reference_asha, setup);
}

static struct scheduler *asha_stop_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct scheduler *s = asha_new_as(&reference_asha_stop, setup);

	(void)err;
	((struct asha *)s)->stopping = true;
	return s;
}

void asha_free(struct scheduler *s)
{
	struct asha *a = (struct asha *)s;

	for (int b = 0; b < a->n_brackets; b++) {
		for (int k = 0; k < n_rungs(a, b); k++)
			rung_release(&a->rungs[b][k]);
		free(a->rungs[b]);
	}
	free(a->rungs);
	reference_release(&a->ref);
	free(a);
}

/* One of the first B brackets, each as likely as hyperband's has trials. */
static int draw_bracket(const struct asha *a, uint32_t trial)
{
	int K = a->ref.n_levels - 1, b = 0;
	int64_t sum = 0, below;
	double u;
	gsl_rng *rng;

	if (a->n_brackets == 1)
		return 0;
	for (int i = 0; i < a->n_brackets; i++)
		sum += reference_hyperband_n(a->ref.eta, K, i);
	rng = stream_new(a->ref.seed, trial, STREAM_BRACKET, 0);
	u = gsl_rng_uniform(rng);
	gsl_rng_free(rng);
	below = reference_hyperband_n(a->ref.eta, K, 0);
	while (u * (double)sum >= (double)below)
		below += reference_hyperband_n(a->ref.eta, K, ++b);
	return b;
}

/* The highest rung at which the trial has a result; -1: none. */
static int highest(const struct asha *a, uint32_t trial)
{
	int b = a->ref.trials[trial].seat.bracket, k = n_rungs(a, b) - 1;

	while (k >= 0 && !rung_find(&a->rungs[b][k], trial))
		k--;
	return k;
}

/* Its results at every level that it has reached. */
static void add_results(struct asha *a, uint32_t trial)
{
	const struct reference_trial *t = &a->ref.trials[trial];
	int b = t->seat.bracket;

	for (int k = 0; k < n_rungs(a, b); k++)
		if (level_of(a, b, k) <= t->epochs && !rung_find(&a->rungs[b][k], trial))
			rung_add(&a->rungs[b][k], trial,
				reference_value(t, level_of(a, b, k)));
}

/* The rung above its highest result; the top when it has one there. */
static int next_rung(const struct asha *a, uint32_t trial)
{
	int b = a->ref.trials[trial].seat.bracket, k = highest(a, trial);

	return is_top(a, b, k) ? k : k + 1;
}

/* Where a task that ends at an epoch brings a trial: the last level up to there. */
static int rung_at(const struct asha *a, int b, int epoch)
{
	int k = n_rungs(a, b) - 1;

	while (k > 0 && level_of(a, b, k) > epoch)
		k--;
	return k;
}

/* Verdicts */

static uint32_t places_of(const struct asha *a, int b, int k)
{
	uint32_t places = (uint32_t)a->rungs[b][k].n / (uint32_t)a->ref.eta;

	if (is_top(a, b, k))
		return 0;
	if (a->as_wandb && rung_finite(&a->rungs[b][k]))
		places = rung_finite(&a->rungs[b][k]) / (uint32_t)a->ref.eta + 1;
	else if (a->as_wandb)
		places = 0;
	return a->stopping && places == 0 ? 1 : places;
}

/* From 1; by W&B's rule ties share the best rank that one of them has. */
static uint32_t rank_at(const struct asha *a, struct reference_rung *r, uint32_t trial)
{
	uint32_t better = 0;

	if (!a->as_wandb)
		return rung_rank(r, trial, a->ref.maximize);
	for (size_t i = 0; i < r->n; i++)
		better += value_better(r->items[i].value, rung_find(r, trial)->value,
			a->ref.maximize);
	return better + 1;
}

/* The numbers of a trial at rung k, as they are now. */
static struct decision numbers(const struct asha *a, uint32_t trial, int k)
{
	int b = a->ref.trials[trial].seat.bracket;
	struct reference_rung *r = &a->rungs[b][k];
	uint32_t places = places_of(a, b, k);

	return (struct decision){
		.trial = trial,
		.bracket = b,
		.rung = k,
		.level = level_of(a, b, k),
		.value = rung_find(r, trial)->value,
		.results = (uint32_t)r->n,
		.places = places,
		.rank = rank_at(a, r, trial),
		.cutoff = rung_cutoff(r, places, a->ref.maximize),
	};
}

/* Appends the decision and does what it says. */
static void decide(struct asha *a, struct decision d, enum verdict verdict, bool by_hand,
	struct decisions *out)
{
	struct reference_trial *t = &a->ref.trials[d.trial];

	d.verdict = verdict;
	d.by_hand = by_hand;
	*decisions_add(out) = d;
	t->seat.rung = d.rung;
	t->by_hand = false;
	rung_find(rung_of(a, d.trial, d.rung), d.trial)->open = verdict == VERDICT_PAUSE;
	switch (verdict) {
	case VERDICT_PROMOTE:
		t->seat.rung = d.rung + 1;
		reference_tell(&a->ref, d.trial);
		break;
	case VERDICT_PAUSE:
		t->state = REFERENCE_WAITING;
		break;
	case VERDICT_STOP:
	case VERDICT_COMPLETE:
		t->state = REFERENCE_OVER;
		break;
	}
}

/* A trial has come to rung k, and is judged there. */
static void judge(struct asha *a, uint32_t trial, int k, struct decisions *out)
{
	const struct reference_trial *t = &a->ref.trials[trial];
	struct decision d = numbers(a, trial, k);
	bool finite = isfinite(d.value), by_rank = d.rank <= d.places;

	if (a->as_wandb)
		by_rank = d.places && !value_better(d.cutoff, d.value, a->ref.maximize);
	if (a->stopping && !finite)
		decide(a, d, VERDICT_STOP, false, out);
	else if (is_top(a, d.bracket, k))
		decide(a, d, VERDICT_COMPLETE, false, out);
	else if (t->by_hand && finite)
		decide(a, d, VERDICT_PROMOTE, !by_rank, out);
	else if (a->stopping)
		decide(a, d, by_rank ? VERDICT_PROMOTE : VERDICT_STOP, false, out);
	else
		decide(a, d, VERDICT_PAUSE, false, out);
}

/* Jobs */

/* The best open result of a rung that is among its places; -1: there is none. */
static int64_t candidate(struct asha *a, int b, int k)
{
	struct reference_rung *r = &a->rungs[b][k];

	rung_sort(r, a->ref.maximize);
	for (uint32_t i = 0; a->as_wandb && i < r->n; i++)
		if (r->items[i].open && isfinite(r->items[i].value))
			return places_of(a, b, k) &&
					       !value_better(
						       rung_cutoff(r, places_of(a, b, k),
							       a->ref.maximize),
						       r->items[i].value, a->ref.maximize)
				       ? (int64_t)r->items[i].trial
				       : -1;
	for (uint32_t i = 0; !a->as_wandb && i < places_of(a, b, k); i++)
		if (r->items[i].open && isfinite(r->items[i].value))
			return r->items[i].trial;
	return -1;
}

static int64_t promote_one(struct asha *a, struct decisions *out)
{
	if (a->stopping)
		return -1;
	for (int i = a->ref.n_levels - 2; i >= 0; i--) {
		for (int b = 0; b < a->n_brackets && b <= i; b++) {
			int64_t trial = i < a->cap ? candidate(a, b, i - b) : -1;

			if (trial < 0)
				continue;
			decide(a, numbers(a, (uint32_t)trial, i - b), VERDICT_PROMOTE,
				false, out);
			return trial;
		}
	}
	return -1;
}

void asha_next(struct scheduler *s, struct job *job, struct decisions *out)
{
	struct asha *a = (struct asha *)s;
	int64_t trial = reference_first_due(&a->ref);

	if (trial < 0)
		trial = promote_one(a, out);
	if (trial >= 0) {
		struct seat seat = a->ref.trials[trial].seat;

		reference_climb(&a->ref, (uint32_t)trial,
			level_of(a, seat.bracket, seat.rung), job);
	} else if (a->ref.closed) {
		*job = (struct job){.kind = JOB_WAIT};
	} else {
		int b = draw_bracket(a, (uint32_t)a->ref.n);

		*job = (struct job){
			.kind = JOB_START, .to = level_of(a, b, 0), .bracket = b};
	}
}

void asha_seat(struct scheduler *s, const struct job *job, uint32_t trial)
{
	(void)trial;
	reference_add((struct reference *)s, NULL)->seat.bracket = job->bracket;
}

/* Results */

void asha_report(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct asha *a = (struct asha *)s;
	struct reference_trial *t = &a->ref.trials[trial];

	reference_set_curve(t, curve);
	add_results(a, trial);
	if (highest(a, trial) < 0) { /* adopted, and its old task was shorter */
		t->state = REFERENCE_DUE;
		return;
	}
	judge(a, trial, highest(a, trial), out);
	if (a->progressive && highest(a, trial) == a->cap && pasha_is_to_grow(a))
		a->cap++;
}

/* Its result at the rung that it is bound for, or else waits at, is not finite. */
void asha_lost(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	struct asha *a = (struct asha *)s;
	bool waits = a->ref.trials[trial].state == REFERENCE_WAITING;
	int k = waits ? highest(a, trial) : next_rung(a, trial);
	struct reference_rung *r = rung_of(a, trial, k);

	if (!rung_find(r, trial))
		rung_add(r, trial, NAN);
	rung_find(r, trial)->value = NAN;
	decide(a, numbers(a, trial, k), VERDICT_STOP, false, out);
}

/* It ended by itself: it has the results that it has, and there is no verdict on it. */
void asha_ended(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct asha *a = (struct asha *)s;
	struct reference_trial *t = &a->ref.trials[trial];
	int k;

	(void)out;
	reference_set_curve(t, curve);
	add_results(a, trial);
	k = highest(a, trial);
	t->seat.rung = k < 0 ? 0 : k;
	t->state = REFERENCE_OVER;
	if (a->progressive && k == a->cap && pasha_is_to_grow(a))
		a->cap++;
}

/* Adopting */

static void adopt_one(struct asha *a, const struct adopted *given)
{
	struct reference_trial *t = reference_add(&a->ref, given);
	uint32_t trial = (uint32_t)a->ref.n - 1;
	int k;

	t->seat.bracket = draw_bracket(a, trial);
	add_results(a, trial);
	k = highest(a, trial);
	t->seat.rung = rung_at(a, t->seat.bracket,
		given->standing == STANDS_RUNNING ? t->target : t->epochs);
	switch (given->standing) {
	case STANDS_WAITING:
		if (k < 0)
			t->state = REFERENCE_DUE;
		else
			rung_find(rung_of(a, trial, k), trial)->open = true;
		break;
	case STANDS_LOST:
		if (k >= 0 && given->target == t->epochs) { /* it waited there */
			rung_find(rung_of(a, trial, k), trial)->value = NAN;
		} else if (k < 0 || !is_top(a, t->seat.bracket, k)) {
			rung_add(rung_of(a, trial, k + 1), trial, NAN);
			t->seat.rung = k + 1;
		}
		break;
	case STANDS_RUNNING:
	case STANDS_ENDED:
	case STANDS_COMPLETE:
		break;
	}
}

void asha_adopt(struct scheduler *s, const struct adopted *trials, size_t n,
	struct decisions *out)
{
	struct asha *a = (struct asha *)s;

	for (size_t i = 0; i < n; i++)
		adopt_one(a, &trials[i]);
	for (uint32_t i = 0; i < n; i++) {
		const struct reference_trial *t = &a->ref.trials[i];

		if (t->state == REFERENCE_WAITING &&
			(a->stopping || is_top(a, t->seat.bracket, highest(a, i))))
			judge(a, i, highest(a, i), out);
	}
	while (a->progressive && pasha_is_to_grow(a))
		a->cap++;
}

/* The user's promotions */

bool asha_promote(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	struct asha *a = (struct asha *)s;
	struct reference_trial *t = &a->ref.trials[trial];
	int k = t->seat.rung;

	/* It is over; or climbs already, or has no result yet to climb with. */
	if (t->state == REFERENCE_OVER || t->state == REFERENCE_DUE)
		return false;
	if (is_top(a, t->seat.bracket, k) || k >= a->cap)
		return false;
	if (t->state == REFERENCE_WAITING) {
		struct decision d = numbers(a, trial, k);

		if (isfinite(d.value))
			decide(a, d, VERDICT_PROMOTE, d.rank > d.places, out);
		return isfinite(d.value);
	}
	t->by_hand = true;
	return true;
}

int asha_n_brackets(const struct scheduler *s)
{
	return ((const struct asha *)s)->n_brackets;
}

#define ASHA_OPS                                                                         \
	.free = asha_free, .next = asha_next, .seat = asha_seat, .report = asha_report,  \
	.lost = asha_lost, .ended = asha_ended, .close = reference_close, .adopt = asha_adopt,                \
	.seat_of = reference_seat_of, .promote = asha_promote,                           \
	.expects = reference_expects, .n_brackets = asha_n_brackets,                     \
	.bracket = reference_all_levels

const struct scheduler_ops reference_asha = {
	.kind = {.name = "asha"}, .create = asha_new, ASHA_OPS};

const struct scheduler_ops reference_asha_stop = {
	.kind = {.name = "asha_stop"}, .create = asha_stop_new, ASHA_OPS};
