/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The synchronous kinds. A pass is a round of a bracket: its n_0 trials at rung 0, of
 * which, when all of them have their result, the best n_1 climb, and so on.
 *
 * Successive halving (Karnin et al. 2013; Jamieson & Talwalkar 2016) runs the passes of
 * one bracket one after the other, hyperband (Li et al. 2017) those of all in turn.
 */
#include "config.h"

#include "reference.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct pass {
	int bracket, round;
	uint32_t n_0;
	int rung; /* that it is at */
	bool over;
	uint32_t *members; /* of the rung: who has a seat */
	size_t n_members, cap;
	uint32_t seats; /* of the rung */
	uint32_t gone;	/* of its n_0, those that ended before its first rung */
	struct reference_rung results;
};

struct synchronous {
	struct reference ref;
	bool idle_waits;
	int n_brackets;
	uint32_t **seats;   /* seats[b][k]: n_k of bracket b */
	struct pass *passes; /* in order of beginning */
	size_t n_heats, cap_heats;
};

static struct synchronous *new_as(
	const struct scheduler_ops *ops, const struct scheduler_setup *setup)
{
	struct synchronous *m = xcalloc(1, sizeof(*m));
	const struct knobs *k = setup->knobs;

	reference_init(&m->ref, ops, setup);
	m->idle_waits = knob_find(k->rows, "idle") && knobs_is(k, "idle", "wait");
	return m;
}

static void add_bracket(struct synchronous *m, int64_t n_0)
{
	int b = m->n_brackets++, n_rungs = m->ref.n_levels - b;

	m->seats = xreallocarray(m->seats, (size_t)m->n_brackets, sizeof(*m->seats));
	m->seats[b] = xcalloc((size_t)n_rungs, sizeof(**m->seats));
	for (int k = 0; k < n_rungs; k++)
		m->seats[b][k] = reference_seats((uint32_t)n_0, m->ref.eta, k);
}

static struct scheduler *halving_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct synchronous *m = new_as(&reference_halving, setup);
	const struct knob_value *n = knobs_get(setup->knobs, "n");

	(void)err;
	/* η^K is what hyperband's bracket 0 has. */
	add_bracket(
		m, n->set ? (int64_t)n->number
			  : reference_hyperband_n(m->ref.eta, m->ref.n_levels - 1, 0));
	return &m->ref.base;
}

static struct scheduler *hyperband_new(
	const struct scheduler_setup *setup, struct error *err)
{
	struct synchronous *m = new_as(&reference_hyperband, setup);
	int K = m->ref.n_levels - 1;

	(void)err;
	for (int b = 0; b <= K; b++)
		add_bracket(m, reference_hyperband_n(m->ref.eta, K, b));
	return &m->ref.base;
}

static void synchronous_free(struct scheduler *s)
{
	struct synchronous *m = (struct synchronous *)s;

	for (size_t i = 0; i < m->n_heats; i++) {
		free(m->passes[i].members);
		rung_release(&m->passes[i].results);
	}
	free(m->passes);
	for (int b = 0; b < m->n_brackets; b++)
		free(m->seats[b]);
	free(m->seats);
	reference_release(&m->ref);
	free(m);
}

/* Passes */

static int level_of(const struct synchronous *m, const struct pass *h)
{
	return m->ref.levels[h->bracket + h->rung];
}

static bool at_top(const struct synchronous *m, const struct pass *h)
{
	return h->bracket + h->rung == m->ref.n_levels - 1;
}

/* Every bracket in turn, and then again. */
static struct pass next_heat(const struct synchronous *m)
{
	struct pass h = {.bracket = (int)(m->n_heats % (size_t)m->n_brackets),
		.round = (int)(m->n_heats / (size_t)m->n_brackets)};

	h.n_0 = h.seats = m->seats[h.bracket][0];
	return h;
}

static bool past_the_rounds(const struct synchronous *m, const struct pass *h)
{
	return m->ref.rounds && h->round >= m->ref.rounds;
}

