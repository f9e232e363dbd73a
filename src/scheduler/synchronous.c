/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pass is one round of one bracket. It fills its rung with `seats` results; then all
 * of them are judged together, in order: as many as the next rung seats climb, the rest
 * stop. Nothing climbs before the rung is full. That is the barrier, and the price of
 * it is workers without a seat to train for, which begin the next pass meanwhile (or
 * wait, when `idle: wait` asks to see the price).
 *
 * Seats are given out in the order of trial ids and older passes go first, so who gets
 * which seat does not depend on timing or on the number of workers.
 *
 * Trials adopted from another scheduler bring results with them: a rung may be full the
 * moment it opens, and some of those who sit there have ended and cannot climb.
 *
 * A trial that comes to an end of its own before its rung gives its seat up, and the rung
 * fills without it.
 */
#include "config.h"

#include "scheduler/synchronous.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "scheduler/queue.h"

struct pass {
	int bracket, round;
	int rung;	 /* the one it fills */
	uint32_t n_0;	 /* trials that it began with */
	uint32_t vacated; /* seats of its first rung that were given up */
	uint32_t seats;	 /* of the rung */
	uint32_t seated; /* seats taken */
	struct queue todo; /* who sits there and waits for a worker, in id order */
	struct result *results; /* of the rung, as they came */
	uint32_t n_results;
	size_t cap_results;
};

struct sync_trial {
	struct pass *pass; /* NULL once it has been judged for good */
	struct seat seat;
	int epochs;	/* trained */
	double *values; /* at the ladder's levels up to there; NULL: not kept */
	bool has_result; /* at the rung of its seat */
	bool ended;	/* before this scheduler came: never climbs, and no verdict */
	bool by_hand;	/* climbs at its next verdict, whatever its rank */
};

static struct synchronous *sync_of(struct scheduler *s)
{
	return (struct synchronous *)s;
}

void synchronous_init(struct synchronous *s, const struct scheduler_setup *setup)
{
	s->base.ops = setup->ops;
	s->maximize = setup->maximize;
	s->base.scratch = knobs_is(setup->knobs, "resume", "scratch");
	s->base.idle_wait = knobs_is(setup->knobs, "idle", "wait");
	s->rounds = setup->rounds;
}

static void pass_free(struct pass *h)
{
	queue_release(&h->todo);
	free(h->results);
	free(h);
}

void synchronous_free(struct scheduler *base)
{
	struct synchronous *s = sync_of(base);

	for (size_t i = 0; i < s->n_open; i++)
		pass_free(s->open[i]);
	for (size_t i = 0; i < s->n_trials; i++)
		free(s->trials[i].values);
	free(s->open);
	free(s->trials);
	free(s->ladders);
	free(s->seats);
	free(s);
}

/* Passes */

static struct pass *pass_begin(struct synchronous *s)
{
	struct pass *h = xcalloc(1, sizeof(*h));

	h->bracket = (int)(s->begun % s->n_brackets);
	h->round = (int)(s->begun / s->n_brackets);
	h->n_0 = h->seats = s->seats[h->bracket][0];
	s->begun++;
	ARRAY_ROOM(s->open, s->n_open, s->cap_open);
	return s->open[s->n_open++] = h;
}

static void pass_end(struct synchronous *s, struct pass *h)
{
	size_t i = 0;

	while (s->open[i] != h)
		i++;
	memmove(s->open + i, s->open + i + 1, (s->n_open - i - 1) * sizeof(*s->open));
	s->n_open--;
	pass_free(h);
}

static int pass_level(const struct synchronous *s, const struct pass *h)
{
	return s->ladders[h->bracket].levels[h->rung];
}

static bool pass_at_top(const struct synchronous *s, const struct pass *h)
{
	return h->rung == s->ladders[h->bracket].n_rungs - 1;
}

static void pass_add_result(
	struct synchronous *s, struct pass *h, uint32_t trial, double value)
{
	assert(h->n_results < h->seated && !s->trials[trial].has_result);
	s->trials[trial].has_result = true;
	ARRAY_ROOM(h->results, h->n_results, h->cap_results);
	h->results[h->n_results++] =
		(struct result){trial, isfinite(value) ? value : NO_NUMBER};
}

/* It sits at the pass's rung: with a result when it has one there, else to be trained. */
static void pass_take_in(struct synchronous *s, struct pass *h, uint32_t trial)
{
	struct sync_trial *r = &s->trials[trial];

	r->seat.rung = h->rung;
	r->has_result = false;
	if (r->values && r->epochs >= pass_level(s, h))
		pass_add_result(s, h, trial, r->values[h->rung]);
	else
		queue_insert(&h->todo, trial);
}

