/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/space_axis.h"

#include <math.h>
#include <stdlib.h>

#include "base/stream.h"
#include "base/xalloc.h"

#define INCUMBENTS_MOST 64
#define SPREAD 0.6 /* of a category's column */

static void add_point(struct space_points *sp, const struct study *s, uint32_t id)
{
	const struct study_trial *t = &s->trials[id];

	sp->items[sp->n++] = (struct space_point){id, t->best, -1};
}

/* By value as it is, and last what has none. */
static int ascending(const void *a, const void *b)
{
	const struct space_point *x = a, *y = b;

	if (isnan(x->value) != isnan(y->value))
		return isnan(x->value) - isnan(y->value);
	if (!isnan(x->value) && x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->trial > y->trial) - (x->trial < y->trial);
}

static void swap_points(struct space_points *sp, size_t n)
{
	for (size_t i = 0; i + 1 < n - i; i++) {
		struct space_point other = sp->items[i];

		sp->items[i] = sp->items[n - 1 - i];
		sp->items[n - 1 - i] = other;
	}
}

/* Grades, and a range without the far outliers of the bad side. */
static void grade(struct space_points *sp, size_t measured)
{
	double near, far;

	sp->best = sp->worst = NAN;
	if (!measured)
		return;
	for (size_t i = 0; i < measured; i++) { /* from the worst to the best */
		double better = (double)(measured - i) / (double)measured;

		sp->items[i].grade = better <= 0.1    ? 3
				     : better <= 0.25 ? 2
				     : better <= 0.5  ? 1
						      : 0;
	}
	sp->items[measured - 1].grade = SPACE_GRADES - 1;
	sp->best = sp->items[measured - 1].value;
	near = sp->items[measured - 1 - measured / 10].value;
	far = sp->items[measured / 10].value;
	sp->worst = far + 1.5 * (far - near);
	if (fabs(sp->items[0].value - sp->best) < fabs(sp->worst - sp->best))
		sp->worst = sp->items[0].value;
}

/* A power of two, so that the points stay while trials are added. */
size_t space_stride(const struct study *s)
{
	size_t stride = 1;

	while (s->n_trials / stride >= SPACE_POINTS_MOST)
		stride *= 2;
	return stride;
}

void space_points_collect(struct space_points *sp, const struct study *s)
{
	size_t measured = 0;

	*sp = (struct space_points){.stride = space_stride(s)};
	sp->items = xcalloc(SPACE_POINTS_MOST + INCUMBENTS_MOST + 1, sizeof(*sp->items));
	for (size_t i = 0; i < s->n_trials; i += sp->stride)
		add_point(sp, s, (uint32_t)i);
	for (size_t i = s->n_incumbents, n = 0; i-- > 0 && n < INCUMBENTS_MOST; n++)
		if (s->incumbents[i].trial % sp->stride)
			add_point(sp, s, s->incumbents[i].trial);
	qsort(sp->items, sp->n, sizeof(*sp->items), ascending);
	while (measured < sp->n && !isnan(sp->items[measured].value))
		measured++;
	if (!s->info->maximize)
		swap_points(sp, measured);
	grade(sp, measured);
}

void space_points_release(struct space_points *sp)
{
	free(sp->items);
	*sp = (struct space_points){0};
}

enum role space_grade_role(int grade)
{
	static const enum role roles[SPACE_GRADES] = {
		ROLE_STOPPED, ROLE_RUNNING, ROLE_CLIMBED, ROLE_BEST};

	return grade < 0 ? ROLE_LOST : roles[grade];
}

static const struct parameter *free_parameter(const struct study *s, size_t i, size_t *at)
{
	const struct space *space = s->info->space;

	for (*at = 0; *at < space->n; ++*at)
		if (!domain_is_constant(&space->params[*at].domain) && i-- == 0)
			return &space->params[*at];
	return NULL;
}

size_t space_axes(const struct study *s)
{
	return s->info && s->info->space ? space_free_dims(s->info->space) : 0;
}

int space_level(const struct study *s, const struct selection *at)
{
	bool selected = at->bracket >= 0 && at->bracket < s->n_brackets &&
			at->rung >= 0 && at->rung < s->shape[at->bracket].n_rungs;

	return selected ? s->shape[at->bracket].levels[at->rung] : importances_fullest(s);
}

double space_importance(const struct importances *im, const struct study *s, size_t i)
{
	size_t at;

	free_parameter(s, i, &at);
	return im->share[at];
}

size_t space_axis_param(const struct study *s, size_t i)
{
	size_t at;

	free_parameter(s, i, &at);
	return at;
}

const char *space_axis_name(const struct study *s, size_t i)
{
	size_t at;
	const struct parameter *p = free_parameter(s, i, &at);

	return p ? p->name : s->info->metric;
}

/* Ends that are apart, and fit the kind of the axis. */
static struct axis axis_between(double lo, double hi, bool log, int dots, bool down)
{
	if (!isfinite(lo) || !isfinite(hi)) {
		lo = 0;
		hi = 1;
	}
	log = log && lo > 0;
	if (!(hi - lo > 1e-12 * fmax(fabs(hi), fabs(lo)))) {
		double pad = log ? 0 : fabs(hi) * 0.1 + 1e-6;

		lo = log ? lo / 2 : lo - pad;
		hi = log ? hi * 2 : hi + pad;
	}
	return axis_make(lo, hi, log, dots, down);
}

static void widen(double v, double *lo, double *hi)
{
	*lo = !(v >= *lo) ? v : *lo; /* NaN at first */
	*hi = !(v <= *hi) ? v : *hi;
}

struct space_axis space_axis_make(const struct study *s, const struct space_points *sp,
	size_t i, bool log_value, int dots, bool down)
{
	struct space_axis a = {.dots = dots, .down = down};
	double lo = NAN, hi = NAN;

	a.par = free_parameter(s, i, &a.index);
	if (!a.par) {
		a.axis = axis_between(fmin(sp->best, sp->worst),
			fmax(sp->best, sp->worst), log_value, dots, down);
		return a;
	}
	if (!domain_is_numeric(&a.par->domain)) {
		a.n_columns = a.par->domain.n_values;
		return a;
	}
	domain_support(&a.par->domain, &lo, &hi);
	if (!isfinite(lo) || !isfinite(hi)) {
		lo = hi = NAN;
		for (size_t k = 0; k < sp->n; k++) {
			struct value v = s->trials[sp->items[k].trial].config[a.index];

			if (!value_is_nothing(v) && isfinite(v.number))
				widen(v.number, &lo, &hi);
		}
	}
	a.axis = axis_between(lo, hi, domain_is_log(&a.par->domain), dots, down);
	return a;
}

double space_axis_column(const struct space_axis *a, size_t column)
{
	double d = ((double)column + 0.5) * a->dots / (double)a->n_columns - 0.5;

	return a->down ? a->dots - 1 - d : d;
}

double space_axis_dot(const struct space_axis *a, const struct study *s,
	const struct space_point *p, bool spread)
{
	struct value v;
	double jitter;

	if (!a->par)
		return axis_dot(&a->axis, p->value);
	v = s->trials[p->trial].config[a->index];
	if (value_is_nothing(v))
		return NAN;
	if (!a->n_columns)
		return axis_dot(&a->axis, v.number);
	jitter = (double)(stream_mix(p->trial + 1) >> 40) / 0x1p24 - 0.5;
	for (size_t i = 0; i < a->n_columns; i++)
		if (value_equal(a->par->domain.values[i], v))
			return space_axis_column(a, i) +
			       (spread ? jitter * SPREAD * a->dots / (double)a->n_columns
				       : 0);
	return NAN;
}