static struct pass *begin_heat(struct synchronous *m)
{
	ARRAY_ROOM(m->passes, m->n_heats, m->cap_heats);
	m->passes[m->n_heats] = next_heat(m);
	return &m->passes[m->n_heats++];
}

static void add_member(struct synchronous *m, struct pass *h, uint32_t trial)
{
	ARRAY_ROOM(h->members, h->n_members, h->cap);
	h->members[h->n_members++] = trial;
	m->ref.trials[trial].seat = (struct seat){h->bracket, h->round, h->rung};
}

static bool is_member(const struct pass *h, uint32_t trial)
{
	for (size_t i = 0; i < h->n_members; i++)
		if (h->members[i] == trial)
			return true;
	return false;
}

static struct pass *pass_of(const struct synchronous *m, uint32_t trial)
{
	for (size_t i = 0; i < m->n_heats; i++)
		if (!m->passes[i].over && is_member(&m->passes[i], trial))
			return &m->passes[i];
	return NULL;
}

/* A trial that trains no more: it has its result, or is to be trained up to the level. */
static void arrive(struct synchronous *m, struct pass *h, uint32_t trial)
{
	struct reference_trial *t = &m->ref.trials[trial];

	if (t->epochs >= level_of(m, h)) {
		t->state = REFERENCE_WAITING;
		rung_add(&h->results, trial, reference_value(t, level_of(m, h)));
	} else {
		t->state = REFERENCE_DUE;
	}
}

/* Judging */

static void decide(const struct synchronous *m, struct pass *h, struct decision d,
	enum verdict verdict, bool by_hand, struct decisions *out)
{
	struct reference_trial *t = &m->ref.trials[d.trial];

	d.bracket = h->bracket;
	d.round = h->round;
	d.rung = h->rung;
	d.level = level_of(m, h);
	d.verdict = verdict;
	d.by_hand = by_hand;
	if (!t->silent)
		*decisions_add(out) = d;
	t->by_hand = false;
}

/* The next rung's seats, for those that climb. */
static void move_up(struct synchronous *m, struct pass *h, const struct decisions *climb)
{
	h->n_members = 0;
	h->results.n = 0;
	h->rung++;
	h->seats = (uint32_t)climb->n;
	for (size_t i = 0; i < climb->n; i++) {
		add_member(m, h, climb->items[i].trial);
		arrive(m, h, climb->items[i].trial);
	}
}

/* All seats of the rung have their result. */
static void judge(struct synchronous *m, struct pass *h, struct decisions *out)
{
	struct decisions climb = {0};
	uint32_t finite = rung_finite(&h->results), places = 0;
	double cutoff;

	if (!at_top(m, h)) {
		places = reference_seats(h->n_0, m->ref.eta, h->rung + 1);
		places = places < finite ? places : finite;
	}
	cutoff = rung_cutoff(&h->results, places, m->ref.maximize);
	for (uint32_t i = 0; i < h->results.n; i++) {
		const struct reference_result *x = &h->results.items[i];
		struct reference_trial *t = &m->ref.trials[x->trial];
		bool by_rank = i < places;
		bool by_hand = !by_rank && t->by_hand && isfinite(x->value);
		struct decision d = {
			.trial = x->trial,
			.value = x->value,
			.results = (uint32_t)h->results.n,
			.places = places,
			.rank = i + 1,
			.cutoff = cutoff,
		};

		if (at_top(m, h)) {
			decide(m, h, d,
				isfinite(x->value) ? VERDICT_COMPLETE : VERDICT_STOP,
				false, out);
			t->state = REFERENCE_OVER;
		} else if (by_rank || by_hand) {
			decide(m, h, d, VERDICT_PROMOTE, by_hand, out);
			if (t->state != REFERENCE_OVER)
				*decisions_add(&climb) = d;
		} else {
			decide(m, h, d, VERDICT_STOP, false, out);
			t->state = REFERENCE_OVER;
		}
	}
	if (climb.n)
		move_up(m, h, &climb);
	else
		h->over = true;
	decisions_release(&climb);
}

