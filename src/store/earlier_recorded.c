/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/earlier_recorded.h"

#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "store/recorded.h"

static void add_trial(
	struct earlier_study *s, const struct space *space, const struct event *e)
{
	struct earlier_trial *t = earlier_trial_add(s, e->trial.trial, TRIAL_PAUSED);

	for (size_t i = 0; i < space->n; i++) {
		struct value v = e->trial.config[i];

		if (v.kind == VALUE_NONE) /* the parameter does not apply */
			continue;
		if (value_has_text(v))
			v.text = xstrdup(v.text);
		earlier_value_add(t, space->params[i].name, v);
	}
}

/* The index of the metric; n_metrics: it has none of that name. */
static size_t find_metric(const struct study_info *info, const char *metric)
{
	size_t m = 0;

	while (m < info->n_metrics && strcmp(info->metrics[m], metric))
		m++;
	return m;
}

/* Which metrics of a recording are those of the study that it is read for. */
struct translation {
	const struct study_info *now;
	size_t index[METRICS_MAX]; /* by its metrics; n_metrics there: it has none */
};

static void translate(struct translation *tr, struct earlier_study *s,
	const struct study_info *now, const struct study_info *then)
{
	tr->now = now;
	for (size_t m = 0; m < now->n_metrics; m++)
		tr->index[m] = find_metric(then, now->metrics[m]);
	s->has_metric = s->named = tr->index[now->metric_index] < then->n_metrics;
	s->judged = true;
	for (size_t i = 0; i < now->n_constraints; i++)
		s->judged &= tr->index[now->constraints[i].index] < then->n_metrics;
}

/* A value of the study that is read for, as far as it is known. */
static double value_now(const struct translation *tr, const struct earlier_study *s,
	const double *metrics)
{
	double now[METRICS_MAX];

	if (!s->judged)
		return metrics[tr->index[tr->now->metric_index]];
	for (size_t m = 0; m < tr->now->n_metrics; m++)
		now[m] = tr->index[m] < METRICS_MAX ? metrics[tr->index[m]] : NO_NUMBER;
	return study_score(tr->now, now);
}

int earlier_read_recorded(struct earlier_study *s, const char *path,
	const struct study_info *now, size_t *told, struct error *err)
{
	struct recorded *r = recorded_open(path, NULL, err);
	const struct study_info *info = r ? recorded_info(r) : NULL;
	struct translation tr;
	struct event e;
	int got = -1;

	*told = 0;
	if (r)
		translate(&tr, s, now, info);
	while (r && (got = recorded_next(r, &e, err)) > 0) {
		if (e.kind == EVENT_TRIAL)
			add_trial(s, info->space, &e);
		else if (e.kind == EVENT_REPORT && s->has_metric)
			earlier_report_add(&s->trials[e.report.trial], e.report.epoch,
				value_now(&tr, s, e.report.metrics));
		else if (e.kind == EVENT_END)
			s->trials[e.end.trial].state = e.end.state;
		*told += e.kind == EVENT_EARLIER;
	}
	recorded_close(r);
	return got;
}
