/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A heat is one round of one bracket. It fills its rung with `seats` results; then all
 * of them are judged together, in order: as many as the next rung seats climb, the rest
 * stop. Nothing climbs before the rung is full. That is the barrier, and the price of
 * it is workers without a seat to train for, which begin the next heat meanwhile (or
 * wait, when `idle: wait` asks to see the price).
 *
 * Seats are given out in the order of trial ids and older heats go first, so who gets
 * which seat does not depend on timing or on the number of workers.
 */
#include "config.h"

#include "scheduler/synchronous.h"

#include "base/xalloc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct heat {
	int bracket, round;
	int rung;		/* the one it fills */
	uint32_t n_0;		/* trials that it began with */
	uint32_t seats;		/* of the rung */
	uint32_t taken;		/* seats given out */
	uint32_t *climbers;	/* rung > 0: who sits there, in id order; seats of them */
	struct result *results; /* of the rung, as they came */
	uint32_t n_results;
	size_t cap_results;
};

static struct synchronous *sync_of(struct scheduler *s)
{
	return (struct synchronous *)s;
}

void synchronous_init(struct synchronous *s, const struct scheduler_ops *ops,
	const struct scheduler_setup *setup)
{
	s->base.ops = ops;
	s->maximize = setup->maximize;
	s->scratch = knobs_is(setup->knobs, "resume", "scratch");
	s->idle_wait = knobs_is(setup->knobs, "idle", "wait");
	s->rounds = setup->rounds;
}

static void heat_free(struct heat *h)
{
	free(h->climbers);
	free(h->results);
	free(h);
}

void synchronous_free(struct scheduler *base)
{
	struct synchronous *s = sync_of(base);

	for (size_t i = 0; i < s->n_open; i++)
		heat_free(s->open[i]);
	free(s->open);
	free(s->heat_of);
	free(s->ladders);
	free(s->seats);
	free(s);
}

static struct heat *heat_begin(struct synchronous *s)
{
	struct heat *h = xcalloc(1, sizeof(*h));

	h->bracket = (int)(s->begun % s->n_brackets);
	h->round = (int)(s->begun / s->n_brackets);
	h->n_0 = h->seats = s->seats[h->bracket][0];
	s->begun++;
	ARRAY_ROOM(s->open, s->n_open, s->cap_open);
	return s->open[s->n_open++] = h;
}

static void heat_end(struct synchronous *s, struct heat *h)
{
	size_t i = 0;

	while (s->open[i] != h)
		i++;
	memmove(s->open + i, s->open + i + 1, (s->n_open - i - 1) * sizeof(*s->open));
	s->n_open--;
	heat_free(h);
}

static struct job heat_job(const struct synchronous *s, const struct heat *h)
{
	const struct ladder *l = &s->ladders[h->bracket];
	struct job job = {.kind = JOB_START,
		.to = l->levels[h->rung],
		.bracket = h->bracket,
		.round = h->round,
		.rung = h->rung};

	if (h->rung > 0) {
		job.kind = JOB_CLIMB;
		job.trial = h->climbers[h->taken];
		job.from = s->scratch ? 0 : l->levels[h->rung - 1];
	}
	return job;
}

void synchronous_next(struct scheduler *base, struct job *job, struct decisions *out)
{
	struct synchronous *s = sync_of(base);

	(void)out;
	for (size_t i = 0; i < s->n_open; i++) {
		struct heat *h = s->open[i];

		if (h->taken == h->seats)
			continue;
		*job = heat_job(s, h);
		if (job->kind == JOB_CLIMB)
			h->taken++;
		return;
	}
	*job = (struct job){.kind = JOB_WAIT};
	if (s->closed || (s->idle_wait && s->n_open) ||
		(s->rounds && s->begun / s->n_brackets >= s->rounds))
		return;
	*job = heat_job(s, heat_begin(s));
}

void synchronous_seat(struct scheduler *base, const struct job *job, uint32_t trial)
{
	struct synchronous *s = sync_of(base);

	for (size_t i = 0; i < s->n_open; i++) {
		struct heat *h = s->open[i];

		if (h->bracket != job->bracket || h->round != job->round)
			continue;
		assert(h->rung == 0 && h->taken < h->seats && trial == s->n_trials);
		h->taken++;
		ARRAY_ROOM(s->heat_of, s->n_trials, s->cap_trials);
		s->heat_of[s->n_trials++] = h;
		return;
	}
	assert(0 && "seat: no such heat");
}

static int by_value_up(const void *a, const void *b)
{
	return result_before(*(const struct result *)a, *(const struct result *)b, false)
		       ? -1
		       : 1;
}

static int by_value_down(const void *a, const void *b)
{
	return result_before(*(const struct result *)a, *(const struct result *)b, true)
		       ? -1
		       : 1;
}

