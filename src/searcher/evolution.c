/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Differential evolution at each level: the rules of DEHB (Awad, Mallik & Hutter 2021), on
 * the ladder that trials climb. A level has a population, the configurations that have
 * proved themselves there. A new configuration is bred for one of the levels:
 *
 *   mutation   rand/1: a + F (b - c), where a, b and c are of the population one level
 *              below, as many of its best as this one has; at the lowest level of its own.
 *              A coordinate that leaves the unit cube is drawn anew
 *   crossover  binomial: each coordinate is the mutant's with probability cr, at least one
 *              of them, and otherwise that of a member of the level's own population
 *   selection  when it comes to the level, it takes that member's place if it is no worse
 *
 * What comes to a level and was bred for another one takes the place of the worst there, if
 * it is better. Evolution waits for no generation, so idle workers do not either. Until a
 * level has the four members that this takes, and for a share of the trials if wanted,
 * configurations are random. Categories are stretches of the unit cube here as in DEHB.
 *
 * In DEHB a configuration is bred at the budget where it trains at once. Here it starts
 * where the scheduler has it start, and whether it comes to the level it was bred for is
 * the scheduler's to say.
 */
#include "config.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "searcher/known.h"
#include "searcher/rows.h"

#define LEAST 4 /* a, b, c and the one that is crossed */

struct population {
	int epoch;	   /* its level */
	uint32_t *members; /* n trials */
	size_t n;
	size_t turn; /* whose it is to be crossed */
};

/* What a trial was bred for. */
struct child {
	int epoch; /* the level; 0: none */
	size_t member;
};

struct evolution {
	struct searcher base;
	struct known known;
	struct rows rows;
	double f, cr, random_fraction;
	size_t size;  /* of a population */
	int expected; /* the level that the next trial trains to first; 0: not known */
	struct population *populations; /* by level, ascending */
	size_t n_populations, cap_populations;
	struct child *children; /* a trial */
	size_t n_children, cap_children;
	uint32_t *pool;
	double *x; /* a point */
};

static void evolution_free(struct searcher *s)
{
	struct evolution *e = (struct evolution *)s;

	for (size_t i = 0; i < e->n_populations; i++)
		free(e->populations[i].members);
	rows_release(&e->rows);
	known_release(&e->known);
	free(e->populations);
	free(e->children);
	free(e->pool);
	free(e->x);
	free(e);
}

static struct searcher *evolution_new(
	const struct searcher_setup *setup, struct error *err)
{
	struct evolution *e = xcalloc(1, sizeof(*e));

	(void)err;
	e->base.ops = setup->ops;
	e->f = knobs_real(setup->knobs, "f");
	e->cr = knobs_real(setup->knobs, "cr");
	e->size = (size_t)knobs_int(setup->knobs, "population");
	e->random_fraction = knobs_real(setup->knobs, "random_fraction");
	known_init(&e->known, setup);
	rows_init(&e->rows, &e->known, setup);
	e->pool = xcalloc(2 * e->size, sizeof(*e->pool));
	e->x = xcalloc(e->known.n_dims + 1, sizeof(*e->x));
	return &e->base;
}

static void evolution_expect(struct searcher *s, int level)
{
	((struct evolution *)s)->expected = level;
}

/* Populations */

static struct population *population_at(struct evolution *e, int epoch)
{
	size_t i = e->n_populations;

	while (i && e->populations[i - 1].epoch >= epoch)
		i--;
	if (i < e->n_populations && e->populations[i].epoch == epoch)
		return &e->populations[i];
	ARRAY_ROOM(e->populations, e->n_populations, e->cap_populations);
	memmove(e->populations + i + 1, e->populations + i,
		(e->n_populations++ - i) * sizeof(*e->populations));
	e->populations[i] = (struct population){
		.epoch = epoch, .members = xcalloc(e->size, sizeof(uint32_t))};
	return &e->populations[i];
}

static double loss_of(const struct evolution *e, int epoch, uint32_t trial)
{
	for (size_t i = e->known.n_levels; i-- > 0;)
		if (e->known.levels[i].epoch == epoch)
			return known_loss(&e->known.levels[i], trial);
	return (double)INFINITY;
}

static bool is_member(const struct population *p, uint32_t trial)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->members[i] == trial)
			return true;
	return false;
}

static size_t worst_of(const struct evolution *e, const struct population *p)
{
	size_t worst = 0;

	for (size_t i = 1; i < p->n; i++)
		if (loss_of(e, p->epoch, p->members[i]) >
			loss_of(e, p->epoch, p->members[worst]))
			worst = i;
	return worst;
}

/* The trial has come to the level, and did not fail there. */
static void select_at(struct evolution *e, int epoch, uint32_t trial)
{
	struct population *p = population_at(e, epoch);
	double loss = loss_of(e, epoch, trial);
	bool bred = trial < e->n_children && e->children[trial].epoch == epoch;
	size_t rival;

	if (!isfinite(loss) || is_member(p, trial))
		return;
	if (p->n < e->size) {
		p->members[p->n++] = trial;
		return;
	}
	rival = bred ? e->children[trial].member : worst_of(e, p);
	if (loss < loss_of(e, epoch, p->members[rival]) ||
		(bred && loss == loss_of(e, epoch, p->members[rival])))
		p->members[rival] = trial;
}

static void evolution_report(struct searcher *s, const struct trial_progress *p)
{
	struct evolution *e = (struct evolution *)s;

	known_report(&e->known, p);
	if (p->kind == PROGRESS_LEVEL)
		select_at(e, p->epoch, p->trial);
	else if (p->kind == PROGRESS_COMPLETED && p->epoch && p->epoch < p->until)
		select_at(e, p->until, p->trial);
}

