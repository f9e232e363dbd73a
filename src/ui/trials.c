/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorting is by radix: it costs the same for 10^5 trials in any order, some milliseconds,
 * most of them spent on looking at the trials. What it needs is kept in the view.
 */
#include "config.h"

#include "ui/trials.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/filter.h"
#include "ui/format.h"

/* Columns */

bool trials_shows(const struct view *v, const struct study *s, int column)
{
	if ((size_t)column < v->n_columns && v->columns[column])
		return v->columns[column] > 0;
	if (column < TRIAL_BRACKET) /* the latest value is there to be chosen */
		return column != TRIAL_VALUE;
	return column == TRIAL_BEST ||
	       (column_param(s, column) >= 0 && column_useful(s, column));
}

void trials_toggle(struct view *v, const struct study *s, int column)
{
	bool shown = trials_shows(v, s, column);

	if ((size_t)column >= v->n_columns) {
		size_t n = (size_t)columns_count(s);

		v->columns = xreallocarray(v->columns, n, sizeof(*v->columns));
		memset(v->columns + v->n_columns, 0, n - v->n_columns);
		v->n_columns = n;
	}
	v->columns[column] = shown ? -1 : 1;
}

int trials_next_sort(const struct view *v, const struct study *s)
{
	int n = columns_count(s);

	for (int i = 1; i <= n; i++)
		if (trials_shows(v, s, (v->sort + i) % n))
			return (v->sort + i) % n;
	return v->sort;
}

void trials_sort_by(struct view *v, int column)
{
	v->sort = column;
	v->order_seq = 0;
	v->order_until = 0;
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
static double key_of(const struct study *s, const struct study_trial *t, int sort)
{
	struct value v;

	if (sort == TRIAL_STATE)
		return t->state;
	if (sort == TRIAL_RUNG) /* who climbs to one stands with those who are there */
		return -(double)t->target;
	v = column_value(s, t, sort);
	if (v.kind == VALUE_NULL)
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

static bool passes(const struct view *v, const struct study *s, uint32_t id)
{
	return !v->filter || (v->follows && id == v->trial) ||
	       filter_matches(v->filter, s, &s->trials[id]);
}

static void room_for(struct view *v, size_t n)
{
	if (n > v->cap_order) {
		v->cap_order = n * 3 / 2 + 64;
		v->order = xreallocarray(v->order, v->cap_order, sizeof(*v->order));
		v->sort_rows = xreallocarray(
			v->sort_rows, v->cap_order * 2, sizeof(*v->sort_rows));
	}
}

void trials_sort(struct view *v, const struct study *s)
{
	struct sort_row *rows, *other;
	size_t n = 0;

	room_for(v, s->n_trials);
	rows = v->sort_rows;
	other = rows + v->cap_order;
	for (size_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];
		double key;

		if (!passes(v, s, t->id))
			continue;
		key = key_of(s, t, v->sort);
		rows[n].key = in_order(v->invert ? -key : key);
		rows[n].value = in_order(s->info->maximize ? -t->best : t->best);
		rows[n++].id = t->id;
	}
	if (v->sort != TRIAL_BEST || v->invert)
		radix(&rows, &other, n, false);
	radix(&rows, &other, n, true);
	for (size_t i = 0; i < n; i++)
		v->order[i] = rows[i].id;
	v->n_order = n;
	v->n_seen = s->n_trials;
	v->order_seq = s->seq;
}

void trials_extend(struct view *v, const struct study *s)
{
	size_t kept = 0;

	if (v->n_seen > s->n_trials) {
		for (size_t i = 0; i < v->n_order; i++)
			if (v->order[i] < s->n_trials)
				v->order[kept++] = v->order[i];
		v->n_order = kept;
		v->n_seen = s->n_trials;
	}
	room_for(v, s->n_trials);
	for (; v->n_seen < s->n_trials; v->n_seen++)
		if (passes(v, s, (uint32_t)v->n_seen))
			v->order[v->n_order++] = (uint32_t)v->n_seen;
}

size_t trials_row(const struct view *v, uint32_t id)
{
	for (size_t i = 0; i < v->n_order; i++)
		if (v->order[i] == id)
			return i;
	return SIZE_MAX;
}

int trials_filter(
	struct view *v, const struct study *s, const char *text, struct mistake *m)
{
	struct filter *f = NULL;

	if (text[strspn(text, " \t")]) {
		f = filter_parse(s, text, m);
		if (!f)
			return -1;
	}
	filter_free(v->filter);
	free(v->filtered);
	v->filter = f;
	v->filtered = f ? xstrdup(text) : NULL;
	v->order_seq = 0;
	v->order_until = 0;
	return 0;
}

void trials_follow(struct view *v, const struct study *s)
{
	char name[24];

	if (v->trial >= s->n_trials) {
		view_tell(v, "nothing to follow: select a trial first (4, then arrows)");
		return;
	}
	v->follows = !v->follows;
	v->order_seq = 0; /* a filter may have left it out */
	view_tell(v, "%s %s", v->follows ? "following" : "no longer following",
		format_trial(v->trial, name, sizeof(name)));
}

void trials_release(struct view *v)
{
	free(v->order);
	free(v->sort_rows);
	free(v->columns);
	filter_free(v->filter);
	free(v->filtered);
	free(v->trial_filter.text);
	v->order = NULL;
	v->sort_rows = NULL;
	v->columns = NULL;
	v->filter = NULL;
	v->filtered = v->trial_filter.text = NULL;
}
