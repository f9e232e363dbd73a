/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `constraints:`, limits on metrics:
 *
 *   constraints: [{metric: latency, max: 20}, {metric: val_acc, min: 0.5}]
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"

static const struct knob rows[] = {
	{.name = "metric", .type = KNOB_TEXT},
	{.name = "min", .type = KNOB_REAL, .min = -INFINITY, .max = INFINITY},
	{.name = "max", .type = KNOB_REAL, .min = -INFINITY, .max = INFINITY},
	{.name = NULL},
};

static double limit(const struct knobs *k, const char *name, double otherwise)
{
	return knobs_get(k, name)->set ? knobs_real(k, name) : otherwise;
}

static int check(const struct studyfile *sf, const struct constraint *c,
	const struct knobs *k, struct place at, struct error *err)
{
	if (!isfinite(c->min) && !isfinite(c->max))
		return error_at(err, at,
			"the constraint on %.60s has no limit; give max, or min, or both",
			c->metric);
	if (c->min > c->max)
		return error_at(err, knobs_get(k, "min")->at,
			"min is %.6g and max is %.6g; min must not be more than max",
			c->min, c->max);
	for (size_t i = 0; i + 1 < sf->n_constraints; i++)
		if (!strcmp(sf->constraints[i].metric, c->metric))
			return error_at(err, c->at,
				"there are two constraints on %.60s; one can have both "
				"min and max",
				c->metric);
	return 0;
}

static int read_one(struct studyfile *sf, const struct yaml *y, struct error *err)
{
	struct constraint *c = &sf->constraints[sf->n_constraints];
	struct knobs k;
	int failed = section_knobs(&k, rows, "a constraint", y, err);

	if (!failed && !knobs_get(&k, "metric")->set)
		failed = error_at(err, y->at,
			"a constraint has no metric; it must be like {metric: latency, "
			"max: 20}");
	if (!failed) {
		*c = (struct constraint){.metric = xstrdup(knobs_text(&k, "metric")),
			.min = limit(&k, "min", -(double)INFINITY),
			.max = limit(&k, "max", (double)INFINITY),
			.at = knobs_get(&k, "metric")->at};
		sf->n_constraints++;
		failed = check(sf, c, &k, y->at, err);
	}
	knobs_release(&k);
	return failed;
}

int studyfile_constraints(struct studyfile *sf, const struct yaml *y, struct error *err)
{
	if (!y || yaml_is_null(y))
		return 0;
	if (y->type != YAML_LIST)
		return error_at(err, y->at,
			"constraints cannot be %s; it must be a list such as "
			"[{metric: latency, max: 20}]",
			yaml_describe(y));
	sf->constraints = xcalloc(y->n + 1, sizeof(*sf->constraints));
	for (size_t i = 0; i < y->n; i++)
		if (read_one(sf, y->items[i].node, err))
			return -1;
	return 0;
}

void studyfile_constraints_release(struct studyfile *sf)
{
	for (size_t i = 0; i < sf->n_constraints; i++)
		free((char *)(uintptr_t)sf->constraints[i].metric);
	free(sf->constraints);
}
