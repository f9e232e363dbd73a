/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/futures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"

void futures_init(struct futures *f)
{
	*f = (struct futures){.top = 0};
}

void futures_release(struct futures *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->items[i].values);
	free(f->items);
	futures_init(f);
}

static enum future_end end_of(const struct study *s, const struct study_trial *t)
{
	switch (t->state) {
	case TRIAL_COMPLETED:
		return FUTURE_WHOLE;
	case TRIAL_DIVERGED:
	case TRIAL_FAILED:
		return FUTURE_LOST;
	default:
		return t->epoch >= s->r_full ? FUTURE_WHOLE : FUTURE_UNKNOWN;
	}
}

void futures_grow(struct futures *f, size_t n)
{
	while (f->n < n) {
		ARRAY_ROOM(f->items, f->n, f->cap);
		f->items[f->n++] = (struct future){.end = FUTURE_UNKNOWN};
	}
}

void futures_follow(struct futures *f, const struct study *s)
{
	futures_grow(f, s->n_trials);
	f->top = s->r_full;
	for (size_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];
		struct future *x = &f->items[i];
		enum future_end end = end_of(s, t);

		if (x->end != FUTURE_UNKNOWN || end == FUTURE_UNKNOWN)
			continue;
		x->end = end;
		x->epochs = t->epoch;
		free(x->values);
		x->values = xcalloc((size_t)t->epoch + 1, sizeof(*x->values));
		if (t->epoch)
			memcpy(x->values, study_results(t),
				(size_t)t->epoch * sizeof(*x->values));
	}
}

void futures_add(struct futures *f, uint32_t trial, double value)
{
	struct future *x;

	futures_grow(f, (size_t)trial + 1);
	x = &f->items[trial];
	if (x->end != FUTURE_UNKNOWN)
		return; /* it is known already */
	if (!(x->epochs & (x->epochs - 1))) /* full: it is 0, 1, 2, 4, … */
		x->values = xreallocarray(x->values,
			x->epochs ? 2 * (size_t)x->epochs : 1, sizeof(*x->values));
	x->values[x->epochs++] = isfinite(value) ? value : NO_NUMBER;
}

void futures_end(struct futures *f, uint32_t trial, enum future_end end)
{
	futures_grow(f, (size_t)trial + 1);
	f->items[trial].end = end;
}

const struct future *futures_find(const struct futures *f, uint32_t trial)
{
	return trial < f->n && f->items[trial].end != FUTURE_UNKNOWN ? &f->items[trial]
								      : NULL;
}

double future_final(const struct future *x)
{
	return x->end == FUTURE_WHOLE && x->epochs ? x->values[x->epochs - 1] : NO_NUMBER;
}

double future_best(const struct future *x, bool maximize, int *epoch)
{
	double best = NO_NUMBER;

	*epoch = 0;
	for (int e = 0; e < x->epochs; e++) {
		double v = x->values[e];

		if (isfinite(v) && (!*epoch || (maximize ? v > best : v < best))) {
			best = v;
			*epoch = e + 1;
		}
	}
	return best;
}
