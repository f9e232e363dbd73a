/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial is bound for a rung (on a worker, or about to be), waits at one, or is done.
 * It has a result at every rung that it has passed; those below the highest are shut,
 * and hold their place there: it has climbed. One that waits is open at its highest rung
 * and climbs from there when it is among the best ⌊n/η⌋.
 *
 * Four kinds of job, in this order: trials that were told to go on; adopted trials that
 * have not come to their first level yet; the best that may climb, from the highest rung
 * downwards; a new trial.
 */
#include "config.h"

#include "scheduler/asynchronous.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/stream.h"
#include "base/xalloc.h"

struct async_trial {
	double value; /* its result at the highest rung it has reached */
	struct trial_stand is;
	int8_t bracket;
	int8_t rung;  /* bound for, or waits at */
	bool by_hand; /* climbs at its next verdict, whatever its rank */
};

static struct asynchronous *async_of(struct scheduler *s)
{
	return (struct asynchronous *)s;
}

/* Ladders */

struct ranking *asynchronous_rung(const struct asynchronous *a, int b, int k)
{
	return &a->rungs[b * a->ladder.n_rungs + k];
}

static int n_rungs(const struct asynchronous *a, int bracket)
{
	return a->ladder.n_rungs - bracket;
}

static int level(const struct asynchronous *a, int bracket, int rung)
{
	return a->ladder.levels[bracket + rung];
}

int asynchronous_reached(const struct asynchronous *a, uint32_t trial)
{
	return a->trials[trial].is.reached - 1;
}

int asynchronous_init(struct asynchronous *a, const struct scheduler_setup *setup,
	const struct ladder *ladder, struct error *err)
{
	const struct knobs *k = setup->knobs;
	int K;

	*a = (struct asynchronous){.base.ops = setup->ops,
		.maximize = setup->maximize,
		.seed = setup->seed,
		.n_brackets = 1};
	if (ladder)
		a->ladder = *ladder;
	else if (ladder_from_knobs(&a->ladder, k, err) < 0)
		return -1;
	K = a->ladder.n_rungs - 1;
	a->cap = K;
	if (knob_find(k->rows, "resume"))
		a->base.scratch = knobs_is(k, "resume", "scratch");
	if (knob_find(k->rows, "keep"))
		a->one_more = knobs_is(k, "keep", "wandb");
	if (knob_find(k->rows, "brackets") && knobs_int(k, "brackets") > 1) {
		a->n_brackets = (int)knobs_int(k, "brackets");
		if (a->n_brackets > K + 1)
			a->n_brackets = K + 1;
		if (ladder_hyperband_n(a->ladder.eta, K, 0) < 0)
			return error_at(err, k->at,
				"eta^K is more than 2147483647; raise min or eta, lower "
				"max, or leave out brackets");
		a->rng = stream_new(setup->seed, 0, STREAM_BRACKET, 0);
		for (int b = 0; b < a->n_brackets; b++)
			a->sum_n += ladder_hyperband_n(a->ladder.eta, K, b);
	}
	a->rungs = xcalloc((size_t)(a->n_brackets * (K + 1)), sizeof(*a->rungs));
	for (int i = 0; i < a->n_brackets * (K + 1); i++)
		ranking_init(&a->rungs[i], a->maximize);
	return 0;
}

void asynchronous_free(struct scheduler *s)
{
	struct asynchronous *a = async_of(s);

	for (int i = 0; a->rungs && i < a->n_brackets * a->ladder.n_rungs; i++)
		ranking_release(&a->rungs[i]);
	free(a->rungs);
	free(a->trials);
	standings_release(&a->standings);
	gsl_rng_free(a->rng);
	free(a);
}

struct asynchronous *asynchronous_new(const struct scheduler_setup *setup,
	const struct ladder *ladder, struct error *err)
{
	struct asynchronous *a = xcalloc(1, sizeof(*a));

	if (asynchronous_init(a, setup, ladder, err) < 0) {
		asynchronous_free(&a->base);
		return NULL;
	}
	return a;
}

/* The bracket of a trial, drawn in proportion to the brackets' n_0. */
static int draw_bracket(struct asynchronous *a, uint32_t trial)
{
	int64_t n = 0;
	double u;

	if (a->n_brackets == 1)
		return 0;
	stream_seed(a->rng, a->seed, trial, STREAM_BRACKET, 0);
	u = gsl_rng_uniform(a->rng) * (double)a->sum_n;
	for (int b = 0; b < a->n_brackets - 1; b++) {
		n += ladder_hyperband_n(a->ladder.eta, a->ladder.n_rungs - 1, b);
		if (u < (double)n)
			return b;
	}
	return a->n_brackets - 1;
}

