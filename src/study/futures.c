/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/futures.h"

#include <assert.h>
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

void futures_begin(struct futures *f, const struct study *s)
{
	futures_release(f);
	f->top = s->r_full;
	f->n = s->n_trials;
	f->items = xcalloc(f->n + 1, sizeof(*f->items));
	for (size_t i = 0; i < f->n; i++) {
		const struct study_trial *t = &s->trials[i];
		struct future *x = &f->items[i];

		x->end = end_of(s, t);
		if (x->end == FUTURE_UNKNOWN || !t->epoch)
			continue;
		x->epochs = t->epoch;
		x->values = xcalloc((size_t)t->epoch, sizeof(*x->values));
		memcpy(x->values, t->values, (size_t)t->epoch * sizeof(*x->values));
	}
}

void futures_add(struct futures *f, uint32_t trial, double value)
{
	struct future *x = &f->items[trial];

	assert(trial < f->n);
	if (!(x->epochs & (x->epochs - 1))) /* full: it is 0, 1, 2, 4, … */
		x->values = xreallocarray(x->values,
			x->epochs ? 2 * (size_t)x->epochs : 1, sizeof(*x->values));
	x->values[x->epochs++] = isfinite(value) ? value : NO_NUMBER;
}

void futures_end(struct futures *f, uint32_t trial, enum future_end end)
{
	assert(trial < f->n);
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
