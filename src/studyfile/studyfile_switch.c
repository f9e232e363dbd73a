/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `switch:`, changes of the scheduler on the way:
 *
 *   switch: [{at: {epochs: 500}, scheduler: {name: asha, eta: 4}}]
 */
#include "config.h"

#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"

static const struct knob at_rows[] = {
	{.name = "epochs", .type = KNOB_INT, .min = 1, .max = 9007199254740992.0},
	{.name = "trials", .type = KNOB_INT, .min = 1, .max = 4294967294.0},
	{.name = "seconds", .type = KNOB_REAL, .min = 0, .open_min = true, .max = 1e9},
	{.name = NULL},
};

static const char *const keys[] = {"at", "scheduler"};

#define N_KEYS (sizeof(keys) / sizeof(*keys))

static int read_at(struct switch_at *s, const struct yaml *y, struct error *err)
{
	struct knobs k;
	int failed = section_knobs(&k, at_rows, "at", y, err);

	if (!failed) {
		s->epochs = knobs_int(&k, "epochs");
		s->trials = knobs_int(&k, "trials");
		s->seconds = knobs_real(&k, "seconds");
		if (!s->epochs && !s->trials && !(s->seconds > 0))
			failed = error_at(err, y->at,
				"at is empty; it must have epochs, trials or seconds");
	}
	knobs_release(&k);
	return failed;
}

static int read_one(struct switch_at *s, const struct yaml *y, const struct catalog *cat,
	struct error *err)
{
	const struct yaml *at = yaml_find(y, "at"), *to = yaml_find(y, "scheduler");

	if (section_is_map(y, "a switch", err) ||
		section_keys(y, "switch", keys, N_KEYS, err))
		return -1;
	if (!at || !to)
		return error_at(err, y->at, "a switch has no '%s'; it must have both at "
					    "and scheduler",
			at ? "scheduler" : "at");
	if (read_at(s, at, err))
		return -1;
	return section_choice(
		&s->scheduler, cat->schedulers, NULL, "name", to, to->at, err);
}

int studyfile_switch(struct studyfile *sf, const struct yaml *y,
	const struct catalog *cat, struct error *err)
{
	if (!y || yaml_is_null(y))
		return 0;
	if (y->type != YAML_LIST)
		return error_at(err, y->at,
			"switch cannot be %s; it must be a list of {at: …, scheduler: …}",
			yaml_describe(y));
	sf->switches = xcalloc(y->n, sizeof(*sf->switches));
	for (size_t i = 0; i < y->n; i++)
		if (read_one(&sf->switches[sf->n_switches++], y->items[i].node, cat, err))
			return -1;
	return 0;
}