static struct async_trial *add_trial(struct asynchronous *a, int bracket)
{
	struct async_trial *t;

	ARRAY_ROOM(a->trials, a->n_trials, a->cap_trials);
	t = &a->trials[a->n_trials++];
	*t = (struct async_trial){.bracket = (int8_t)bracket, .value = NO_NUMBER};
	standings_add(&a->standings, &t->is);
	return t;
}

/* Decisions */

static struct result result_of(const struct asynchronous *a, uint32_t trial)
{
	return (struct result){trial, a->trials[trial].value};
}

static struct ranking *ranking_of(
	const struct asynchronous *a, const struct async_trial *t)
{
	return asynchronous_rung(a, t->bracket, t->is.reached - 1);
}

static bool at_top(const struct asynchronous *a, const struct async_trial *t)
{
	return t->is.reached == n_rungs(a, t->bracket);
}

/* Whether there is a rung to climb to from where it stands. */
static bool may_climb(const struct asynchronous *a, const struct async_trial *t)
{
	return t->bracket + t->is.reached - 1 < a->cap;
}

/*
 * Of n results the best ⌊n/η⌋; W&B's agent counts those that are finite, and one place
 * more.
 */
static uint32_t share(const struct asynchronous *a, const struct ranking *r)
{
	uint32_t finite;

	if (!a->one_more)
		return ranking_size(r) / (uint32_t)a->ladder.eta;
	finite = ranking_rank(r, (struct result){0, NO_NUMBER}) - 1;
	return finite / (uint32_t)a->ladder.eta + (finite > 0);
}

/* From 1. Where ties stay together, all of them have the rank of the first. */
static uint32_t rank_of(
	const struct asynchronous *a, const struct ranking *r, struct result x)
{
	return ranking_rank(r, a->one_more ? (struct result){0, x.value} : x);
}

static uint32_t places_at(const struct asynchronous *a, const struct async_trial *t)
{
	uint32_t places = share(a, ranking_of(a, t));

	if (at_top(a, t))
		return 0;
	return a->stops && !places ? 1 : places;
}

/* The verdict on trial's highest result, with the numbers as they stand now. */
static void decide(struct asynchronous *a, uint32_t trial, enum verdict verdict,
	struct decisions *out)
{
	const struct async_trial *t = &a->trials[trial];
	const struct ranking *r = ranking_of(a, t);
	uint32_t places = places_at(a, t), rank = rank_of(a, r, result_of(a, trial));

	*decisions_add(out) = (struct decision){
		.trial = trial,
		.bracket = t->bracket,
		.rung = t->is.reached - 1,
		.level = level(a, t->bracket, t->is.reached - 1),
		.value = t->value,
		.results = ranking_size(r),
		.places = places,
		.rank = rank,
		.cutoff = places ? ranking_at(r, places).value : NO_NUMBER,
		.verdict = verdict,
		.by_hand = verdict == VERDICT_PROMOTE && rank > places,
	};
}

/* It goes on to the next rung, as soon as a worker is free. */
static void send_on(struct asynchronous *a, uint32_t trial, struct decisions *out)
{
	struct async_trial *t = &a->trials[trial];

	decide(a, trial, VERDICT_PROMOTE, out);
	standings_send_on(&a->standings, &t->is, trial);
	t->rung = (int8_t)t->is.reached;
	t->by_hand = false;
}

static bool among_places(const struct asynchronous *a, uint32_t trial)
{
	const struct async_trial *t = &a->trials[trial];

	return isfinite(t->value) &&
	       rank_of(a, ranking_of(a, t), result_of(a, trial)) <= places_at(a, t);
}

/* The verdict on arrival. */
static void judge(struct asynchronous *a, uint32_t trial, struct decisions *out)
{
	struct async_trial *t = &a->trials[trial];

	if (a->stops && !isfinite(t->value)) {
		standings_set(&a->standings, &t->is, DONE);
		decide(a, trial, VERDICT_STOP, out);
	} else if (at_top(a, t)) {
		standings_set(&a->standings, &t->is, DONE);
		decide(a, trial, VERDICT_COMPLETE, out);
	} else if (t->by_hand && isfinite(t->value) && may_climb(a, t)) {
		send_on(a, trial, out);
	} else if (!a->stops) {
		standings_set(&a->standings, &t->is, WAITS);
		ranking_open(ranking_of(a, t), result_of(a, trial));
		decide(a, trial, VERDICT_PAUSE, out);
	} else if (among_places(a, trial)) {
		send_on(a, trial, out);
	} else {
		standings_set(&a->standings, &t->is, DONE);
		decide(a, trial, VERDICT_STOP, out);
	}
}