/* How many of the rung's results climb: no more than the next rung seats or are finite. */
static uint32_t pass_places(const struct synchronous *s, const struct pass *h)
{
	uint32_t next, finite = 0;

	if (pass_at_top(s, h))
		return 0;
	for (uint32_t i = 0; i < h->n_results; i++)
		finite += isfinite(h->results[i].value) != 0;
	next = ladder_seats(h->n_0, s->ladders[h->bracket].eta, h->rung + 1);
	return next < finite ? next : finite;
}

static enum verdict verdict_of(
	const struct synchronous *s, const struct pass *h, uint32_t rank, uint32_t places)
{
	const struct result *x = &h->results[rank - 1];

	if (!isfinite(x->value))
		return VERDICT_STOP;
	if (pass_at_top(s, h))
		return VERDICT_COMPLETE;
	return rank <= places || s->trials[x->trial].by_hand ? VERDICT_PROMOTE
							     : VERDICT_STOP;
}

static int by_id(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Judges the results in their order; the trials, trials[seats], in id order. */
static uint32_t pass_judge(
	struct synchronous *s, struct pass *h, uint32_t *trials, struct decisions *out)
{
	uint32_t places = pass_places(s, h), n = 0;

	results_sort(h->results, h->n_results, s->maximize);
	for (uint32_t i = 0; i < h->n_results; i++) {
		struct sync_trial *r = &s->trials[h->results[i].trial];
		struct decision d = {
			.trial = h->results[i].trial,
			.bracket = h->bracket,
			.round = h->round,
			.rung = h->rung,
			.level = pass_level(s, h),
			.value = h->results[i].value,
			.results = h->n_results,
			.places = places,
			.rank = i + 1,
			.cutoff = places ? h->results[places - 1].value : NO_NUMBER,
			.verdict = verdict_of(s, h, i + 1, places),
		};

		d.by_hand = d.verdict == VERDICT_PROMOTE && d.rank > places;
		r->by_hand = false;
		if (!r->ended)
			*decisions_add(out) = d;
		if (!r->ended && d.verdict == VERDICT_PROMOTE)
			trials[n++] = d.trial;
		else
			r->pass = NULL;
	}
	qsort(trials, n, sizeof(*trials), by_id);
	return n;
}

/* While the rung is full: judges everyone on it and opens the next, or ends the pass. */
static void pass_go_on(struct synchronous *s, struct pass *h, struct decisions *out)
{
	if (!h->seats) { /* all of them were given up */
		pass_end(s, h);
		return;
	}
	while (h->n_results == h->seats) {
		uint32_t *trials = xcalloc(h->seats, sizeof(*trials));
		uint32_t n = pass_judge(s, h, trials, out);

		if (n) {
			h->rung++;
			h->seats = h->seated = n;
			h->n_results = 0;
			for (uint32_t i = 0; i < n; i++)
				pass_take_in(s, h, trials[i]);
		}
		free(trials);
		if (!n) {
			pass_end(s, h);
			return;
		}
	}
}

/* The trial is no longer one of those that the rung waits for. */
static void pass_vacate(struct synchronous *s, struct pass *h, uint32_t trial)
{
	struct sync_trial *r = &s->trials[trial];

	assert(!r->has_result && h->seated);
	r->pass = NULL;
	r->ended = true;
	h->seats--;
	h->seated--;
	h->vacated += h->rung == 0;
}

/* No trial will take the seats that are left at its first rung. */
static void pass_close(struct synchronous *s, struct pass *h, struct decisions *out)
{
	if (h->rung > 0 || h->seated == h->seats)
		return;
	h->seats = h->seated;
	h->n_0 = h->seated + h->vacated;
	if (!h->seated)
		pass_end(s, h);
	else
		pass_go_on(s, h, out);
}

/* Jobs */

static struct job pass_job(struct synchronous *s, struct pass *h)
{
	struct job job = {.kind = JOB_START,
		.to = pass_level(s, h),
		.bracket = h->bracket,
		.round = h->round,
		.rung = h->rung};

	if (queue_length(&h->todo)) {
		job.kind = JOB_CLIMB;
		job.trial = queue_pop(&h->todo);
		job.from = s->base.scratch ? 0 : s->trials[job.trial].epochs;
	}
	return job;
}

void synchronous_next(struct scheduler *base, struct job *job, struct decisions *out)
{
	struct synchronous *s = sync_of(base);

	(void)out;
	for (size_t i = 0; i < s->n_open; i++) {
		struct pass *h = s->open[i];

		if (queue_length(&h->todo) || h->seated < h->seats) {
			*job = pass_job(s, h);
			return;
		}
	}
	*job = (struct job){.kind = JOB_WAIT};
	if (s->closed || (s->base.idle_wait && s->n_open) ||
		(s->rounds && s->begun / s->n_brackets >= s->rounds))
		return;
	*job = pass_job(s, pass_begin(s));
}

static struct sync_trial *add_trial(struct synchronous *s, struct pass *h)
{
	struct sync_trial *r;

	ARRAY_ROOM(s->trials, s->n_trials, s->cap_trials);
	r = &s->trials[s->n_trials++];
	*r = (struct sync_trial){
		.pass = h, .seat = {.bracket = h->bracket, .round = h->round}};
	h->seated++;
	return r;
}

void synchronous_seat(struct scheduler *base, const struct job *job, uint32_t trial)
{
	struct synchronous *s = sync_of(base);

	for (size_t i = 0; i < s->n_open; i++) {
		struct pass *h = s->open[i];

		if (h->bracket != job->bracket || h->round != job->round)
			continue;
		assert(h->rung == 0 && h->seated < h->seats && trial == s->n_trials);
		add_trial(s, h);
		return;
	}
	assert(0 && "seat: no such pass");
}

/* Keeps the values at the levels of its ladder that it has passed. */
static void keep_values(struct synchronous *s, struct sync_trial *r, struct curve curve)
{
	const struct ladder *l = &s->ladders[r->seat.bracket];

	r->epochs = curve.epochs;
	if (curve.epochs < l->levels[0])
		return;
	if (!r->values)
		r->values = xcalloc((size_t)l->n_rungs, sizeof(*r->values));
	for (int k = 0; k < l->n_rungs && l->levels[k] <= curve.epochs; k++)
		r->values[k] = curve.values[l->levels[k] - 1];
}

void synchronous_report(struct scheduler *base, uint32_t trial, struct curve curve,
	struct decisions *out)
{
	struct synchronous *s = sync_of(base);
	struct sync_trial *r = &s->trials[trial];
	struct pass *h = r->pass;

	assert(h && !r->has_result);
	r->epochs = curve.epochs;
	/* Past its level it got under another scheduler. */
	if (curve.epochs > pass_level(s, h))
		keep_values(s, r, curve);
	if (curve.epochs < pass_level(s, h)) {
		queue_insert(&h->todo, trial);
		return;
	}
	pass_add_result(s, h, trial, curve.values[pass_level(s, h) - 1]);
	pass_go_on(s, h, out);
}

void synchronous_lost(struct scheduler *base, uint32_t trial, struct decisions *out)
{
	struct synchronous *s = sync_of(base);
	struct pass *h = s->trials[trial].pass;

	if (!h)
		return;
	for (uint32_t i = 0; i < h->n_results; i++) {
		if (h->results[i].trial == trial) {
			h->results[i].value = NAN;
			return;
		}
	}
	queue_remove(&h->todo, trial);
	pass_add_result(s, h, trial, NAN);
	pass_go_on(s, h, out);
}

void synchronous_ended(struct scheduler *base, uint32_t trial, struct curve curve,
	struct decisions *out)
{
	struct synchronous *s = sync_of(base);
	struct sync_trial *r = &s->trials[trial];
	struct pass *h = r->pass;

	assert(h);
	r->epochs = curve.epochs;
	if (r->has_result) { /* it waits for the others at its rung */
		r->ended = true;
		return;
	}
	if (curve.epochs < pass_level(s, h)) {
		queue_remove(&h->todo, trial);
		pass_vacate(s, h, trial);
	} else { /* its task was another scheduler's, and went further */
		r->ended = true;
		pass_add_result(s, h, trial, curve.values[pass_level(s, h) - 1]);
	}
	pass_go_on(s, h, out);
}

void synchronous_close(struct scheduler *base, struct decisions *out)
{
	struct synchronous *s = sync_of(base);

	s->closed = true;
	for (size_t i = s->n_open; i-- > 0;)
		pass_close(s, s->open[i], out);
}

/* Adopting */

/* A trial comes to a rung by a verdict alone, and has one result at a time. */
static int reach(const struct bracket_shape *b, int reached, int epochs)
{
	int next = reached + 1;

	return next < b->n_rungs && b->levels[next] <= epochs ? next : reached;
}

static bool arrives(const struct bracket_shape *b, int reached, int rung, int epochs)
{
	(void)b;
	(void)reached;
	(void)rung;
	(void)epochs;
	return true;
}

/* The result of one that has ended counts at the first rung, and nowhere above. */
static struct rung_place place(const struct bracket_shape *b, const struct adopted *x)
{
	int epochs = x->curve.epochs;
	bool highest = b->n_rungs == 1 || epochs < b->levels[1];
	struct rung_place p = {.reached = reach(b, -1, epochs)};

	switch (x->standing) {
	case STANDS_WAITING:
		break;
	case STANDS_RUNNING: /* it finishes its task first */
		p.reached = -1;
		break;
	case STANDS_COMPLETE:
		p.vacates = p.reached < 0;
		break;
	case STANDS_ENDED:
	case STANDS_LOST:
		p.lost = p.reached < 0 || (x->standing == STANDS_LOST &&
						  x->target == epochs && highest);
		p.reached = 0;
		break;
	}
	return p;
}

const struct ladder_ops ladder_seated = {
	.reach = reach,
	.arrives = arrives,
	.place = place,
};

static void adopt_one(struct synchronous *s, uint32_t trial, const struct adopted *x)
{
	struct pass *h = s->n_open ? s->open[s->n_open - 1] : NULL;
	struct bracket_shape shape;
	struct rung_place p;
	struct sync_trial *r;

	if (!h || h->seated == h->seats)
		h = pass_begin(s);
	shape = synchronous_bracket(&s->base, h->bracket);
	p = place(&shape, x);
	r = add_trial(s, h);
	keep_values(s, r, x->curve);
	r->ended = x->standing != STANDS_WAITING && x->standing != STANDS_RUNNING;
	if (p.vacates)
		pass_vacate(s, h, trial);
	else if (p.reached == 0)
		pass_add_result(s, h, trial, p.lost ? NO_NUMBER : r->values[0]);
	else if (x->standing == STANDS_WAITING)
		queue_insert(&h->todo, trial);
}

void synchronous_adopt(struct scheduler *base, const struct adopted *trials, size_t n,
	struct decisions *out)
{
	struct synchronous *s = sync_of(base);
	struct pass **dealt;
	size_t n_dealt;

	for (size_t i = 0; i < n; i++)
		adopt_one(s, (uint32_t)i, &trials[i]);
	n_dealt = s->n_open;
	dealt = xcalloc(n_dealt, sizeof(*dealt));
	if (n_dealt) /* no array yet, and memcpy() takes no NULL */
		memcpy(dealt, s->open, n_dealt * sizeof(*dealt));
	for (size_t i = 0; i < n_dealt; i++) {
		if (s->rounds && dealt[i]->round >= s->rounds &&
			dealt[i]->seated < dealt[i]->seats)
			pass_close(s, dealt[i], out);
		else
			pass_go_on(s, dealt[i], out);
	}
	free(dealt);
}

struct seat synchronous_seat_of(const struct scheduler *s, uint32_t trial)
{
	return ((const struct synchronous *)s)->trials[trial].seat;
}

bool synchronous_promote(struct scheduler *base, uint32_t trial, struct decisions *out)
{
	struct synchronous *s = sync_of(base);
	struct sync_trial *r = &s->trials[trial];
	struct pass *h = r->pass;

	(void)out;
	if (!h || r->ended || pass_at_top(s, h))
		return false;
	for (uint32_t i = 0; i < h->n_results; i++)
		if (h->results[i].trial == trial && !isfinite(h->results[i].value))
			return false;
	r->by_hand = true;
	return true;
}

bool synchronous_expects(const struct scheduler *base, struct strbuf *out)
{
	const struct synchronous *s = (const struct synchronous *)base;
	const struct pass *h;

	if (!s->n_open)
		return false;
	h = s->open[0];
	strbuf_addf(out, "rung %d of bracket %d, round %d, has %u of %u results", h->rung,
		h->bracket, h->round, h->n_results, h->seats);
	for (size_t i = 0; i < s->n_trials; i++) {
		if (s->trials[i].pass == h && !s->trials[i].has_result) {
			strbuf_addf(out, "; T%zu is missing", i);
			break;
		}
	}
	return true;
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
