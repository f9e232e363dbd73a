/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/earlier_recorded.h"

#include <string.h>

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

int earlier_read_recorded(struct earlier_study *s, const char *path, const char *metric,
	size_t *told, struct error *err)
{
	struct recorded *r = recorded_open(path, NULL, err);
	const struct study_info *info = r ? recorded_info(r) : NULL;
	struct event e;
	size_t m = 0;
	int got = -1;

	*told = 0;
	if (r) {
		m = find_metric(info, metric);
		s->has_metric = s->named = m < info->n_metrics;
	}
	while (r && (got = recorded_next(r, &e, err)) > 0) {
		if (e.kind == EVENT_TRIAL)
			add_trial(s, info->space, &e);
		else if (e.kind == EVENT_REPORT && s->has_metric)
			earlier_report_add(&s->trials[e.report.trial], e.report.epoch,
				e.report.metrics[m]);
		else if (e.kind == EVENT_END)
			s->trials[e.end.trial].state = e.end.state;
		*told += e.kind == EVENT_EARLIER;
	}
	recorded_close(r);
	return got;
}
