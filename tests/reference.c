/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

const struct scheduler_ops *reference_find(const char *name)
{
	static const struct scheduler_ops *const all[] = {
		&reference_random,
		&reference_halving,
		&reference_hyperband,
		&reference_asha,
		&reference_asha_stop,
		&reference_median,
		&reference_pasha,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i]->kind.name, name))
			return all[i];
	return NULL;
}

/* Rungs */

void rung_release(struct reference_rung *r)
{
	free(r->items);
	*r = (struct reference_rung){0};
}

void rung_add(struct reference_rung *r, uint32_t trial, double value)
{
	ARRAY_ROOM(r->items, r->n, r->cap);
	r->items[r->n++] = (struct reference_result){.trial = trial, .value = value};
}

struct reference_result *rung_find(struct reference_rung *r, uint32_t trial)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].trial == trial)
			return &r->items[i];
	return NULL;
}

bool value_better(double a, double b, bool maximize)
{
	if (!isfinite(a))
		return false;
	if (!isfinite(b))
		return true;
	return maximize ? a > b : a < b;
}

static bool goes_before(
	const struct reference_result *a, const struct reference_result *b, bool maximize)
{
	if (value_better(a->value, b->value, maximize))
		return true;
	if (value_better(b->value, a->value, maximize))
		return false;
	return a->trial < b->trial;
}

/* Insertion sort: a rung that has been sorted before has one item out of place. */
void rung_sort(struct reference_rung *r, bool maximize)
{
	for (size_t i = 1; i < r->n; i++) {
		struct reference_result x = r->items[i];
		size_t j = i;

		for (; j && goes_before(&x, &r->items[j - 1], maximize); j--)
			r->items[j] = r->items[j - 1];
		r->items[j] = x;
	}
}

uint32_t rung_rank(struct reference_rung *r, uint32_t trial, bool maximize)
{
	rung_sort(r, maximize);
	return (uint32_t)(rung_find(r, trial) - r->items) + 1;
}

double rung_cutoff(struct reference_rung *r, uint32_t places, bool maximize)
{
	rung_sort(r, maximize);
	return places ? r->items[places - 1].value : (double)NAN;
}

uint32_t rung_finite(const struct reference_rung *r)
{
	uint32_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += isfinite(r->items[i].value);
	return n;
}

/* Setting up */

int64_t reference_knob(const struct knobs *k, const char *name, int64_t otherwise)
{
	return knob_find(k->rows, name) ? knobs_int(k, name) : otherwise;
}

static void add_level(struct reference *r, int64_t level)
{
	r->levels = xreallocarray(
		r->levels, (size_t)r->n_levels + 1, sizeof(*r->levels));
	r->levels[r->n_levels++] = (int)level;
}

/* r_min·η^k while that is less than r_max, then r_max itself. */
static void count_up(struct reference *r, int64_t r_min, int64_t r_max)
{
	for (int64_t level = r_min; level < r_max; level *= r->eta)
		add_level(r, level);
	add_level(r, r_max);
}

/* r_max, r_max/η, r_max/η², …, whole, down to the last that is not below r_min. */
static void count_down(struct reference *r, int64_t r_min, int64_t r_max)
{
	int64_t divisor = 1;

	while (r_max >= r_min * divisor * r->eta)
		divisor *= r->eta;
	for (; divisor >= 1; divisor /= r->eta)
		add_level(r, r_max / divisor);
}

static void find_levels(struct reference *r, const struct knobs *k)
{
	int64_t r_min = reference_knob(k, "min", 1);
	bool open = knobs_is(k, "max", "none");
	const char *list = knob_find(k->rows, "levels") ? knobs_text(k, "levels") : NULL;

	if (!list && knob_find(k->rows, "anchor") && knobs_is(k, "anchor", "max"))
		count_down(r, r_min, reference_knob(k, "max", 81));
	else if (!list)
		count_up(r, r_min, open ? EPOCHS_OPEN : reference_knob(k, "max", 81));
	for (; list; list = strchr(list, ',') ? strchr(list, ',') + 1 : NULL)
		add_level(r, strtol(list, NULL, 10));
	if (open && r->levels[r->n_levels - 1] != EPOCHS_OPEN)
		add_level(r, EPOCHS_OPEN);
}

