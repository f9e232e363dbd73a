/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/audit.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/order_tree.h"
#include "base/xalloc.h"
#include "study/audit_parts.h"

bool audit_was_stopped(const struct study *s, const struct study_trial *t)
{
	return t->state == TRIAL_STOPPED || (t->state == TRIAL_PAUSED && t->reached >= 0 &&
						    s->phase == PHASE_FINISHED);
}

struct audit_place audit_place_of(const struct study *s, const struct study_trial *t)
{
	int rung = t->reached > 0 ? t->reached : 0;

	if (t->state == TRIAL_STOPPED && t->decision) {
		const struct decision *d = &s->decisions[t->decision - 1].d;

		return (struct audit_place){d->bracket, d->level, d->rung};
	}
	return (struct audit_place){
		t->bracket, s->shape[t->bracket].levels[rung], rung};
}

int audit_place_order(struct audit_place a, struct audit_place b)
{
	if (a.bracket != b.bracket)
		return a.bracket < b.bracket ? -1 : 1;
	return (a.level > b.level) - (a.level < b.level);
}

double audit_value_at(const struct study_trial *t, int level)
{
	double v = level >= 1 && level <= t->epoch ? study_result(t, level) : NO_NUMBER;

	return isfinite(v) ? v : NO_NUMBER;
}

/* What audit_make() has at hand. */
struct making {
	struct audit *a;
	const struct study *s;
	const struct futures *f;
	bool *drawn; /* by trial: whether it is in the sample */
	bool biased; /* which was not drawn at random, and is not all */
};

/* By how much a is better than b. */
static double gain_over(const struct study *s, double a, double b)
{
	return s->info->maximize ? a - b : b - a;
}

static void find_winner(struct making *m)
{
	const struct study_incumbent *i = study_incumbent(m->s);

	m->a->winner = i ? i->trial : STUDY_NONE;
	m->a->value = i ? i->value : NO_NUMBER;
}

/* A random sample ends at the first one that is not known. */
static void find_sample(struct making *m)
{
	const struct study *s = m->s;
	size_t reach;
	uint32_t *order = audit_order(s, m->a->pick, 0, &reach);

	m->drawn = xcalloc(s->n_trials + 1, sizeof(*m->drawn));
	for (size_t i = 0; i < s->n_trials; i++) {
		bool known = futures_find(m->f, order[i]);

		if (!known && m->a->pick == AUDIT_RANDOM &&
			audit_was_stopped(s, &s->trials[order[i]]))
			break;
		m->drawn[order[i]] = known;
	}
	free(order);
}

static int by_place(const void *a, const void *b)
{
	const struct audit_rung *x = a, *y = b;

	return audit_place_order((struct audit_place){x->bracket, x->level, x->rung},
		(struct audit_place){y->bracket, y->level, y->rung});
}

static size_t rung_at(const struct audit *a, struct audit_place at)
{
	for (size_t i = 0; i < a->n_rungs; i++)
		if (a->rungs[i].bracket == at.bracket && a->rungs[i].level == at.level)
			return i;
	return a->n_rungs;
}

/* Those of the present ladder below its top that were used, and of earlier ones. */
static void find_rungs(struct making *m)
{
	const struct study *s = m->s;
	struct audit *a = m->a;
	size_t cap = 0;

	for (size_t i = 0; i < s->n_rungs + s->n_trials; i++) {
		struct audit_place at;

		if (i < s->n_rungs) {
			const struct study_rung *r = &s->rungs[i];

			at = (struct audit_place){r->bracket, r->level, r->rung};
			if (!r->done || r->rung + 1 == s->shape[r->bracket].n_rungs)
				continue;
		} else if (audit_was_stopped(s, &s->trials[i - s->n_rungs])) {
			at = audit_place_of(s, &s->trials[i - s->n_rungs]);
		} else {
			continue;
		}
		if (rung_at(a, at) < a->n_rungs)
			continue;
		ARRAY_ROOM(a->rungs, a->n_rungs, cap);
		a->rungs[a->n_rungs++] = (struct audit_rung){.bracket = at.bracket,
			.rung = at.rung,
			.level = at.level,
			.worst = NO_NUMBER,
			.noise = NO_NUMBER};
	}
	if (a->n_rungs)
		qsort(a->rungs, a->n_rungs, sizeof(*a->rungs), by_place);
}

