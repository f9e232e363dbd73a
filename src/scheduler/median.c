/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The median stopping rule (Golovin, Solnik, Moitra, Kochanski, Karro & Sculley 2017,
 * section 3.2.2). It knows nothing of rungs and halves: from `grace` epochs on a trial
 * stops when its best value so far is worse than the median of the running averages of
 * the others, each taken up to the same epoch. So about half are stopped, but none that
 * once was good, and nothing is said of how many may go on.
 *
 * The epochs at which it judges are this scheduler's rungs; at each there is a ranking
 * of the averages of all trials that have come so far.
 */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "scheduler/ladder.h"
#include "scheduler/rule.h"
#include "scheduler/standing.h"

#define JUDGED_MAX 1000000 /* epochs to judge at */
#define JUDGED_OPEN 10000  /* of them without a max; then a trial goes on to its end */

struct median_trial {
	double sum;	/* of its values so far; NaN: one of them was */
	double best;	/* so far; NaN: none was finite */
	double average; /* at the highest judged epoch that it has reached */
	double value;	/* there */
	double best_there;
	struct trial_stand is;
};

struct median {
	struct scheduler base;
	int *levels; /* the judged epochs */
	int n_levels;
	struct ranking *averages; /* at each of the first n_averages of them */
	int n_averages;
	struct median_trial *trials;
	size_t n_trials, cap_trials;
	struct standings standings;
	bool maximize, closed;
};

static struct median *median_of(struct scheduler *s)
{
	return (struct median *)s;
}

static int make_levels(struct median *m, const struct knobs *k, struct error *err)
{
	int64_t grace = knobs_int(k, "grace"), every = knobs_int(k, "every");
	int64_t max = scheduler_knob_max(k), last = max;

	if (grace > max) {
		const struct knob_value *at = knobs_get(k, "grace");

		return error_at(err, at->given ? at->at : knobs_get(k, "max")->at,
			"grace is %d and max is %d; grace must not be more than max",
			(int)grace, (int)max);
	}
	if (max == EPOCHS_OPEN && (max - grace) / every > JUDGED_OPEN)
		last = grace + JUDGED_OPEN * every;
	if ((last - grace) / every >= JUDGED_MAX)
		return error_at(err, k->at,
			"there are more than %d epochs to judge at; raise every",
			JUDGED_MAX);
	m->levels = xcalloc((size_t)((last - grace) / every) + 2, sizeof(*m->levels));
	for (int64_t e = grace; e < last; e += every)
		m->levels[m->n_levels++] = (int)e;
	m->levels[m->n_levels++] = (int)max;
	return 0;
}

static void median_free(struct scheduler *s)
{
	struct median *m = median_of(s);

	for (int k = 0; k < m->n_averages; k++)
		ranking_release(&m->averages[k]);
	free(m->averages);
	free(m->levels);
	free(m->trials);
	standings_release(&m->standings);
	free(m);
}

static struct scheduler *median_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct median *m = xcalloc(1, sizeof(*m));

	m->base.ops = setup->ops;
	m->maximize = setup->maximize;
	if (make_levels(m, setup->knobs, err) < 0) {
		median_free(&m->base);
		return NULL;
	}
	return &m->base;
}

static struct bracket_shape median_bracket(const struct scheduler *s, int b)
{
	const struct median *m = (const struct median *)s;

	(void)b;
	return (struct bracket_shape){.levels = m->levels, .n_rungs = m->n_levels};
}

static struct median_trial *add_trial(struct median *m)
{
	struct median_trial *t;

	ARRAY_ROOM(m->trials, m->n_trials, m->cap_trials);
	t = &m->trials[m->n_trials++];
	*t = (struct median_trial){.best = NO_NUMBER,
		.value = NO_NUMBER,
		.average = NO_NUMBER,
		.best_there = NO_NUMBER};
	standings_add(&m->standings, &t->is);
	return t;
}

static bool better(const struct median *m, double a, double b)
{
	if (!isfinite(a) || !isfinite(b))
		return isfinite(a);
	return m->maximize ? a > b : a < b;
}