/* Judges while a rung is full: a next one may fill at once. */
static void settle(struct synchronous *m, struct pass *h, struct decisions *out)
{
	while (!h->over && h->n_members == h->seats && h->results.n == h->seats)
		judge(m, h, out);
}

static void settle_all(struct synchronous *m, struct decisions *out)
{
	for (size_t i = 0; i < m->n_heats; i++)
		settle(m, &m->passes[i], out);
}

/* No more trials come: its n_0 is what it has. */
static void shrink(struct pass *h)
{
	if (h->rung == 0)
		h->n_0 = (h->seats = (uint32_t)h->n_members) + h->gone;
	if (h->n_members == 0)
		h->over = true;
}

/* The conversation */

static int64_t first_due(const struct synchronous *m, const struct pass *h)
{
	int64_t first = -1;

	for (size_t i = 0; i < h->n_members; i++)
		if (m->ref.trials[h->members[i]].state == REFERENCE_DUE &&
			(first < 0 || h->members[i] < first))
			first = h->members[i];
	return first;
}

static struct job start(const struct synchronous *m, const struct pass *h)
{
	return (struct job){.kind = JOB_START,
		.to = level_of(m, h),
		.bracket = h->bracket,
		.round = h->round};
}

static void next(struct scheduler *s, struct job *job, struct decisions *out)
{
	struct synchronous *m = (struct synchronous *)s;
	struct pass new = next_heat(m);
	bool older_are_over = true;

	(void)out;
	for (size_t i = 0; i < m->n_heats; i++) {
		const struct pass *h = &m->passes[i];
		int64_t due = h->over ? -1 : first_due(m, h);

		if (due >= 0) {
			reference_climb(&m->ref, (uint32_t)due, level_of(m, h), job);
			return;
		}
		/* Adopting may have begun it before its time; it fills all the same. */
		if (!h->over && h->n_members < h->seats) {
			*job = start(m, h);
			return;
		}
		older_are_over = older_are_over && h->over;
	}
	if (!m->ref.closed && !past_the_rounds(m, &new) &&
		(older_are_over || !m->idle_waits))
		*job = start(m, &new);
	else
		*job = (struct job){.kind = JOB_WAIT};
}

static void seat(struct scheduler *s, const struct job *job, uint32_t trial)
{
	struct synchronous *m = (struct synchronous *)s;
	struct pass *h = NULL;

	reference_add(&m->ref, NULL);
	for (size_t i = 0; i < m->n_heats; i++)
		if (m->passes[i].bracket == job->bracket &&
			m->passes[i].round == job->round)
			h = &m->passes[i];
	add_member(m, h ? h : begin_heat(m), trial);
}

static void report(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct synchronous *m = (struct synchronous *)s;
	struct pass *h = pass_of(m, trial);

	reference_set_curve(&m->ref.trials[trial], curve);
	arrive(m, h, trial);
	settle(m, h, out);
}

static void lost(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	struct synchronous *m = (struct synchronous *)s;
	struct pass *h = pass_of(m, trial);

	if (!rung_find(&h->results, trial))
		rung_add(&h->results, trial, NAN);
	rung_find(&h->results, trial)->value = NAN;
	m->ref.trials[trial].state = REFERENCE_OVER;
	settle(m, h, out);
}

/* The rung has one member less, and waits for one less. */
static void give_up_seat(struct pass *h, uint32_t trial)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n_members; i++)
		if (h->members[i] != trial)
			h->members[n++] = h->members[i];
	h->n_members = n;
	h->seats--;
	h->gone += h->rung == 0;
}

