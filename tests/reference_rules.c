/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reference_rules.h"

#include <math.h>
#include <string.h>

#include "reference.h"

static bool is(const struct study *s, const char *kind)
{
	return !strcmp(s->kind, kind);
}

static bool is_alive(const struct study_trial *t)
{
	return t->standing == STANDS_WAITING || t->standing == STANDS_RUNNING;
}

static bool is_synchronous(const struct study *s)
{
	return s->pair.real->ops->synchronous;
}

static struct bracket_shape shape_of(const struct study *s, int bracket)
{
	const struct scheduler *real = s->pair.real;

	pair_check(&s->pair, bracket >= 0 && bracket < real->ops->n_brackets(real),
		"there is no bracket %d", bracket);
	return real->ops->bracket(real, bracket);
}

static int level_of(const struct study *s, int bracket, int rung)
{
	struct bracket_shape shape = shape_of(s, bracket);

	pair_check(&s->pair, rung >= 0 && rung < shape.n_rungs,
		"bracket %d has no rung %d", bracket, rung);
	return shape.levels[rung];
}

static bool is_top(const struct study *s, int bracket, int rung)
{
	return rung == shape_of(s, bracket).n_rungs - 1;
}

/* Decisions */

static uint32_t most_places(const struct study *s, const struct decision *d)
{
	struct bracket_shape shape = shape_of(s, d->bracket);
	uint32_t share = d->results / (uint32_t)s->eta + s->as_wandb;

	if (is_top(s, d->bracket, d->rung) || is(s, "random") || is(s, "median"))
		return 0;
	if (is_synchronous(s))
		return shape.seats[d->rung + 1];
	return is(s, "asha_stop") && !share ? 1 : share;
}

static void check_numbers(const struct study *s, const struct decision *d)
{
	const struct pair *p = &s->pair;
	const struct study_trial *t = &s->trials[d->trial];
	/* The median rule counts the others, and ranks the trial among them. */
	uint32_t ranks = d->results + is(s, "median");
	uint32_t most = most_places(s, d);

	pair_check(p, d->level == level_of(s, d->bracket, d->rung), "T%u: level %d",
		d->trial, d->level);
	pair_check(p, d->rank >= 1 && d->rank <= ranks, "T%u: rank %u of %u", d->trial,
		d->rank, d->results);
	/* W&B's agent counts those that are finite. */
	pair_check(p,
		is_synchronous(s) || s->as_wandb ? d->places <= most : d->places == most,
		"T%u: %u places for %u results", d->trial, d->places, d->results);
	pair_check(p, isnan(d->value) || isfinite(d->value), "T%u: value %g", d->trial,
		d->value);
	pair_check(p, isnan(d->cutoff) || isfinite(d->cutoff), "T%u: cutoff %g", d->trial,
		d->cutoff);
	pair_check(p, d->places || is(s, "median") || isnan(d->cutoff),
		"T%u: cutoff %g without a place", d->trial, d->cutoff);
	if (isfinite(d->value) && !is(s, "median"))
		pair_check(p, t->epochs >= d->level && t->curve[d->level - 1] == d->value,
			"T%u: its value at epoch %d is not %g", d->trial, d->level,
			d->value);
}

static void check_promotion(const struct study *s, const struct decision *d)
{
	const struct pair *p = &s->pair;

	pair_check(p, isfinite(d->value), "T%u climbs with no finite value", d->trial);
	pair_check(
		p, !is_top(s, d->bracket, d->rung), "T%u climbs past the top", d->trial);
	if (d->by_hand)
		pair_check(p, s->trials[d->trial].asked, "T%u: nobody asked", d->trial);
	else if (is(s, "median"))
		pair_check(p, !value_better(d->cutoff, d->value, s->setup.maximize),
			"T%u goes on though it is worse", d->trial);
	else
		pair_check(p,
			d->rank <= d->places &&
				!value_better(d->cutoff, d->value, s->setup.maximize),
			"T%u climbs though it is not among the best", d->trial);
}

