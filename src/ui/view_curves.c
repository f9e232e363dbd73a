/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys of the curves: what their axes are, how much of them shows, the crosshair.
 */
#include "config.h"

#include <math.h>

#include "ui/curves.h"
#include "ui/view.h"

#define CLOSEST (1.0 / 1024) /* of the axis, which zooming in ends at */

static const double smoothings[] = {0, 0.6, 0.9};

#define SMOOTHINGS ((int)(sizeof(smoothings) / sizeof(*smoothings)))

double view_smoothing(const struct view *v)
{
	return smoothings[v->curves.smooth];
}

/* Of the study's metrics the one that decides comes first. */
static void next_metric(struct view *v, const struct study *s)
{
	int n = (int)s->info->n_metrics, own = (int)s->info->metric_index;

	v->curves.metric++;
	if (v->curves.metric == own)
		v->curves.metric++;
	if (v->curves.metric >= n)
		v->curves.metric = -1;
}

/* Twice as near or as far, around the crosshair, else with the right end where it is. */
static void zoom(struct view *v, double factor)
{
	double span = v->curves.to - v->curves.from, around = v->curves.to, part;

	if (v->curves.cross && v->curves.cross_at >= v->curves.from &&
		v->curves.cross_at <= v->curves.to)
		around = v->curves.cross_at;
	part = (around - v->curves.from) / span;
	span = fmin(1, fmax(CLOSEST, span * factor));
	v->curves.from = fmin(1 - span, fmax(0, around - part * span));
	v->curves.to = v->curves.from + span;
}

/* Onto the selected trial, or else the best one, at its latest value. */
static void cross(struct view *v, const struct study *s)
{
	const struct study_incumbent *best = study_incumbent(s);
	const struct study_trial *t;

	v->curves.cross = !v->curves.cross;
	if (!v->curves.cross)
		return;
	v->focus = PANE_CURVES;
	if (v->trial >= s->n_trials || s->trials[v->trial].epoch < 1) {
		v->trial = best ? best->trial : STUDY_NONE;
		for (size_t i = 0; i < s->n_trials && v->trial == STUDY_NONE; i++)
			if (s->trials[i].epoch > 0)
				v->trial = (uint32_t)i;
	}
	if (v->trial == STUDY_NONE || s->trials[v->trial].epoch < 1) {
		v->curves.cross = false;
		return;
	}
	t = &s->trials[v->trial];
	v->curves.cross_trial = v->trial;
	/* a lost trial has its last value before its end */
	v->curves.cross_epoch =
		isfinite(t->value) || !t->best_epoch ? t->epoch : t->best_epoch;
	v->curves.cross_at = curves_place(s, v->curves.x, t, v->curves.cross_epoch);
}

bool view_cross(struct view *v, const struct study *s)
{
	const struct study_trial *t = v->trial < s->n_trials ? &s->trials[v->trial] : NULL;

	v->curves.cross = v->curves.cross && t && t->epoch > 0;
	if (!v->curves.cross)
		return false;
	if (v->curves.cross_trial != v->trial || v->curves.cross_epoch > t->epoch)
		v->curves.cross_epoch =
			curves_nearest(s, v->curves.x, t, v->curves.cross_at);
	v->curves.cross_trial = v->trial;
	return true;
}

static void next_x(struct view *v, const struct study *s)
{
	bool crosses = view_cross(v, s);

	v->curves.x = (enum curves_x)((v->curves.x + 1) % CURVES_X);
	v->curves.from = 0; /* what showed is somewhere else now */
	v->curves.to = 1;
	if (crosses)
		v->curves.cross_at = curves_place(
			s, v->curves.x, &s->trials[v->trial], v->curves.cross_epoch);
}

bool view_curves(struct view *v, const struct study *s, enum action a)
{
	if (!s->info)
		return a == ACT_METRIC || a == ACT_CROSS;
	switch (a) {
	case ACT_CURVES_X:
		next_x(v, s);
		return true;
	case ACT_SMOOTH:
		v->curves.smooth = (v->curves.smooth + 1) % SMOOTHINGS;
		return true;
	case ACT_METRIC:
		next_metric(v, s);
		return true;
	case ACT_CROSS:
		cross(v, s);
		return true;
	case ACT_ZOOM_IN:
	case ACT_ZOOM_OUT:
		zoom(v, a == ACT_ZOOM_IN ? 0.5 : 2);
		return true;
	case ACT_ZOOM_ALL:
		v->curves.from = 0;
		v->curves.to = 1;
		return true;
	default:
		return false;
	}
}