/* Breeding */

/* One of the levels from the expected one up, or of all where none is so high; or NULL. */
static struct population *pick_level(struct evolution *e, gsl_rng *rng)
{
	size_t n = 0, at, first = 0;

	while (first < e->n_populations && e->populations[first].epoch < e->expected)
		first++;
	for (size_t i = first; i < e->n_populations; i++)
		n += e->populations[i].n >= LEAST;
	for (size_t i = 0; !n && i < first; i++)
		if (e->populations[i].n >= LEAST)
			return &e->populations[i];
	if (!n)
		return NULL;
	at = gsl_rng_uniform_int(rng, n);
	for (size_t i = first;; i++)
		if (e->populations[i].n >= LEAST && at-- == 0)
			return &e->populations[i];
}

/* The best `most` of a population go to the end of the pool of n; how many it then has. */
static size_t add_best(
	struct evolution *e, const struct population *p, size_t most, size_t n)
{
	size_t first = n;

	for (size_t i = 0; i < p->n; i++) {
		double loss = loss_of(e, p->epoch, p->members[i]);
		size_t at = n;

		while (at > first && loss < loss_of(e, p->epoch, e->pool[at - 1]))
			at--;
		if (at == first + most)
			continue;
		n += n < first + most;
		memmove(e->pool + at + 1, e->pool + at, (n - 1 - at) * sizeof(*e->pool));
		e->pool[at] = p->members[i];
	}
	return n;
}

/* Where a, b and c come from: the level below, and its own where there are too few. */
static size_t make_pool(struct evolution *e, const struct population *p)
{
	size_t n = 0;

	if (p > e->populations)
		n = add_best(e, p - 1, p->n, 0);
	return n < LEAST - 1 ? add_best(e, p, p->n, n) : n;
}

static double coordinate(
	const struct evolution *e, uint32_t trial, size_t d, gsl_rng *rng)
{
	double x = known_point(&e->known, trial)[d];

	return isnan(x) ? gsl_rng_uniform(rng) : x;
}

/* Into e->x. */
static void breed(
	struct evolution *e, const struct population *p, uint32_t partner, gsl_rng *rng)
{
	size_t n = make_pool(e, p), dims = e->known.n_dims;
	size_t sure = gsl_rng_uniform_int(rng, dims);
	uint32_t abc[3];

	gsl_ran_choose(rng, abc, 3, e->pool, n, sizeof(*abc));
	gsl_ran_shuffle(rng, abc, 3, sizeof(*abc));
	for (size_t d = 0; d < dims; d++) {
		double a = coordinate(e, abc[0], d, rng);
		double b = coordinate(e, abc[1], d, rng);
		double c = coordinate(e, abc[2], d, rng);
		double v = a + e->f * (b - c), other = coordinate(e, partner, d, rng);

		if (v < 0 || v > 1)
			v = gsl_rng_uniform(rng);
		e->x[d] = gsl_rng_uniform(rng) < e->cr || d == sure ? v : other;
	}
}

static void propose_bred(struct evolution *e, struct population *p, uint32_t trial,
	gsl_rng *rng, struct value *config, struct proposal *why)
{
	size_t member = p->turn++ % p->n;

	breed(e, p, p->members[member], rng);
	while (e->n_children <= trial) {
		ARRAY_ROOM(e->children, e->n_children, e->cap_children);
		e->children[e->n_children++] = (struct child){0};
	}
	e->children[trial] = (struct child){p->epoch, member};
	why->origin = ORIGIN_MODEL;
	why->level = p->epoch;
	if (e->rows.n)
		rows_take(&e->rows, &e->known,
			rows_move_to_nearest(&e->rows, &e->known, e->x), config, why);
	else
		known_config(&e->known, e->x, config);
	known_nearest(&e->known, e->x, why->nearest);
}

static bool evolution_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	struct evolution *e = (struct evolution *)s;
	gsl_rng *rng = stream_new(e->known.seed, trial, STREAM_MODEL, 0);
	bool random = gsl_rng_uniform(rng) < e->random_fraction, any = true;
	struct population *p = random || !e->known.n_dims ? NULL : pick_level(e, rng);

	if (!p || (e->rows.n && !e->rows.n_left))
		any = rows_random(&e->rows, &e->known, trial, config, why);
	else
		propose_bred(e, p, trial, rng, config, why);
	gsl_rng_free(rng);
	return any;
}

static const struct knob rows[] = {
	{.name = "population",
		.type = KNOB_INT,
		.min = LEAST,
		.max = 10000,
		.def = "20",
		.help = "configurations that a level keeps to breed from"},
	{.name = "f",
		.type = KNOB_REAL,
		.min = 0,
		.max = 2,
		.open_min = true,
		.def = "0.5",
		.help = "how much of a difference of two is added to a third (mutation)"},
	{.name = "cr",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.def = "0.5",
		.help = "probability that a parameter is taken from the mutant "
			"(crossover)"},
	{.name = "random_fraction",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.def = "0",
		.help = "share of the trials that are drawn at random"},
	{.name = NULL},
};

const struct searcher_ops searcher_evolution = {
	.kind = {"evolution", "differential evolution at each level, as in DEHB", rows},
	.create = evolution_new,
	.free = evolution_free,
	.expect = evolution_expect,
	.propose = evolution_propose,
	.report = evolution_report,
};