static uint64_t epochs_saved(const struct making *m, const struct study_trial *t)
{
	const struct future *x = futures_find(m->f, t->id);
	int to = m->f->top;

	if (to == EPOCHS_OPEN)
		to = x ? x->epochs : 0;
	return to > t->epoch ? (uint64_t)(to - t->epoch) : 0;
}

static void add_stopped(struct making *m, const struct study_trial *t, size_t *cap)
{
	const struct future *x = futures_find(m->f, t->id);
	struct audit *a = m->a;
	size_t at = rung_at(a, audit_place_of(m->s, t));
	struct audit_rung *r = &a->rungs[at];
	struct audit_trial one = {.trial = t->id, .rung = at};

	r->stopped++;
	r->saved += epochs_saved(m, t);
	if (!x)
		return;
	one.final = future_final(x);
	one.best = future_best(x, m->s->info->maximize, &one.best_epoch);
	one.gain = isfinite(one.best) && !(study_broken(m->s, one.best) > 0)
			   ? gain_over(m->s, one.best, a->value)
			   : -(double)INFINITY;
	if (t->state == TRIAL_STOPPED && t->decision) {
		const struct study_decision *d = &m->s->decisions[t->decision - 1];

		one.rank = d->d.rank;
		one.of = rule_ranked(d->rule, &d->d);
	}
	ARRAY_ROOM(a->trials, a->n_trials, *cap);
	a->trials[a->n_trials++] = one;
	if (!m->drawn[t->id])
		return;
	r->known++;
	r->wrong += one.gain > 0;
	if (one.gain > 0 && !(one.gain <= r->worst))
		r->worst = one.gain;
	a->failed += !isfinite(one.final);
}

static int worst_first(const void *a, const void *b)
{
	const struct audit_trial *x = a, *y = b;

	if (x->gain != y->gain)
		return x->gain > y->gain ? -1 : 1;
	return (x->trial > y->trial) - (x->trial < y->trial);
}

static void find_stopped(struct making *m)
{
	struct audit *a = m->a;
	size_t cap = 0;

	for (size_t i = 0; i < m->s->n_trials; i++)
		if (audit_was_stopped(m->s, &m->s->trials[i]))
			add_stopped(m, &m->s->trials[i], &cap);
	if (a->n_trials)
		qsort(a->trials, a->n_trials, sizeof(*a->trials), worst_first);
	a->regret = a->n_trials && a->trials[0].gain > 0 ? a->trials[0].gain : 0;
}

/* Their places among all whose future is known. */
static void find_places(struct making *m)
{
	const struct study *s = m->s;
	struct result *order = xcalloc(s->n_trials + 1, sizeof(*order));
	uint32_t *place = xcalloc(s->n_trials + 1, sizeof(*place)), n = 0;

	for (size_t i = 0; i < s->n_trials; i++) {
		const struct future *x = futures_find(m->f, (uint32_t)i);

		if (x)
			order[n++] = (struct result){(uint32_t)i, future_final(x)};
	}
	results_sort(order, n, s->info->maximize);
	for (uint32_t i = 0; i < n && isfinite(order[i].value); i++)
		place[order[i].trial] = i + 1;
	for (size_t i = 0; i < m->a->n_trials; i++) {
		m->a->trials[i].place = place[m->a->trials[i].trial];
		m->a->trials[i].among = n;
	}
	free(place);
	free(order);
}

static void add_step(struct audit *a, int level, uint32_t rank, uint32_t of)
{
	a->steps = xreallocarray(a->steps, a->n_steps + 1, sizeof(*a->steps));
	a->steps[a->n_steps++] = (struct audit_step){level, rank, of};
}

static int by_level(const void *a, const void *b)
{
	const struct audit_step *x = a, *y = b;

	return (x->level > y->level) - (x->level < y->level);
}

