/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ASHA, asynchronous successive halving, the promotion variant (Li, Jamieson,
 * Rostamizadeh, Gonina, Hardt, Recht & Talwalkar 2018, algorithm 2).
 *
 * There is no barrier. Whenever a worker is free, the rungs are asked from the highest
 * below the top downwards: of the n results there the best ⌊n/η⌋ may climb; the best of
 * those that has not climbed yet does. When no rung has one, a new trial starts. So a
 * trial may climb on few results and be wrong about it, and one that was passed over may
 * still climb when more results have come in: it waits, paused.
 */
#include "config.h"

#include "scheduler/ladder.h"

#include "base/xalloc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

struct asha_trial {
	int rung;     /* bound for, or arrived at */
	bool arrived; /* has its result there */
	bool done;    /* stopped or complete */
	double value; /* that result */
};

struct asha {
	struct scheduler base;
	struct ladder ladder;
	struct ranking *rungs; /* n_rungs */
	struct asha_trial *trials;
	size_t n_trials, cap_trials;
	bool scratch, maximize, closed;
};

static struct asha *asha_of(struct scheduler *s)
{
	return (struct asha *)s;
}

static struct scheduler *asha_new(const struct scheduler_setup *setup, struct error *err)
{
	struct asha *a = xcalloc(1, sizeof(*a));

	a->base.ops = &scheduler_asha;
	if (ladder_from_knobs(&a->ladder, setup->knobs, err) < 0) {
		free(a);
		return NULL;
	}
	a->scratch = knobs_is(setup->knobs, "resume", "scratch");
	a->maximize = setup->maximize;
	a->rungs = xcalloc((size_t)a->ladder.n_rungs, sizeof(*a->rungs));
	for (int k = 0; k < a->ladder.n_rungs; k++)
		ranking_init(&a->rungs[k], a->maximize);
	return &a->base;
}

static void asha_free(struct scheduler *s)
{
	struct asha *a = asha_of(s);

	for (int k = 0; k < a->ladder.n_rungs; k++)
		ranking_release(&a->rungs[k]);
	free(a->rungs);
	free(a->trials);
	free(a);
}

/* The verdict on trial's result at its rung, with the numbers as they stand now. */
static void decide(
	struct asha *a, uint32_t trial, enum verdict verdict, struct decisions *out)
{
	const struct asha_trial *t = &a->trials[trial];
	const struct ranking *r = &a->rungs[t->rung];
	uint32_t n = ranking_size(r);
	bool top = t->rung == a->ladder.n_rungs - 1;
	uint32_t places = top ? 0 : n / (uint32_t)a->ladder.eta;

	*decisions_add(out) = (struct decision){
		.trial = trial,
		.rung = t->rung,
		.level = a->ladder.levels[t->rung],
		.value = t->value,
		.results = n,
		.places = places,
		.rank = ranking_rank(r, (struct result){trial, t->value}),
		.cutoff = places ? ranking_at(r, places).value : (double)NAN,
		.verdict = verdict,
	};
}

static void asha_next(struct scheduler *s, struct job *job, struct decisions *out)
{
	struct asha *a = asha_of(s);

	for (int k = a->ladder.n_rungs - 2; k >= 0; k--) {
		struct ranking *r = &a->rungs[k];
		struct result x;
		uint32_t rank;

		if (!ranking_first_open(r, &x, &rank) ||
			rank > ranking_size(r) / (uint32_t)a->ladder.eta)
			continue;
		decide(a, x.trial, VERDICT_PROMOTE, out);
		ranking_shut(r, x);
		a->trials[x.trial].rung = k + 1;
		a->trials[x.trial].arrived = false;
		*job = (struct job){
			.kind = JOB_CLIMB,
			.trial = x.trial,
			.from = a->scratch ? 0 : a->ladder.levels[k],
			.to = a->ladder.levels[k + 1],
			.rung = k + 1,
		};
		return;
	}
	*job = (struct job){
		.kind = a->closed ? JOB_WAIT : JOB_START, .to = a->ladder.levels[0]};
}

static void asha_seat(struct scheduler *s, const struct job *job, uint32_t trial)
{
	struct asha *a = asha_of(s);

	assert(trial == a->n_trials);
	ARRAY_ROOM(a->trials, a->n_trials, a->cap_trials);
	a->trials[a->n_trials++] = (struct asha_trial){.rung = job->rung};
}

static void arrive(struct asha *a, uint32_t trial, double value)
{
	struct asha_trial *t = &a->trials[trial];
	bool top = t->rung == a->ladder.n_rungs - 1;

	assert(!t->arrived);
	t->arrived = true;
	t->value = value;
	ranking_add(&a->rungs[t->rung], (struct result){trial, value}, !top);
}

static void asha_report(struct scheduler *s, uint32_t trial, int epoch, double value,
	struct decisions *out)
{
	struct asha *a = asha_of(s);
	struct asha_trial *t = &a->trials[trial];

	assert(epoch == a->ladder.levels[t->rung]);
	arrive(a, trial, isfinite(value) ? value : (double)NAN);
	t->done = t->rung == a->ladder.n_rungs - 1;
	decide(a, trial, t->done ? VERDICT_COMPLETE : VERDICT_PAUSE, out);
}

static void asha_lost(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	struct asha *a = asha_of(s);
	struct asha_trial *t = &a->trials[trial];

	if (t->done)
		return;
	if (t->arrived) {
		ranking_spoil(&a->rungs[t->rung], (struct result){trial, t->value});
		t->value = NAN;
	} else {
		arrive(a, trial, NAN);
	}
	t->done = true;
	decide(a, trial, VERDICT_STOP, out);
}

static void asha_close(struct scheduler *s, struct decisions *out)
{
	(void)out;
	asha_of(s)->closed = true;
}

static int asha_n_brackets(const struct scheduler *s)
{
	(void)s;
	return 1;
}

static struct bracket_shape asha_bracket(const struct scheduler *s, int b)
{
	const struct asha *a = (const struct asha *)s;

	(void)b;
	return (struct bracket_shape){
		.levels = a->ladder.levels, .n_rungs = a->ladder.n_rungs};
}

static const struct knob knobs[] = {LADDER_KNOBS, RESUME_KNOB, {0}};

const struct scheduler_ops scheduler_asha = {
	.kind = {.name = "asha",
		.help = "asynchronous halving: the best of a rung climb as soon as they "
			"are",
		.knobs = knobs},
	.new = asha_new,
	.free = asha_free,
	.next = asha_next,
	.seat = asha_seat,
	.report = asha_report,
	.lost = asha_lost,
	.close = asha_close,
	.n_brackets = asha_n_brackets,
	.bracket = asha_bracket,
};