/* Jobs */

static struct job climb(const struct asynchronous *a, uint32_t trial)
{
	const struct async_trial *t = &a->trials[trial];

	return (struct job){
		.kind = JOB_CLIMB,
		.trial = trial,
		.from = a->base.scratch ? 0 : t->is.epochs,
		.to = level(a, t->bracket, t->rung),
		.bracket = t->bracket,
		.rung = t->rung,
	};
}

/* The best that may climb, from the highest level below the top downwards. */
static bool find_promotion(struct asynchronous *a, uint32_t *trial)
{
	for (int j = a->cap - 1; j >= 0; j--) {
		for (int b = 0; b < a->n_brackets && b <= j; b++) {
			struct ranking *r = asynchronous_rung(a, b, j - b);
			struct result x;
			uint32_t rank;

			if (!ranking_first_open(r, &x, &rank))
				continue;
			if (a->one_more)
				rank = rank_of(a, r, x);
			if (rank <= share(a, r)) {
				*trial = x.trial;
				return true;
			}
		}
	}
	return false;
}

void asynchronous_next(struct scheduler *s, struct job *job, struct decisions *out)
{
	struct asynchronous *a = async_of(s);
	struct async_trial *t;
	uint32_t trial;
	int b;

	if (standings_next(&a->standings, &trial)) {
		a->trials[trial].is.queued = false;
		*job = climb(a, trial);
		return;
	}
	if (!a->stops && find_promotion(a, &trial)) {
		t = &a->trials[trial];
		decide(a, trial, VERDICT_PROMOTE, out);
		ranking_shut(ranking_of(a, t), result_of(a, trial));
		standings_set(&a->standings, &t->is, BOUND);
		t->rung = (int8_t)t->is.reached;
		*job = climb(a, trial);
		return;
	}
	*job = (struct job){.kind = JOB_WAIT};
	if (a->closed)
		return;
	b = draw_bracket(a, (uint32_t)a->n_trials);
	*job = (struct job){.kind = JOB_START, .to = level(a, b, 0), .bracket = b};
}

void asynchronous_seat(struct scheduler *s, const struct job *job, uint32_t trial)
{
	struct asynchronous *a = async_of(s);

	assert(trial == a->n_trials);
	add_trial(a, job->bracket);
}

/* Adds its result at the next rung, shut. */
static void add_result(struct asynchronous *a, uint32_t trial, double value)
{
	struct async_trial *t = &a->trials[trial];

	t->value = isfinite(value) ? value : NO_NUMBER;
	t->rung = (int8_t)t->is.reached++;
	ranking_add(ranking_of(a, t), result_of(a, trial));
}

/* Adds its results at the levels that it has passed since. */
static void reach(struct asynchronous *a, uint32_t trial, struct curve curve)
{
	struct async_trial *t = &a->trials[trial];
	struct bracket_shape shape = asynchronous_bracket(&a->base, t->bracket);
	int to = ladder_passed.reach(&shape, t->is.reached - 1, curve.epochs);

	t->is.epochs = curve.epochs;
	while (t->is.reached <= to)
		add_result(a, trial, curve.values[shape.levels[t->is.reached] - 1]);
}

void asynchronous_report(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct asynchronous *a = async_of(s);
	struct async_trial *t = &a->trials[trial];

	assert(t->is.stand == BOUND && !t->is.queued);
	reach(a, trial, curve);
	if (!t->is.reached) {
		standings_begin(&a->standings, &t->is, trial);
		return;
	}
	t->rung = (int8_t)(t->is.reached - 1);
	judge(a, trial, out);
	if (a->keep)
		a->keep(a, trial, curve);
	if (a->grow && t->is.reached - 1 == a->cap)
		a->grow(a);
}

/* Its result where it waits, or at the rung that it was bound for, is not finite. */
static void lose(struct asynchronous *a, uint32_t trial)
{
	struct async_trial *t = &a->trials[trial];

	if (t->is.stand == BOUND && !at_top(a, t)) {
		add_result(a, trial, NAN);
	} else {
		ranking_spoil(ranking_of(a, t), result_of(a, trial));
		t->value = NAN;
	}
	standings_end(&a->standings, &t->is, trial);
}

void asynchronous_lost(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	struct asynchronous *a = async_of(s);

	if (a->trials[trial].is.stand == DONE)
		return;
	lose(a, trial);
	decide(a, trial, VERDICT_STOP, out);
}