static void ended(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct synchronous *m = (struct synchronous *)s;
	struct reference_trial *t = &m->ref.trials[trial];
	struct pass *h = pass_of(m, trial);

	reference_set_curve(t, curve);
	t->state = REFERENCE_OVER;
	t->silent = true;
	if (t->epochs < level_of(m, h))
		give_up_seat(h, trial);
	else
		rung_add(&h->results, trial, reference_value(t, level_of(m, h)));
	settle(m, h, out);
}

static void no_more(struct scheduler *s, struct decisions *out)
{
	struct synchronous *m = (struct synchronous *)s;

	m->ref.closed = true;
	for (size_t i = 0; i < m->n_heats; i++)
		shrink(&m->passes[i]);
	settle_all(m, out);
}

/* Adopting */

/* The result that an ended or lost trial has at a level. */
static double result_of(const struct synchronous *m, const struct pass *h,
	const struct reference_trial *t, const struct adopted *a)
{
	int level = level_of(m, h), waited_at = 0;

	for (int i = h->bracket; i < m->ref.n_levels; i++)
		if (m->ref.levels[i] <= t->epochs)
			waited_at = m->ref.levels[i];
	if (t->epochs < level)
		return NAN;
	if (a->standing == STANDS_LOST && a->target == t->epochs && level == waited_at)
		return NAN;
	return reference_value(t, level);
}

static void adopt(struct scheduler *s, const struct adopted *trials, size_t n,
	struct decisions *out)
{
	struct synchronous *m = (struct synchronous *)s;
	struct pass *h = NULL;

	for (uint32_t i = 0; i < n; i++) {
		struct reference_trial *t = reference_add(&m->ref, &trials[i]);

		if (!h || h->n_members == h->seats)
			h = begin_heat(m);
		add_member(m, h, i);
		if (t->state == REFERENCE_WAITING)
			arrive(m, h, i);
		else if (trials[i].standing == STANDS_COMPLETE &&
			 t->epochs < level_of(m, h))
			give_up_seat(h, i);
		else if (t->state == REFERENCE_OVER)
			rung_add(&h->results, i, result_of(m, h, t, &trials[i]));
	}
	if (h && past_the_rounds(m, h))
		shrink(h);
	settle_all(m, out);
}

static bool promote(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	struct synchronous *m = (struct synchronous *)s;
	struct pass *h = pass_of(m, trial);
	const struct reference_result *x = h ? rung_find(&h->results, trial) : NULL;

	(void)out;
	if (!h || m->ref.trials[trial].state == REFERENCE_OVER || at_top(m, h))
		return false;
	if (x && !isfinite(x->value))
		return false;
	m->ref.trials[trial].by_hand = true;
	return true;
}

/* Results are due until every pass that has begun is over. */
static bool expects(const struct scheduler *s, struct strbuf *out)
{
	const struct synchronous *m = (const struct synchronous *)s;

	(void)out;
	for (size_t i = 0; i < m->n_heats; i++)
		if (!m->passes[i].over)
			return true;
	return false;
}

static int n_brackets(const struct scheduler *s)
{
	return ((const struct synchronous *)s)->n_brackets;
}

static struct bracket_shape bracket(const struct scheduler *s, int b)
{
	struct bracket_shape shape = reference_all_levels(s, b);

	shape.seats = ((const struct synchronous *)s)->seats[b];
	return shape;
}

#define SYNCHRONOUS_OPS                                                                  \
	.synchronous = true, .free = synchronous_free, .next = next, .seat = seat,       \
	.report = report, .lost = lost, .ended = ended, .close = no_more, .adopt = adopt,                \
	.seat_of = reference_seat_of, .promote = promote, .expects = expects,            \
	.n_brackets = n_brackets, .bracket = bracket

const struct scheduler_ops reference_halving = {
	.kind = {.name = "successive_halving"}, .create = halving_new, SYNCHRONOUS_OPS};

const struct scheduler_ops reference_hyperband = {
	.kind = {.name = "hyperband"}, .create = hyperband_new, SYNCHRONOUS_OPS};
