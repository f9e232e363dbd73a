/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The samples of a curve: where an epoch of a trial lies along the x axis, and its value.
 */
#include "config.h"

#include <math.h>

#include "base/xalloc.h"
#include "ui/curves_frame.h"

void curves_range(const struct study *s, enum curves_x x, double *lo, double *hi)
{
	double r_max = study_top(s) > 0 ? study_top(s) : 1;

	*lo = 0;
	*hi = r_max;
	if (x == CURVES_LOG)
		*lo = r_max > 1 ? 1 : 0.5;
	else if (x == CURVES_TIME)
		*hi = s->t > 0 ? s->t : 1;
}

void curves_smooth(double *values, size_t n, double weight)
{
	double sum = 0, weights = 0;

	for (size_t i = 0; i < n; i++) {
		if (!isfinite(values[i]))
			continue;
		sum = weight * sum + (1 - weight) * values[i];
		weights = weight * weights + (1 - weight);
		values[i] = sum / weights;
	}
}

double curves_place(
	const struct study *s, enum curves_x x, const struct study_trial *t, int epoch)
{
	double lo, hi, at = x == CURVES_TIME ? (double)t->times[epoch - 1] : epoch;

	curves_range(s, x, &lo, &hi);
	if (x == CURVES_LOG)
		return log(at / lo) / log(hi / lo);
	return (at - lo) / (hi - lo);
}

int curves_nearest(
	const struct study *s, enum curves_x x, const struct study_trial *t, double place)
{
	int lo = 1, hi = t->epoch;

	while (lo < hi) { /* the first that does not lie before the place */
		int mid = lo + (hi - lo) / 2;

		if (curves_place(s, x, t, mid) < place)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo > 1 && lo <= t->epoch &&
		place - curves_place(s, x, t, lo - 1) <
			fabs(curves_place(s, x, t, lo) - place))
		lo--;
	return t->epoch ? lo : 0;
}

/* Samples */

void curves_take(struct curves_frame *f, const struct study_trial *t, int to)
{
	if (f->look.smooth <= 0)
		return;
	if ((size_t)to > f->cap) {
		f->cap = (size_t)to * 2;
		f->smoothed = xreallocarray(f->smoothed, f->cap, sizeof(*f->smoothed));
	}
	for (int e = 1; e <= to; e++)
		f->smoothed[e - 1] = study_metric(f->sc->study, t, e, f->look.metric);
	curves_smooth(f->smoothed, (size_t)to, f->look.smooth);
}

double curves_value(const struct curves_frame *f, const struct study_trial *t, int epoch)
{
	return f->look.smooth > 0 ? f->smoothed[epoch - 1]
				  : study_metric(f->sc->study, t, epoch, f->look.metric);
}

int curves_column(const struct curves_frame *f, const struct study_trial *t, int epoch)
{
	double at = f->look.x == CURVES_TIME ? (double)t->times[epoch - 1] : epoch;

	return (int)floor(axis_dot(&f->x, at) + 0.5);
}

/* The first of from … to + 1 whose column is not below c. */
static int epoch_at(const struct curves_frame *f, const struct study_trial *t, int from,
	int to, int c)
{
	for (to++; from < to;) {
		int mid = from + (to - from) / 2;

		if (curves_column(f, t, mid) < c)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

void curves_visible(
	const struct curves_frame *f, const struct study_trial *t, int *from, int *to)
{
	int last = *to < t->epoch ? *to : t->epoch;
	int first = epoch_at(f, t, *from, last, 0);

	if (first > last) { /* all of it lies at the left */
		*from = 1;
		*to = 0;
		return;
	}
	*to = epoch_at(f, t, first, last, plot_width(&f->plot));
	*to = *to < last ? *to : last;
	*from = first > *from ? first - 1 : first;
}
