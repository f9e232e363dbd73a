/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Golovin et al., "Google Vizier: A Service for Black-Box Optimization" (2017), 3.2.2: a
 * trial stops at epoch e when its best value so far is strictly worse than the median of
 * the running averages, up to e, of the other trials that have come as far.
 */
#include "config.h"

#include "reference.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct median {
	struct reference ref;		 /* its levels are the epochs that are judged */
	struct reference_rung *averages; /* averages[k]: who has come to the k-th */
};

/* grace, grace + every, … while that is less than max, then max. */
static void find_judged(struct reference *r, int64_t grace, int64_t every)
{
	int64_t last = r->levels[r->n_levels - 1];
	size_t cap = 0;
	int n = INT32_MAX;

	free(r->levels);
	r->levels = NULL;
	r->n_levels = 0;
	if (last == EPOCHS_OPEN && grace + 10000 * every < last)
		n = 10000;
	for (int64_t e = grace; e < last && r->n_levels < n; e += every) {
		ARRAY_ROOM(r->levels, r->n_levels, cap);
		r->levels[r->n_levels++] = (int)e;
	}
	ARRAY_ROOM(r->levels, r->n_levels, cap);
	r->levels[r->n_levels++] = (int)last;
}

static struct scheduler *median_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct median *m = xcalloc(1, sizeof(*m));

	(void)err;
	reference_init(&m->ref, &reference_median, setup);
	find_judged(&m->ref, knobs_int(setup->knobs, "grace"),
		knobs_int(setup->knobs, "every"));
	m->averages = xcalloc((size_t)m->ref.n_levels, sizeof(*m->averages));
	return &m->ref.base;
}

static void median_free(struct scheduler *s)
{
	struct median *m = (struct median *)s;

	for (int k = 0; k < m->ref.n_levels; k++)
		rung_release(&m->averages[k]);
	free(m->averages);
	reference_release(&m->ref);
	free(m);
}

static double running_average(const struct reference_trial *t, int e)
{
	double sum = 0;

	for (int i = 1; i <= e; i++)
		sum += reference_value(t, i);
	return sum / e;
}

static double best_so_far(const struct median *m, const struct reference_trial *t, int e)
{
	double best = NAN;

	for (int i = 1; i <= e; i++)
		if (value_better(reference_value(t, i), best, m->ref.maximize))
			best = reference_value(t, i);
	return best;
}

/* The last judged epoch that the trial has come to, or was lost on its way to; -1. */
static int highest(const struct median *m, uint32_t trial)
{
	int k = m->ref.n_levels - 1;

	while (k >= 0 && !rung_find(&m->averages[k], trial))
		k--;
	return k;
}

static int next_rung(const struct median *m, uint32_t trial)
{
	int k = highest(m, trial);

	return k == m->ref.n_levels - 1 ? k : k + 1;
}

static void add_averages(struct median *m, uint32_t trial)
{
	const struct reference_trial *t = &m->ref.trials[trial];

	for (int k = 0; k < m->ref.n_levels; k++)
		if (m->ref.levels[k] <= t->epochs && !rung_find(&m->averages[k], trial))
			rung_add(&m->averages[k], trial,
				running_average(t, m->ref.levels[k]));
}

static void next(struct scheduler *s, struct job *job, struct decisions *out)
{
	struct median *m = (struct median *)s;
	int64_t due = reference_first_due(&m->ref);

	(void)out;
	if (due >= 0)
		reference_climb(&m->ref, (uint32_t)due,
			m->ref.levels[m->ref.trials[due].seat.rung], job);
	else if (m->ref.closed)
		*job = (struct job){.kind = JOB_WAIT};
	else
		*job = (struct job){.kind = JOB_START, .to = m->ref.levels[0]};
}

static void seat(struct scheduler *s, const struct job *job, uint32_t trial)
{
	(void)job, (void)trial;
	reference_add((struct reference *)s, NULL);
}

/* Of values that are sorted, better first. */
static double median_of(const struct reference_rung *r)
{
	const struct reference_result *x = r->items;
	size_t half = r->n / 2;

	if (r->n == 0)
		return NAN;
	return r->n % 2 ? x[half].value : (x[half - 1].value + x[half].value) / 2;
}

/* The numbers of a trial at the k-th judged epoch. */
static struct decision numbers(struct median *m, uint32_t trial, int k)
{
	const struct reference_trial *t = &m->ref.trials[trial];
	struct decision d = {.trial = trial, .rung = k, .level = m->ref.levels[k]};
	struct reference_rung others = {0};