void reference_init(struct reference *r, const struct scheduler_ops *ops,
	const struct scheduler_setup *setup)
{
	const struct knobs *k = setup->knobs;

	*r = (struct reference){
		.base.ops = ops,
		.maximize = setup->maximize,
		.scratch =
			knob_find(k->rows, "resume") && knobs_is(k, "resume", "scratch"),
		.seed = setup->seed,
		.rounds = setup->rounds,
		.eta = (int)reference_knob(k, "eta", 3),
	};
	find_levels(r, k);
}

void reference_release(struct reference *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->trials[i].values);
	free(r->trials);
	free(r->levels);
}

int64_t reference_hyperband_n(int eta, int K, int b)
{
	int64_t power = 1, s = K - b;

	for (int i = 0; i < s; i++)
		power *= eta;
	return ((K + 1) * power + s) / (s + 1);
}

uint32_t reference_seats(uint32_t n_0, int eta, int k)
{
	uint32_t n = n_0;

	for (int i = 0; i < k; i++)
		n /= (uint32_t)eta;
	return n ? n : 1;
}

/* Trials */

void reference_set_curve(struct reference_trial *t, struct curve c)
{
	free(t->values);
	t->values = xcalloc((size_t)c.epochs + 1, sizeof(*t->values));
	t->epochs = c.epochs;
	for (int i = 0; i < c.epochs; i++)
		t->values[i] = c.values[i];
}

double reference_value(const struct reference_trial *t, int e)
{
	return isfinite(t->values[e - 1]) ? t->values[e - 1] : (double)NAN;
}

struct reference_trial *reference_add(struct reference *r, const struct adopted *a)
{
	static const enum reference_state states[] = {
		[STANDS_WAITING] = REFERENCE_WAITING,
		[STANDS_RUNNING] = REFERENCE_RUNNING,
		[STANDS_ENDED] = REFERENCE_OVER,
		[STANDS_LOST] = REFERENCE_OVER,
		[STANDS_COMPLETE] = REFERENCE_OVER,
	};
	struct reference_trial *t;

	ARRAY_ROOM(r->trials, r->n, r->cap);
	t = &r->trials[r->n++];
	*t = (struct reference_trial){.state = REFERENCE_RUNNING};
	if (a) {
		t->state = states[a->standing];
		t->silent = t->state == REFERENCE_OVER;
		t->target = a->target;
		reference_set_curve(t, a->curve);
	}
	return t;
}

void reference_tell(struct reference *r, uint32_t trial)
{
	r->trials[trial].state = REFERENCE_DUE;
	r->trials[trial].told = ++r->told;
}

int64_t reference_first_due(const struct reference *r)
{
	int64_t first = -1;

	for (size_t i = 0; i < r->n; i++) {
		const struct reference_trial *t = &r->trials[i];

		if (t->state != REFERENCE_DUE)
			continue;
		if (first < 0 || (t->told && (!r->trials[first].told ||
						     t->told < r->trials[first].told)))
			first = (int64_t)i;
	}
	return first;
}

void reference_climb(struct reference *r, uint32_t trial, int to, struct job *job)
{
	struct reference_trial *t = &r->trials[trial];

	t->state = REFERENCE_RUNNING;
	t->told = 0;
	*job = (struct job){
		.kind = JOB_CLIMB,
		.trial = trial,
		.from = r->scratch ? 0 : t->epochs,
		.to = to,
		.bracket = t->seat.bracket,
		.round = t->seat.round,
		.rung = t->seat.rung,
	};
}

/* Shared members of the ops */

struct seat reference_seat_of(const struct scheduler *s, uint32_t trial)
{
	return ((const struct reference *)s)->trials[trial].seat;
}

void reference_close(struct scheduler *s, struct decisions *out)
{
	(void)out;
	((struct reference *)s)->closed = true;
}

bool reference_expects(const struct scheduler *s, struct strbuf *out)
{
	const struct reference *r = (const struct reference *)s;

	(void)out;
	for (size_t i = 0; i < r->n; i++)
		if (r->trials[i].state == REFERENCE_RUNNING ||
			r->trials[i].state == REFERENCE_DUE)
			return true;
	return false;
}

bool reference_never_promotes(struct scheduler *s, uint32_t trial, struct decisions *out)
{
	(void)s, (void)trial, (void)out;
	return false;
}

int reference_one_bracket(const struct scheduler *s)
{
	(void)s;
	return 1;
}

struct bracket_shape reference_all_levels(const struct scheduler *s, int b)
{
	const struct reference *r = (const struct reference *)s;

	return (struct bracket_shape){
		.levels = r->levels + b, .n_rungs = r->n_levels - b};
}
