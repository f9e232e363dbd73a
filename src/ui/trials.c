/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/trials.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

int trials_next_sort(const struct study *s, int sort)
{
	const struct space *space = s->info ? s->info->space : NULL;

	for (sort++; space && sort - TRIAL_PARAM < (int)space->n; sort++)
		if (sort < TRIAL_PARAM ||
			!domain_is_constant(&space->params[sort - TRIAL_PARAM].domain))
			return sort;
	return TRIAL_ID;
}

const char *trials_sort_name(const struct study *s, int sort)
{
	static const char *const names[] = {
		"id", "state", "rung", "epoch", "value", "rank", "worker"};

	if (sort < TRIAL_PARAM)
		return names[sort];
	return s->info->space->params[sort - TRIAL_PARAM].name;
}

/* Small first; NaN: nothing there, which stands last either way round. */
static double key_of(const struct study *s, const struct study_trial *t, int sort)
{
	static const int states[TRIAL_STATES] = {
		[TRIAL_PAUSED] = 1,
		[TRIAL_COMPLETED] = 2,
		[TRIAL_STOPPED] = 3,
		[TRIAL_DIVERGED] = 4,
		[TRIAL_FAILED] = 5,
		[TRIAL_KILLED] = 6,
	};
	const struct value *v;

	switch (sort) {
	case TRIAL_ID:
		return t->id;
	case TRIAL_STATE:
		return states[t->state];
	case TRIAL_RUNG:
		return -(double)t->target;
	case TRIAL_EPOCH:
		return -(double)t->epoch;
	case TRIAL_VALUE:
		return s->info->maximize ? -t->value : t->value;
	case TRIAL_RANK:
		return t->rank ? (double)t->rank : (double)NAN;
	case TRIAL_WORKER:
		return t->worker >= 0 ? (double)t->worker : (double)NAN;
	default:
		break;
	}
	v = &t->config[sort - TRIAL_PARAM];
	if (v->kind == VALUE_NULL)
		return NAN;
	if (v->kind == VALUE_TEXT)
		return domain_position(
			&s->info->space->params[sort - TRIAL_PARAM].domain, *v);
	return v->number;
}

struct sort_key {
	double key, value;
	uint32_t id;
};

static int compare_number(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) - isnan(b);
	return (a > b) - (a < b);
}

static int compare(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;
	int c = compare_number(x->key, y->key);

	if (!c)
		c = compare_number(x->value, y->value);
	return c ? c : (x->id > y->id) - (x->id < y->id);
}

static void room_for(struct view *v, size_t n)
{
	if (n > v->cap_order) {
		v->cap_order = n * 3 / 2 + 64;
		v->order = xreallocarray(v->order, v->cap_order, sizeof(*v->order));
	}
}

void trials_sort(struct view *v, const struct study *s)
{
	struct sort_key *keys = xcalloc(s->n_trials + 1, sizeof(*keys));

	room_for(v, s->n_trials);
	trials_extend(v, s);
	/* from the order that was: nearly sorted already, which the merge sort is fast on */
	for (size_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[v->order[i]];

		keys[i].key = key_of(s, t, v->sort);
		if (v->invert)
			keys[i].key = -keys[i].key;
		keys[i].value = s->info->maximize ? -t->value : t->value;
		keys[i].id = t->id;
	}
	qsort(keys, s->n_trials, sizeof(*keys), compare);
	for (size_t i = 0; i < s->n_trials; i++)
		v->order[i] = keys[i].id;
	free(keys);
	v->order_seq = s->seq;
}

void trials_extend(struct view *v, const struct study *s)
{
	size_t kept = 0;

	for (size_t i = 0; v->n_order > s->n_trials && i < v->n_order; i++)
		if (v->order[i] < s->n_trials)
			v->order[kept++] = v->order[i];
	if (v->n_order > s->n_trials)
		v->n_order = kept;
	room_for(v, s->n_trials);
	while (v->n_order < s->n_trials) {
		v->order[v->n_order] = (uint32_t)v->n_order;
		v->n_order++;
	}
}

size_t trials_row(const struct view *v, uint32_t id)
{
	for (size_t i = 0; i < v->n_order; i++)
		if (v->order[i] == id)
			return i;
	return SIZE_MAX;
}
