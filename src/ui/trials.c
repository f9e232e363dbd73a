/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorting is by radix: it costs the same for 10^5 trials in any order, some milliseconds,
 * most of them spent on looking at the trials. The room that it needs is kept.
 */
#include "config.h"

#include "ui/trials.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/filter.h"

/* Columns */

bool trials_shows(const struct trials *t, const struct study *s, int column)
{
	if ((size_t)column < t->n_shows && t->shows[column])
		return t->shows[column] > 0;
	if (column < TRIAL_BRACKET) /* the latest value is there to be chosen */
		return column != TRIAL_VALUE;
	return column == TRIAL_BEST ||
	       (column_param(s, column) >= 0 && column_useful(s, column));
}

void trials_toggle(struct trials *t, const struct study *s, int column)
{
	bool shown = trials_shows(t, s, column);

	if ((size_t)column >= t->n_shows) {
		size_t n = (size_t)columns_count(s);

		t->shows = xreallocarray(t->shows, n, sizeof(*t->shows));
		memset(t->shows + t->n_shows, 0, n - t->n_shows);
		t->n_shows = n;
	}
	t->shows[column] = shown ? -1 : 1;
}

int trials_next_sort(const struct trials *t, const struct study *s)
{
	int n = columns_count(s);

	for (int i = 1; i <= n; i++)
		if (trials_shows(t, s, (t->sort + i) % n))
			return (t->sort + i) % n;
	return t->sort;
}

void trials_sort_by(struct trials *t, int column)
{
	t->sort = column;
	t->seq = 0;
	t->hold = 0;
}

void trials_turn(struct trials *t)
{
	t->invert = !t->invert;
	trials_sort_by(t, t->sort);
}

bool trials_sort_falls(const struct study *s, int column)
{
	int metric = column_metric(s, column);

	if (column == TRIAL_RUNG || column == TRIAL_EPOCH)
		return true;
	return s->info && s->info->maximize &&
	       (column == TRIAL_VALUE || column == TRIAL_BEST ||
		       (metric >= 0 && (size_t)metric == s->info->metric_index));
}

/* Order */

struct sort_row {
	uint64_t key, value; /* in the order of the numbers that they stand for */
	uint32_t id;
};

/* Small first; NaN: nothing there, which stands last either way round. */
static double key_of(const struct study *s, const struct study_trial *tr, int sort)
{
	struct value v;

	if (sort == TRIAL_STATE)
		return tr->state;
	if (sort == TRIAL_RUNG) /* a trial that climbs to a rung stands with those on it */
		return -(double)tr->target;
	v = column_value(s, tr, sort);
	if (value_is_nothing(v))
		return NAN;
	if (value_has_text(v))
		return domain_position(
			&s->info->space->params[sort - TRIAL_PARAM].domain, v);
	return trials_sort_falls(s, sort) ? -v.number : v.number;
}

/* IEEE 754 numbers are in order as integers, once negative ones are turned round. */
static uint64_t in_order(double x)
{
	uint64_t bits;

	if (isnan(x))
		return UINT64_MAX;
	x += 0.0; /* -0 is 0 */
	memcpy(&bits, &x, sizeof(bits));
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

#define DIGIT 11
#define DIGITS ((64 + DIGIT - 1) / DIGIT)

static size_t digit(const struct sort_row *r, bool by_key, int d)
{
	return (size_t)((by_key ? r->key : r->value) >> (d * DIGIT)) &
	       ((1u << DIGIT) - 1);
}

/* Stable; digits that all rows have in common are passed over. */
static void radix(struct sort_row **rows, struct sort_row **other, size_t n, bool by_key)
{
	static const size_t size = 1u << DIGIT;
	uint32_t counts[DIGITS][1u << DIGIT] = {{0}};

	for (size_t i = 0; i < n; i++)
		for (int d = 0; d < DIGITS; d++)
			counts[d][digit(&(*rows)[i], by_key, d)]++;
	for (int d = 0; d < DIGITS; d++) {
		struct sort_row *to = *other;
		uint32_t at = 0;

		if (n == 0 || counts[d][digit(*rows, by_key, d)] == n)
			continue;
		for (size_t k = 0; k < size; k++) {
			uint32_t here = counts[d][k];

			counts[d][k] = at;
			at += here;
		}
		for (size_t i = 0; i < n; i++)
			to[counts[d][digit(&(*rows)[i], by_key, d)]++] = (*rows)[i];
		*other = *rows;
		*rows = to;
	}
}

bool trials_passes(const struct trials *t, const struct study *s, uint32_t id)
{
	return !t->filter || filter_matches(t->filter, s, &s->trials[id]);
}

static bool passes(
	const struct trials *t, const struct study *s, uint32_t id, uint32_t selected)
{
	return (t->follows && id == selected) || trials_passes(t, s, id);
}

static void room_for(struct trials *t, size_t n)
{
	if (n > t->cap) {
		t->cap = n * 3 / 2 + 64;
		t->order = xreallocarray(t->order, t->cap, sizeof(*t->order));
		t->rows = xreallocarray(t->rows, t->cap * 2, sizeof(*t->rows));
	}
}

void trials_sort(struct trials *t, const struct study *s, uint32_t selected)
{
	struct sort_row *rows, *other;
	size_t n = 0;

	room_for(t, s->n_trials);
	rows = t->rows;
	other = rows + t->cap;
	for (size_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *tr = &s->trials[i];
		double key, best;

		if (!passes(t, s, tr->id, selected))
			continue;
		key = key_of(s, tr, t->sort);
		rows[n].key = in_order(t->invert ? -key : key);
		best = tr->best_epoch ? tr->best : study_latest(tr);
		rows[n].value = in_order(s->info->maximize ? -best : best);
		rows[n++].id = tr->id;
	}
	if (t->sort != TRIAL_BEST || t->invert)
		radix(&rows, &other, n, false);
	radix(&rows, &other, n, true);
	for (size_t i = 0; i < n; i++)
		t->order[i] = rows[i].id;
	t->n = n;
	t->seen = s->n_trials;
	t->seq = s->seq;
}

void trials_extend(struct trials *t, const struct study *s, uint32_t selected)
{
	size_t kept = 0;

	if (t->seen > s->n_trials) {
		for (size_t i = 0; i < t->n; i++)
			if (t->order[i] < s->n_trials)
				t->order[kept++] = t->order[i];
		t->n = kept;
		t->seen = s->n_trials;
	}
	room_for(t, s->n_trials);
	for (; t->seen < s->n_trials; t->seen++)
		if (passes(t, s, (uint32_t)t->seen, selected))
			t->order[t->n++] = (uint32_t)t->seen;
}

size_t trials_row(const struct trials *t, uint32_t id)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->order[i] == id)
			return i;
	return SIZE_MAX;
}

int trials_filter(
	struct trials *t, const struct study *s, const char *text, struct mistake *m)
{
	struct filter *f = NULL;

	if (text[strspn(text, " \t")]) {
		f = filter_parse(s, text, m);
		if (!f)
			return -1;
	}
	filter_free(t->filter);
	free(t->filtered);
	t->filter = f;
	t->filtered = f ? xstrdup(text) : NULL;
	t->seq = 0;
	t->hold = 0;
	return 0;
}

void trials_init(struct trials *t)
{
	*t = (struct trials){.sort = TRIAL_BEST};
}

void trials_release(struct trials *t)
{
	free(t->order);
	free(t->rows);
	free(t->shows);
	filter_free(t->filter);
	free(t->filtered);
	trials_init(t);
}