static struct ranking *averages_at(struct median *m, int k)
{
	while (m->n_averages <= k) {
		m->averages = xreallocarray(
			m->averages, (size_t)m->n_averages + 1, sizeof(*m->averages));
		ranking_init(&m->averages[m->n_averages++], m->maximize);
	}
	return &m->averages[k];
}

/* Takes in what the trial has trained since; its averages count at once. */
static void reach(struct median *m, uint32_t trial, struct curve curve)
{
	struct median_trial *t = &m->trials[trial];

	while (t->is.epochs < curve.epochs) {
		double v = curve.values[t->is.epochs++];

		t->sum = isfinite(v) ? t->sum + v : NO_NUMBER;
		if (better(m, v, t->best))
			t->best = v;
		if (t->is.reached == m->n_levels || t->is.epochs < m->levels[t->is.reached])
			continue;
		t->value = v;
		t->best_there = t->best;
		t->average = t->sum / t->is.epochs;
		ranking_add(
			averages_at(m, t->is.reached), (struct result){trial, t->average});
		t->is.reached++;
	}
}

/* The i-th best average of the others, from 1; `own` is the trial's rank among all. */
static double others(const struct ranking *r, uint32_t own, uint32_t i)
{
	return ranking_at(r, i < own ? i : i + 1).value;
}

/* What the trial's best so far is to be no worse than; NaN: nothing. */
static double median_of_others(const struct ranking *r, uint32_t own)
{
	uint32_t n = ranking_size(r) - 1;

	if (!n)
		return NAN;
	if (n % 2)
		return others(r, own, n / 2 + 1);
	return (others(r, own, n / 2) + others(r, own, n / 2 + 1)) / 2;
}

static void decide(struct median *m, uint32_t trial, struct decision *d)
{
	const struct median_trial *t = &m->trials[trial];
	const struct ranking *r = averages_at(m, t->is.reached - 1);
	uint32_t own = ranking_rank(r, (struct result){trial, t->average});
	double median = median_of_others(r, own);

	*d = (struct decision){
		.trial = trial,
		.rung = t->is.reached - 1,
		.level = m->levels[t->is.reached - 1],
		.value = t->best_there,
		.results = ranking_size(r) - 1,
		.cutoff = isfinite(median) ? median : NO_NUMBER,
		.verdict = VERDICT_STOP,
	};
	/* Averages that are strictly better: nothing but lower ids ties with them. */
	d->rank = ranking_rank(r, (struct result){0, t->best_there});
	if (better(m, t->average, t->best_there))
		d->rank--;
}

static void judge(struct median *m, uint32_t trial, struct decisions *out)
{
	struct median_trial *t = &m->trials[trial];
	struct decision d;

	decide(m, trial, &d);
	if (isfinite(t->value) && t->is.reached == m->n_levels)
		d.verdict = VERDICT_COMPLETE;
	else if (isfinite(t->value) && !better(m, d.cutoff, t->best_there))
		d.verdict = VERDICT_PROMOTE;
	if (d.verdict == VERDICT_PROMOTE)
		standings_send_on(&m->standings, &t->is, trial);
	else
		standings_set(&m->standings, &t->is, DONE);
	*decisions_add(out) = d;
}

static void median_next(struct scheduler *s, struct job *job, struct decisions *out)
{
	struct median *m = median_of(s);
	uint32_t trial;

	(void)out;
	*job = (struct job){.kind = JOB_WAIT};
	if (standings_next(&m->standings, &trial)) {
		struct median_trial *t = &m->trials[trial];

		t->is.queued = false;
		*job = (struct job){.kind = JOB_CLIMB,
			.trial = trial,
			.from = t->is.epochs,
			.to = m->levels[t->is.reached],
			.rung = t->is.reached};
	} else if (!m->closed) {
		*job = (struct job){.kind = JOB_START, .to = m->levels[0]};
	}
}

static void median_seat(struct scheduler *s, const struct job *job, uint32_t trial)
{
	struct median *m = median_of(s);

	(void)job;
	assert(trial == m->n_trials);
	add_trial(m);
}

static void median_report(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct median *m = median_of(s);
	struct median_trial *t = &m->trials[trial];

	assert(t->is.stand == BOUND && !t->is.queued);
	reach(m, trial, curve);
	if (t->is.reached)
		judge(m, trial, out);
	else
		standings_begin(&m->standings, &t->is, trial);
}