static int by_id(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* How many of the rung's results climb: no more than the next rung seats or are finite. */
static uint32_t heat_places(const struct synchronous *s, const struct heat *h)
{
	const struct ladder *l = &s->ladders[h->bracket];
	uint32_t next, finite = 0;

	if (h->rung == l->n_rungs - 1)
		return 0;
	for (uint32_t i = 0; i < h->n_results; i++)
		finite += isfinite(h->results[i].value) != 0;
	next = ladder_seats(h->n_0, l->eta, h->rung + 1);
	return next < finite ? next : finite;
}

static enum verdict verdict_of(
	const struct synchronous *s, const struct heat *h, uint32_t rank, uint32_t places)
{
	if (!isfinite(h->results[rank - 1].value))
		return VERDICT_STOP;
	if (h->rung == s->ladders[h->bracket].n_rungs - 1)
		return VERDICT_COMPLETE;
	return rank <= places ? VERDICT_PROMOTE : VERDICT_STOP;
}

/* The rung is full: judges everyone on it and opens the next, or ends the heat. */
static void heat_judge(struct synchronous *s, struct heat *h, struct decisions *out)
{
	const struct ladder *l = &s->ladders[h->bracket];
	uint32_t places = heat_places(s, h);

	qsort(h->results, h->n_results, sizeof(*h->results),
		s->maximize ? by_value_down : by_value_up);
	for (uint32_t i = 0; i < h->n_results; i++) {
		struct decision d = {
			.trial = h->results[i].trial,
			.bracket = h->bracket,
			.round = h->round,
			.rung = h->rung,
			.level = l->levels[h->rung],
			.value = h->results[i].value,
			.results = h->n_results,
			.places = places,
			.rank = i + 1,
			.cutoff = places ? h->results[places - 1].value : (double)NAN,
			.verdict = verdict_of(s, h, i + 1, places),
		};

		*decisions_add(out) = d;
		if (d.verdict != VERDICT_PROMOTE)
			s->heat_of[d.trial] = NULL;
	}
	if (!places) {
		heat_end(s, h);
		return;
	}
	h->climbers = xreallocarray(h->climbers, places, sizeof(*h->climbers));
	for (uint32_t i = 0; i < places; i++)
		h->climbers[i] = h->results[i].trial;
	qsort(h->climbers, places, sizeof(*h->climbers), by_id);
	h->rung++;
	h->seats = places;
	h->taken = 0;
	h->n_results = 0;
}

static void heat_result(struct synchronous *s, struct heat *h, uint32_t trial,
	double value, struct decisions *out)
{
	assert(h->n_results < h->taken);
	ARRAY_ROOM(h->results, h->n_results, h->cap_results);
	h->results[h->n_results++] =
		(struct result){trial, isfinite(value) ? value : (double)NAN};
	if (h->n_results == h->seats)
		heat_judge(s, h, out);
}

void synchronous_report(struct scheduler *base, uint32_t trial, int epoch, double value,
	struct decisions *out)
{
	struct synchronous *s = sync_of(base);
	struct heat *h = s->heat_of[trial];

	assert(h && epoch == s->ladders[h->bracket].levels[h->rung]);
	heat_result(s, h, trial, value, out);
}

/* Whether a climber of the heat still waits for a worker; where, if so. */
static bool still_waits(const struct heat *h, uint32_t trial, uint32_t *at)
{
	for (uint32_t i = h->taken; h->rung > 0 && i < h->seats; i++) {
		if (h->climbers[i] == trial) {
			*at = i;
			return true;
		}
	}
	return false;
}

void synchronous_lost(struct scheduler *base, uint32_t trial, struct decisions *out)
{
	struct synchronous *s = sync_of(base);
	struct heat *h = s->heat_of[trial];
	uint32_t at;

	if (!h)
		return;
	for (uint32_t i = 0; i < h->n_results; i++) {
		if (h->results[i].trial == trial) {
			h->results[i].value = NAN;
			return;
		}
	}
	if (still_waits(h, trial, &at)) {
		/* It takes its seat all the same, before those that still wait. */
		memmove(h->climbers + h->taken + 1, h->climbers + h->taken,
			(at - h->taken) * sizeof(*h->climbers));
		h->climbers[h->taken++] = trial;
	}
	heat_result(s, h, trial, NAN, out);
}

void synchronous_close(struct scheduler *base, struct decisions *out)
{
	struct synchronous *s = sync_of(base);

	s->closed = true;
	for (size_t i = s->n_open; i-- > 0;) {
		struct heat *h = s->open[i];

		if (h->rung > 0 || h->taken == h->seats)
			continue;
		h->n_0 = h->seats = h->taken;
		if (!h->taken)
			heat_end(s, h);
		else if (h->n_results == h->seats)
			heat_judge(s, h, out);
	}
}

int synchronous_n_brackets(const struct scheduler *s)
{
	return ((const struct synchronous *)s)->n_brackets;
}

struct bracket_shape synchronous_bracket(const struct scheduler *base, int b)
{
	const struct synchronous *s = (const struct synchronous *)base;

	return (struct bracket_shape){.levels = s->ladders[b].levels,
		.n_rungs = s->ladders[b].n_rungs,
		.seats = s->seats[b]};
}
