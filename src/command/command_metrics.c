/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which metrics of a program's reports are kept, and under which names. */
#include "config.h"

#include <string.h>

#include "base/xalloc.h"
#include "command/command.h"
#include "worker/report_line.h"

#define BLANKS " \t\n"
/* What a trial has where no metric is named: that its program has ended well, 0. */
#define NO_METRIC "exit_status"

static bool has_metric(const struct command_objective *c, const char *name, size_t len)
{
	for (size_t i = 0; i < c->n_metrics; i++)
		if (strlen(c->metrics[i]) == len && !strncmp(c->metrics[i], name, len))
			return true;
	return false;
}

static void add_metric(struct command_objective *c, const char *name, size_t len)
{
	if (has_metric(c, name, len))
		return;
	if (c->n_metrics < METRICS_MAX)
		c->metrics[c->n_metrics++] = xstrndup(name, len);
}

static bool has_group(const char *const *groups, size_t n, const char *metric)
{
	for (size_t i = 0; i < n; i++)
		if (report_pattern_fits(groups[i], metric))
			return true;
	return false;
}

/* Whether the group is of a metric that the study names, as it does. */
static bool is_named(const char *group, const struct objective_setup *setup)
{
	bool named = setup->metric && report_pattern_fits(group, setup->metric);

	for (size_t i = 0; i < setup->n_constraints; i++)
		named |= report_pattern_fits(group, setup->constraints[i].metric);
	return named;
}

/*
 * The groups of the pattern are metrics; the one that decides and those of constraints must
 * be among them.
 */
static int read_pattern(struct command_objective *c, const struct objective_setup *setup,
	struct error *err)
{
	const struct knob_value *v = knobs_get(setup->knobs, "report");
	const char *groups[METRICS_MAX];
	struct report_pattern *p;
	struct error wrong;
	size_t n;
	int rc = 0;

	if (!v->set)
		return 0;
	p = report_pattern_new(v->text, &wrong);
	if (!p)
		return error_at(err, v->at, "report: %s", wrong.text);
	c->pattern = xstrdup(v->text);
	n = report_pattern_metrics(p, groups);
	if (setup->metric && !has_group(groups, n, setup->metric))
		rc = unknown_name(err, setup->metric_at, "metric", setup->metric,
			"the pattern", groups, n);
	for (size_t i = 0; !rc && i < setup->n_constraints; i++)
		if (!has_group(groups, n, setup->constraints[i].metric))
			rc = unknown_name(err, setup->constraints[i].at, "metric",
				setup->constraints[i].metric, "the pattern", groups, n);
	for (size_t i = 0; !rc && i < n; i++)
		if (!is_named(groups[i], setup))
			add_metric(c, groups[i], strlen(groups[i]));
	report_pattern_free(p);
	return rc;
}

/* Whose metrics are reported, too, without being listed. */
static int add_constraints(struct command_objective *c,
	const struct objective_setup *setup, struct error *err)
{
	for (size_t i = 0; i < setup->n_constraints; i++) {
		const struct constraint *x = &setup->constraints[i];

		add_metric(c, x->metric, strlen(x->metric));
		for (size_t m = 0; m < c->n_metrics; m++)
			c->limited[m] |= !strcmp(c->metrics[m], x->metric);
		if (!has_metric(c, x->metric, strlen(x->metric)))
			return error_at(err, x->at,
				"%.60s is one metric too many; at most %d are kept",
				x->metric, METRICS_MAX);
	}
	return 0;
}

int command_read_metric_names(struct command_objective *c,
	const struct objective_setup *setup, struct error *err)
{
	const char *list = knobs_text(setup->knobs, "metrics");

	if (setup->metric)
		add_metric(c, setup->metric, strlen(setup->metric));
	if (read_pattern(c, setup, err) < 0)
		return -1;
	while (list && *(list += strspn(list, BLANKS))) {
		size_t n = strcspn(list, BLANKS);

		add_metric(c, list, n);
		list += n;
	}
	if (add_constraints(c, setup, err) < 0)
		return -1;
	c->unmeasured = !c->n_metrics && !setup->decides;
	if (c->unmeasured) {
		add_metric(c, NO_METRIC, strlen(NO_METRIC));
		listener_tell(setup->listener, setup->metric_at,
			"no metric: each trial runs to its program's end, and none is "
			"better than another");
	}
	if (!c->n_metrics)
		return error_at(err, setup->metric_at,
			"metric is missing; a study of programs needs one, as in "
			"metric: {name: val_error, goal: minimize}");
	return 0;
}
