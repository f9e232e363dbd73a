/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random search without early stopping: every trial trains to r_max. What all the
 * others are measured against. Its ladder has the one rung, at the top.
 */
#include "config.h"

#include "scheduler/ladder.h"

#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>

struct random {
	struct scheduler base;
	struct ranking results;
	int r_max;
	bool closed;
};

static struct random *random_of(struct scheduler *s)
{
	return (struct random *)s;
}

static struct scheduler *random_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct random *r = xcalloc(1, sizeof(*r));
	struct ladder l;

	if (ladder_from_knobs(&l, setup->knobs, err) < 0) {
		free(r);
		return NULL;
	}
	r->base.ops = &scheduler_random;
	r->r_max = l.r_max;
	ranking_init(&r->results, setup->maximize);
	return &r->base;
}

static void random_free(struct scheduler *s)
{
	ranking_release(&random_of(s)->results);
	free(s);
}

static void random_next(struct scheduler *s, struct job *job, struct decisions *out)
{
	struct random *r = random_of(s);

	(void)out;
	*job = (struct job){.kind = r->closed ? JOB_WAIT : JOB_START, .to = r->r_max};
}

static void random_seat(struct scheduler *s, const struct job *job, uint32_t trial)
{
	(void)s;
	(void)job;
	(void)trial;
}

static void arrive(struct random *r, uint32_t trial, double value, enum verdict verdict,
	struct decisions *out)
{
	struct result x = {trial, isfinite(value) ? value : (double)NAN};

	ranking_add(&r->results, x, false);
	*decisions_add(out) = (struct decision){
		.trial = trial,
		.level = r->r_max,
		.value = x.value,
		.results = ranking_size(&r->results),
		.rank = ranking_rank(&r->results, x),
		.cutoff = NAN,
		.verdict = verdict,
	};
}

static void random_report(struct scheduler *s, uint32_t trial, int epoch, double value,
	struct decisions *out)
{
	(void)epoch;
	arrive(random_of(s), trial, value, VERDICT_COMPLETE, out);
}

static void random_lost(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	arrive(random_of(s), trial, NAN, VERDICT_STOP, out);
}

static void random_close(struct scheduler *s, struct decisions *out)
{
	(void)out;
	random_of(s)->closed = true;
}

static int random_n_brackets(const struct scheduler *s)
{
	(void)s;
	return 1;
}

static struct bracket_shape random_bracket(const struct scheduler *s, int b)
{
	(void)b;
	return (struct bracket_shape){
		.levels = &((const struct random *)s)->r_max, .n_rungs = 1};
}

/* eta and min change nothing here; they are known so that schedulers can be compared
 * by changing the name alone, and give the curves their axis. */
static const struct knob knobs[] = {LADDER_KNOBS, {0}};

const struct scheduler_ops scheduler_random = {
	.kind = {.name = "random",
		.help = "no early stopping: every trial trains to max",
		.knobs = knobs},
	.new = random_new,
	.free = random_free,
	.next = random_next,
	.seat = random_seat,
	.report = random_report,
	.lost = random_lost,
	.close = random_close,
	.n_brackets = random_n_brackets,
	.bracket = random_bracket,
};