/* The ranks at the rungs: of the winner, and of those that no decision gave one. */
static void find_ranks(struct making *m)
{
	const struct study *s = m->s;
	struct audit *a = m->a;
	size_t *at = xcalloc(s->n_trials + 1, sizeof(*at)); /* in a->trials, from 1 */

	for (size_t i = 0; i < a->n_trials; i++)
		at[a->trials[i].trial] = i + 1;
	for (size_t i = 0; i < s->n_rungs; i++) {
		const struct study_rung *r = &s->rungs[i];
		struct result *order = xcalloc(r->done + 1, sizeof(*order));

		for (uint32_t k = 0; k < r->done; k++)
			order[k] = (struct result){r->trials[k], r->values[k]};
		results_sort(order, r->done, s->info->maximize);
		for (uint32_t k = 0; k < r->done; k++) {
			uint32_t id = order[k].trial;
			struct audit_trial *x = at[id] ? &a->trials[at[id] - 1] : NULL;

			if (id == a->winner)
				add_step(a, r->level, k + 1, r->done);
			if (x && s->trials[id].state == TRIAL_PAUSED &&
				s->trials[id].reached == r->rung) {
				x->rank = k + 1;
				x->of = r->done;
			}
		}
		free(order);
	}
	if (a->n_steps)
		qsort(a->steps, a->n_steps, sizeof(*a->steps), by_level);
	free(at);
}

/* Whether trials of the rung's bracket have a result there, and which; NaN: it has none. */
static double result_at(const struct study *s, const struct audit_rung *r, size_t trial)
{
	const struct study_trial *t = &s->trials[trial];

	return t->bracket == r->bracket ? audit_value_at(t, r->level) : NO_NUMBER;
}

static void compare(struct making *m, struct audit_rung *r, double *x, double *y)
{
	const struct study *s = m->s;
	size_t n = 0;

	for (size_t i = 0; i < s->n_trials; i++) {
		double v = result_at(s, r, i);

		if (!isfinite(v))
			continue;
		r->results++;
		if (!m->drawn[i] || m->biased)
			continue;
		x[n] = v;
		y[n++] = future_final(futures_find(m->f, (uint32_t)i));
	}
	r->tau = agreement_tau(x, y, n, s->info->maximize);
	r->rho = agreement_rho(x, y, n, s->info->maximize);
}

static void sum_up(struct making *m)
{
	struct audit *a = m->a;
	double *x = xcalloc(m->s->n_trials + 1, sizeof(*x));
	double *y = xcalloc(m->s->n_trials + 1, sizeof(*y));

	for (size_t i = 0; i < a->n_rungs; i++)
		m->biased |= a->pick == AUDIT_BEST &&
			     a->rungs[i].known < a->rungs[i].stopped;
	for (size_t i = 0; i < a->n_rungs; i++) {
		struct audit_rung *r = &a->rungs[i];

		compare(m, r, x, y);
		r->lo = r->hi = r->wrong;
		r->sampled = a->pick == AUDIT_RANDOM && r->known < r->stopped;
		if (r->sampled)
			sample_interval(r->wrong, r->known, r->stopped, &r->lo, &r->hi);
		a->stopped += r->stopped;
		a->known += r->known;
		a->wrong += r->wrong;
		a->saved += r->saved;
	}
	a->lo = a->hi = a->wrong;
	a->sampled = a->pick == AUDIT_RANDOM && a->known < a->stopped;
	if (a->sampled)
		sample_interval(a->wrong, a->known, a->stopped, &a->lo, &a->hi);
	a->saved_share = (double)a->saved / fmax(1, (double)(a->saved + m->s->epochs));
	free(y);
	free(x);
}

void audit_make(struct audit *a, const struct study *s, const struct futures *f,
	enum audit_pick pick)
{
	struct making m = {.a = a, .s = s, .f = f};

	*a = (struct audit){.pick = pick, .top = f->top};
	find_winner(&m);
	if (!s->n_brackets)
		return;
	find_sample(&m);
	find_rungs(&m);
	find_stopped(&m);
	find_places(&m);
	find_ranks(&m);
	sum_up(&m);
	audit_find_tossed(a, s, f);
	free(m.drawn);
}

void audit_release(struct audit *a)
{
	free(a->rungs);
	free(a->trials);
	free(a->steps);
	free(a->tossed);
	*a = (struct audit){.winner = STUDY_NONE};
}