	for (size_t i = 0; i < m->averages[k].n; i++)
		if (m->averages[k].items[i].trial != trial)
			rung_add(&others, m->averages[k].items[i].trial,
				m->averages[k].items[i].value);
	rung_sort(&others, m->ref.maximize);
	d.value = t->state == REFERENCE_OVER ? (double)NAN : best_so_far(m, t, d.level);
	d.results = (uint32_t)others.n;
	d.rank = 1;
	for (size_t i = 0; i < others.n; i++)
		d.rank += value_better(others.items[i].value, d.value, m->ref.maximize);
	d.cutoff = median_of(&others);
	rung_release(&others);
	return d;
}

static void decide(
	struct median *m, struct decision d, enum verdict verdict, struct decisions *out)
{
	struct reference_trial *t = &m->ref.trials[d.trial];

	d.verdict = verdict;
	*decisions_add(out) = d;
	t->seat.rung = d.rung;
	if (verdict == VERDICT_PROMOTE) {
		t->seat.rung = d.rung + 1;
		reference_tell(&m->ref, d.trial);
	} else {
		t->state = REFERENCE_OVER;
	}
}

static void judge(struct median *m, uint32_t trial, int k, struct decisions *out)
{
	struct decision d = numbers(m, trial, k);

	if (!isfinite(reference_value(&m->ref.trials[trial], d.level)))
		decide(m, d, VERDICT_STOP, out);
	else if (k == m->ref.n_levels - 1)
		decide(m, d, VERDICT_COMPLETE, out);
	else if (value_better(d.cutoff, d.value, m->ref.maximize))
		decide(m, d, VERDICT_STOP, out);
	else
		decide(m, d, VERDICT_PROMOTE, out);
}

static void report(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct median *m = (struct median *)s;
	struct reference_trial *t = &m->ref.trials[trial];

	reference_set_curve(t, curve);
	add_averages(m, trial);
	if (highest(m, trial) < 0) /* adopted, and its old task was shorter */
		t->state = REFERENCE_DUE;
	else
		judge(m, trial, highest(m, trial), out);
}

/* At the epoch that it was bound for, its average counts as the worst. */
static void lost(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	struct median *m = (struct median *)s;
	int k = next_rung(m, trial);

	m->ref.trials[trial].state = REFERENCE_OVER;
	if (!rung_find(&m->averages[k], trial))
		rung_add(&m->averages[k], trial, NAN);
	rung_find(&m->averages[k], trial)->value = NAN;
	decide(m, numbers(m, trial, k), VERDICT_STOP, out);
}

static void ended(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct median *m = (struct median *)s;
	struct reference_trial *t = &m->ref.trials[trial];

	(void)out;
	reference_set_curve(t, curve);
	add_averages(m, trial);
	t->seat.rung = highest(m, trial) < 0 ? 0 : highest(m, trial);
	t->state = REFERENCE_OVER;
}

static void adopt(struct scheduler *s, const struct adopted *trials, size_t n,
	struct decisions *out)
{
	struct median *m = (struct median *)s;

	for (uint32_t i = 0; i < n; i++) {
		const struct adopted *a = &trials[i];
		struct reference_trial *t = reference_add(&m->ref, a);
		int k;

		add_averages(m, i);
		k = highest(m, i);
		t->seat.rung =
			a->standing == STANDS_RUNNING || k < 0 ? next_rung(m, i) : k;
		if (a->standing != STANDS_LOST)
			continue;
		if (k >= 0 && a->target == t->epochs) {
			rung_find(&m->averages[k], i)->value = NAN;
		} else if (k < m->ref.n_levels - 1) {
			rung_add(&m->averages[k + 1], i, NAN);
			t->seat.rung = k + 1;
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		if (m->ref.trials[i].state != REFERENCE_WAITING)
			continue;
		if (highest(m, i) < 0)
			m->ref.trials[i].state = REFERENCE_DUE;
		else
			judge(m, i, highest(m, i), out);
	}
}

const struct scheduler_ops reference_median = {
	.kind = {.name = "median"},
	.create = median_new,
	.free = median_free,
	.next = next,
	.seat = seat,
	.report = report,
	.lost = lost,
	.ended = ended,
	.close = reference_close,
	.adopt = adopt,
	.seat_of = reference_seat_of,
	.promote = reference_never_promotes,
	.expects = reference_expects,
	.n_brackets = reference_one_bracket,
	.bracket = reference_all_levels,
};