void rules_decision(const struct study *s, const struct decision *d)
{
	const struct pair *p = &s->pair;
	const struct study_trial *t;

	pair_check(p, d->trial < s->n, "a decision about T%u", d->trial);
	t = &s->trials[d->trial];
	pair_check(p,
		is_alive(t) || (t->standing == STANDS_LOST && d->verdict == VERDICT_STOP),
		"T%u is over", d->trial);
	check_numbers(s, d);
	pair_check(p, d->verdict == VERDICT_PROMOTE || !d->by_hand, "T%u: by hand",
		d->trial);
	switch (d->verdict) {
	case VERDICT_PROMOTE:
		check_promotion(s, d);
		break;
	case VERDICT_PAUSE:
		pair_check(p, is(s, "asha") || is(s, "pasha"), "T%u pauses", d->trial);
		break;
	case VERDICT_STOP:
		pair_check(p,
			!isfinite(d->value) || d->rank > d->places ||
				t->standing == STANDS_LOST,
			"T%u stops though it is among the best", d->trial);
		break;
	case VERDICT_COMPLETE:
		pair_check(
			p, is_top(s, d->bracket, d->rung), "T%u is complete", d->trial);
		break;
	}
}

/* Jobs */

void rules_job(const struct study *s, const struct job *job)
{
	const struct pair *p = &s->pair;
	struct bracket_shape shape = shape_of(s, job->bracket);
	const struct study_trial *t;

	pair_check(p, job->to == level_of(s, job->bracket, job->rung),
		"to epoch %d, which is not its level", job->to);
	pair_check(p, job->to <= shape.levels[shape.n_rungs - 1],
		"past r_max, to epoch %d", job->to);
	if (job->kind == JOB_START) {
		pair_check(p, !s->closed, "a new trial after the last");
		pair_check(p, job->from == 0 && job->rung == 0, "a new trial at rung %d",
			job->rung);
		pair_check(p, !s->setup.rounds || job->round < s->setup.rounds,
			"a new trial in round %d", job->round);
		return;
	}
	pair_check(p, job->trial < s->n, "a job for T%u", job->trial);
	t = &s->trials[job->trial];
	pair_check(p, t->standing == STANDS_WAITING, "T%u cannot climb", job->trial);
	pair_check(p, job->from == (s->scratch ? 0 : t->epochs), "T%u has %d epochs",
		job->trial, t->epochs);
	pair_check(p, job->to > t->epochs, "T%u trains an epoch twice", job->trial);
}

static uint32_t count(const struct study *s, enum standing standing)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++)
		n += s->trials[i].standing == standing;
	return n;
}

/* Of an asynchronous kind: a trial for the next free worker. */
static bool is_to_train(struct study *s, uint32_t trial)
{
	const struct study_trial *t = &s->trials[trial];
	int bracket = pair_seat_of(&s->pair, trial).bracket;

	return t->standing == STANDS_WAITING &&
	       (t->told || t->epochs < level_of(s, bracket, 0));
}

void rules_wait(struct study *s)
{
	const struct pair *p = &s->pair;

	if (is_synchronous(s)) {
		if (!s->setup.rounds && !s->idle_waits)
			pair_check(p, s->closed, "a worker waits, and may begin a round");
		if (!count(s, STANDS_RUNNING))
			pair_check(p, !count(s, STANDS_WAITING),
				"all workers wait for trials that are on none");
		return;
	}
	pair_check(p, s->closed, "a worker waits, and may begin a trial");
	for (uint32_t i = 0; i < s->n; i++)
		pair_check(
			p, !is_to_train(s, i), "a worker waits, and T%u is to train", i);
}

/* What it expects */

static bool is_due(struct study *s, uint32_t trial)
{
	const struct study_trial *t = &s->trials[trial];

	if (is_synchronous(s))
		return is_alive(t);
	return t->standing == STANDS_RUNNING || is_to_train(s, trial);
}

void rules_expects(struct study *s)
{
	bool due = false, expects = pair_expects(&s->pair);

	for (uint32_t i = 0; i < s->n; i++) {
		pair_seat_of(&s->pair, i);
		due = due || is_due(s, i);
	}
	pair_check(&s->pair, expects || !due, "results are due, and it expects none");
	/* A round that has begun may still have seats for trials that are to come. */
	if (!is_synchronous(s) || s->closed)
		pair_check(&s->pair, due || !expects, "it expects what never comes");
}

void rules_end(struct study *s)
{
	const struct pair *p = &s->pair;

	pair_check(p, !count(s, STANDS_RUNNING), "a trial still runs");
	pair_check(p, is(s, "asha") || is(s, "pasha") || !count(s, STANDS_WAITING),
		"trials wait for ever");
	pair_check(p, !pair_expects(&s->pair), "it still expects a result");
	for (uint32_t i = 0; s->always_warm && i < s->n; i++)
		pair_check(p,
			s->trials[i].given + s->trials[i].trained == s->trials[i].epochs,
			"T%u trained %d epochs, and its curve has %d", i,
			s->trials[i].trained, s->trials[i].epochs);
}