/* Its average at a rung, the last one it has come to or the next, is not finite. */
static void lose_at(struct median *m, uint32_t trial, int rung)
{
	struct median_trial *t = &m->trials[trial];

	if (rung == t->is.reached) {
		ranking_add(averages_at(m, rung), (struct result){trial, NO_NUMBER});
		t->is.reached++;
	} else {
		ranking_spoil(averages_at(m, rung), (struct result){trial, t->average});
	}
	t->value = t->average = t->best_there = NAN;
}

static void median_lost(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	struct median *m = median_of(s);
	struct trial_stand *is = &m->trials[trial].is;

	if (is->stand == DONE)
		return;
	lose_at(m, trial,
		is->stand == BOUND && is->reached < m->n_levels ? is->reached
								: is->reached - 1);
	standings_end(&m->standings, is, trial);
	decide(m, trial, decisions_add(out));
}

static void median_ended(struct scheduler *s, uint32_t trial, struct curve curve,
	struct decisions *out)
{
	struct median *m = median_of(s);
	struct median_trial *t = &m->trials[trial];

	(void)out;
	if (t->is.stand == BOUND && !t->is.queued)
		reach(m, trial, curve);
	standings_end(&m->standings, &t->is, trial);
}

static void median_close(struct scheduler *s, struct decisions *out)
{
	(void)out;
	median_of(s)->closed = true;
}

static void adopt_one(struct median *m, uint32_t trial, const struct adopted *x)
{
	struct bracket_shape shape = median_bracket(&m->base, 0);
	struct rung_place p = ladder_passed.place(&shape, x);
	struct median_trial *t = add_trial(m);

	reach(m, trial, x->curve);
	if (p.lost)
		lose_at(m, trial, p.reached);
	standings_adopt(&m->standings, &t->is, trial, x->standing);
}

static void median_adopt(struct scheduler *s, const struct adopted *trials, size_t n,
	struct decisions *out)
{
	struct median *m = median_of(s);

	for (size_t i = 0; i < n; i++)
		adopt_one(m, (uint32_t)i, &trials[i]);
	for (size_t i = 0; i < n; i++)
		if (m->trials[i].is.stand == WAITS)
			judge(m, (uint32_t)i, out);
}

static struct seat median_seat_of(const struct scheduler *s, uint32_t trial)
{
	const struct median *m = (const struct median *)s;
	const struct median_trial *t = &m->trials[trial];
	bool bound = t->is.stand == BOUND && t->is.reached < m->n_levels;

	return (struct seat){.rung = bound || !t->is.reached ? t->is.reached : t->is.reached - 1};
}

static bool median_promote(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	(void)s;
	(void)trial;
	(void)out;
	return false;
}

static bool median_expects(const struct scheduler *s, struct strbuf *out)
{
	const struct median *m = (const struct median *)s;

	if (!m->standings.n_bound)
		return false;
	for (size_t i = 0; i < m->n_trials; i++) {
		if (m->trials[i].is.stand == BOUND) {
			strbuf_addf(out, "T%zu is on its way to be judged", i);
			break;
		}
	}
	standings_more(&m->standings, out);
	return true;
}

static int median_n_brackets(const struct scheduler *s)
{
	(void)s;
	return 1;
}

static const struct knob knobs[] = {NO_LADDER_KNOBS,
	{.name = "grace",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e9,
		.def = "1",
		.help = "the first epoch at which a trial may be stopped"},
	{.name = "every",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e9,
		.def = "1",
		.help = "epochs from one look at a trial to the next"},
	{0}};

const struct scheduler_ops scheduler_median = {
	.kind = {.name = "median",
		.help = "the median rule: stops a trial that was never better than the "
			"others' average",
		.knobs = knobs},
	.rule = &rule_median,
	.ladder = &ladder_passed,
	.create = median_new,
	.free = median_free,
	.next = median_next,
	.seat = median_seat,
	.report = median_report,
	.lost = median_lost,
	.ended = median_ended,
	.close = median_close,
	.adopt = median_adopt,
	.seat_of = median_seat_of,
	.promote = median_promote,
	.expects = median_expects,
	.n_brackets = median_n_brackets,
	.bracket = median_bracket,
};