void asynchronous_ended(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct asynchronous *a = async_of(s);
	struct async_trial *t = &a->trials[trial];

	(void)out;
	if (t->is.stand != BOUND || t->is.queued) {
		if (t->is.stand == WAITS)
			ranking_shut(ranking_of(a, t), result_of(a, trial));
		standings_end(&a->standings, &t->is, trial);
		return;
	}
	reach(a, trial, curve);
	t->rung = (int8_t)(t->is.reached ? t->is.reached - 1 : 0);
	standings_set(&a->standings, &t->is, DONE);
	if (a->keep)
		a->keep(a, trial, curve);
	if (a->grow && t->is.reached - 1 == a->cap)
		a->grow(a);
}

void asynchronous_close(struct scheduler *s, struct decisions *out)
{
	(void)out;
	async_of(s)->closed = true;
}

/* Adopting */

/* Its results as its place has them; all are shut but where it may climb from. */
static void adopt_results(struct asynchronous *a, uint32_t trial, const struct adopted *x)
{
	struct async_trial *t = &a->trials[trial];
	struct bracket_shape shape = asynchronous_bracket(&a->base, t->bracket);
	struct rung_place p = ladder_passed.place(&shape, x);

	t->is.epochs = x->curve.epochs;
	while (t->is.reached <= p.reached) {
		bool lost = p.lost && t->is.reached == p.reached;

		add_result(a, trial,
			lost ? NO_NUMBER
			     : x->curve.values[shape.levels[t->is.reached] - 1]);
	}
}

static void adopt_one(struct asynchronous *a, uint32_t trial, const struct adopted *x)
{
	struct async_trial *t = add_trial(a, draw_bracket(a, trial));

	adopt_results(a, trial, x);
	standings_adopt(&a->standings, &t->is, trial, x->standing);
	if (t->is.stand == WAITS && !a->stops && !at_top(a, t))
		ranking_open(ranking_of(a, t), result_of(a, trial));
	while (x->standing == STANDS_RUNNING && t->rung + 1 < n_rungs(a, t->bracket) &&
		level(a, t->bracket, t->rung + 1) <= x->target)
		t->rung++;
}

void asynchronous_adopt(struct scheduler *s, const struct adopted *trials, size_t n,
	struct decisions *out)
{
	struct asynchronous *a = async_of(s);

	for (size_t i = 0; i < n; i++)
		adopt_one(a, (uint32_t)i, &trials[i]);
	/* Trials are judged only now that all results are in. */
	for (size_t i = 0; i < n; i++)
		if (a->trials[i].is.stand == WAITS && (a->stops || at_top(a, &a->trials[i])))
			judge(a, (uint32_t)i, out);
	for (size_t i = 0; a->keep && i < n; i++)
		a->keep(a, (uint32_t)i, trials[i].curve);
	while (a->grow && a->grow(a))
		continue;
}

struct seat asynchronous_seat_of(const struct scheduler *s, uint32_t trial)
{
	const struct async_trial *t = &((const struct asynchronous *)s)->trials[trial];

	return (struct seat){.bracket = t->bracket, .rung = t->rung};
}

bool asynchronous_promote(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	struct asynchronous *a = async_of(s);
	struct async_trial *t = &a->trials[trial];

	if (t->is.stand == DONE || t->is.queued)
		return false;
	if (t->is.stand == BOUND) {
		if (t->bracket + t->rung >= a->cap)
			return false;
		t->by_hand = true;
		return true;
	}
	if (!may_climb(a, t) || !isfinite(t->value))
		return false;
	ranking_shut(ranking_of(a, t), result_of(a, trial));
	send_on(a, trial, out);
	return true;
}

bool asynchronous_expects(const struct scheduler *s, struct strbuf *out)
{
	const struct asynchronous *a = (const struct asynchronous *)s;

	if (!a->standings.n_bound)
		return false;
	for (size_t i = 0; i < a->n_trials; i++) {
		const struct async_trial *t = &a->trials[i];

		if (t->is.stand != BOUND)
			continue;
		strbuf_addf(out, "T%zu is bound for rung %d of bracket %d, at %d epochs",
			i, t->rung, t->bracket, level(a, t->bracket, t->rung));
		break;
	}
	standings_more(&a->standings, out);
	return true;
}

int asynchronous_n_brackets(const struct scheduler *s)
{
	return ((const struct asynchronous *)s)->n_brackets;
}

struct bracket_shape asynchronous_bracket(const struct scheduler *s, int b)
{
	const struct asynchronous *a = (const struct asynchronous *)s;

	return (struct bracket_shape){
		.levels = a->ladder.levels + b, .n_rungs = n_rungs(a, b)};
}
