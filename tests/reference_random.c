/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random search: every trial trains to r_max, and that is all. */
#include "config.h"

#include "reference.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct random {
	struct reference ref; /* with the one level r_max */
	struct reference_rung rung;
};

static struct scheduler *random_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct random *m = xcalloc(1, sizeof(*m));

	(void)err;
	reference_init(&m->ref, &reference_random, setup);
	m->ref.levels[0] = m->ref.levels[m->ref.n_levels - 1];
	m->ref.n_levels = 1;
	return &m->ref.base;
}

static void random_free(struct scheduler *s)
{
	struct random *m = (struct random *)s;

	rung_release(&m->rung);
	reference_release(&m->ref);
	free(m);
}

static void random_next(struct scheduler *s, struct job *job, struct decisions *out)
{
	struct random *m = (struct random *)s;
	int64_t due = reference_first_due(&m->ref);
	int top = m->ref.levels[0];

	(void)out;
	if (due >= 0)
		reference_climb(&m->ref, (uint32_t)due, top, job);
	else if (m->ref.closed)
		*job = (struct job){.kind = JOB_WAIT};
	else
		*job = (struct job){.kind = JOB_START, .to = top};
}

static void random_seat(struct scheduler *s, const struct job *job, uint32_t trial)
{
	(void)job, (void)trial;
	reference_add((struct reference *)s, NULL);
}

static void decide(
	struct random *m, uint32_t trial, enum verdict verdict, struct decisions *out)
{
	*decisions_add(out) = (struct decision){
		.trial = trial,
		.level = m->ref.levels[0],
		.value = rung_find(&m->rung, trial)->value,
		.results = (uint32_t)m->rung.n,
		.rank = rung_rank(&m->rung, trial, m->ref.maximize),
		.cutoff = NAN,
		.verdict = verdict,
	};
	m->ref.trials[trial].state = REFERENCE_OVER;
}

static void random_report(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct random *m = (struct random *)s;
	struct reference_trial *t = &m->ref.trials[trial];
	int top = m->ref.levels[0];

	reference_set_curve(t, curve);
	if (t->epochs < top) { /* adopted, and its old task was shorter */
		t->state = REFERENCE_DUE;
		return;
	}
	if (!rung_find(&m->rung, trial))
		rung_add(&m->rung, trial, reference_value(t, top));
	decide(m, trial, VERDICT_COMPLETE, out);
}

static void random_lost(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	struct random *m = (struct random *)s;

	if (!rung_find(&m->rung, trial))
		rung_add(&m->rung, trial, NAN);
	rung_find(&m->rung, trial)->value = NAN;
	decide(m, trial, VERDICT_STOP, out);
}

static void random_ended(struct scheduler *s, uint32_t trial, struct curve curve,
	struct decisions *out)
{
	struct random *m = (struct random *)s;
	struct reference_trial *t = &m->ref.trials[trial];

	(void)out;
	reference_set_curve(t, curve);
	if (t->epochs >= m->ref.levels[0] && !rung_find(&m->rung, trial))
		rung_add(&m->rung, trial, reference_value(t, m->ref.levels[0]));
	t->state = REFERENCE_OVER;
}

static void random_adopt(struct scheduler *s, const struct adopted *trials, size_t n,
	struct decisions *out)
{
	struct random *m = (struct random *)s;
	int top = m->ref.levels[0];

	for (size_t i = 0; i < n; i++) {
		const struct adopted *a = &trials[i];
		struct reference_trial *t = reference_add(&m->ref, a);
		bool lost = a->standing == STANDS_LOST;

		if (t->epochs >= top)
			rung_add(&m->rung, (uint32_t)i,
				lost && a->target == t->epochs ? (double)NAN
							       : reference_value(t, top));
		else if (lost)
			rung_add(&m->rung, (uint32_t)i, NAN);
		else if (t->state == REFERENCE_WAITING)
			t->state = REFERENCE_DUE;
	}
	for (size_t i = 0; i < n; i++)
		if (m->ref.trials[i].state == REFERENCE_WAITING)
			decide(m, (uint32_t)i, VERDICT_COMPLETE, out);
}

const struct scheduler_ops reference_random = {
	.kind = {.name = "random"},
	.create = random_new,
	.free = random_free,
	.next = random_next,
	.seat = random_seat,
	.report = random_report,
	.lost = random_lost,
	.ended = random_ended,
	.close = reference_close,
	.adopt = random_adopt,
	.seat_of = reference_seat_of,
	.promote = reference_never_promotes,
	.expects = reference_expects,
	.n_brackets = reference_one_bracket,
	.bracket = reference_all_levels,
};
