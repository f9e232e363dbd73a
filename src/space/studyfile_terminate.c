/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `early_terminate:` of a W&B sweep file. Its hyperband stops runs on the way, at the
 * iterations min_iter * eta^k, or at max_iter / eta^k for k = s … 1: the asynchronous
 * successive halving of one ladder.
 */
#include "config.h"

#include "space/section.h"
#include "space/studyfile_parts.h"

#include <math.h>
#include <stdio.h>

#define ITER_MAX 2147483647.0

static const struct knob rows[] = {
	{.name = "type", .type = KNOB_CHOICE, .choices = "hyperband"},
	{.name = "min_iter", .type = KNOB_INT, .min = 1, .max = ITER_MAX},
	{.name = "max_iter", .type = KNOB_INT, .min = 1, .max = ITER_MAX},
	{.name = "s", .type = KNOB_INT, .min = 1, .max = 30},
	{.name = "eta", .type = KNOB_INT, .min = 2, .max = 1000, .def = "3"},
	{.name = "strict", .type = KNOB_BOOL},
	{.name = NULL},
};

/* The nearest to it that there is: the schedulers' room is filled by others. */
static const struct kind *find_scheduler(const struct catalog *cat)
{
	static const char *const names[] = {"asha_stop", "asha", "hyperband"};
	const struct kind *kind = NULL;

	for (size_t i = 0; !kind && i < sizeof(names) / sizeof(names[0]); i++)
		kind = family_find(cat->schedulers, names[i]);
	return kind;
}

static int set(struct choice *c, const char *name, double number, struct place at,
	struct error *err)
{
	char text[32];

	snprintf(text, sizeof(text), "%.0f", number);
	return knobs_set(&c->knobs, c->kind->name, name, text, at, err);
}

static int apply(struct choice *c, const struct knobs *k, struct error *err)
{
	const struct knob_value *min = knobs_get(k, "min_iter");
	const struct knob_value *max = knobs_get(k, "max_iter");
	const struct knob_value *s = knobs_get(k, "s");
	const struct knob_value *eta = knobs_get(k, "eta");
	double first = min->number;

	if (!knobs_get(k, "type")->set)
		return error_at(err, k->at, "type is missing; it must be hyperband");
	if (!min->set && !(max->set && s->set))
		return error_at(
			err, k->at, "hyperband needs min_iter, or max_iter and s");
	if (min->set && s->set)
		return error_at(err, s->at, "s goes with max_iter, not with min_iter");
	if (!min->set)
		first = fmax(1, floor(max->number / pow(eta->number, s->number)));
	if (set(c, "eta", eta->number, eta->at, err) ||
		set(c, "min", first, min->set ? min->at : max->at, err))
		return -1;
	return max->set ? set(c, "max", max->number, max->at, err) : 0;
}

int studyfile_early_terminate(struct studyfile *sf, const struct yaml *y,
	const struct catalog *cat, struct error *err)
{
	const struct kind *kind = find_scheduler(cat);
	struct knobs k;
	int failed;

	if (!kind)
		return error_at(err, y->at, "there is no scheduler that does this");
	sf->scheduler.kind = kind;
	knobs_init(&sf->scheduler.knobs, kind->knobs, y->at);
	failed = section_knobs(&k, rows, "early_terminate", y, err);
	if (!failed)
		failed = apply(&sf->scheduler, &k, err);
	knobs_release(&k);
	return failed;
}
