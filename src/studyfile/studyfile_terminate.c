/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `early_terminate:` of a W&B sweep file. Its hyperband (wandb/sweeps,
 * hyperband_stopping.py) judges runs on the way, at bands: int(min_iter · eta^k) for
 * k = 0, 1, … without an end, or int(max_iter / eta^k) for k = s … 1 as far as that is
 * not below 1. Whoever is not stopped goes on until its program ends: max_iter is no end.
 * That is the asynchronous successive halving of one ladder, with W&B's places.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"

#define ITER_MAX 2147483647.0
#define LEVEL_MAX 1e9 /* of a scheduler's knobs */

static const struct knob rows[] = {
	{.name = "type", .type = KNOB_CHOICE, .choices = "hyperband"},
	{.name = "min_iter", .type = KNOB_INT, .min = 1, .max = ITER_MAX},
	{.name = "max_iter", .type = KNOB_INT, .min = -ITER_MAX, .max = ITER_MAX},
	{.name = "s", .type = KNOB_INT, .min = -ITER_MAX, .max = ITER_MAX},
	{.name = "eta",
		.type = KNOB_REAL,
		.min = 1,
		.open_min = true,
		.max = 1000,
		.def = "3"},
	{.name = "strict", .type = KNOB_BOOL},
	{.name = NULL},
};

/* The bands, which rise. */
struct bands {
	int at[KNOB_LIST_MAX];
	int n;
};

/* Small steps give the same number again, which is no band more. */
static void add(struct bands *b, double band)
{
	int at = (int)band;

	if (b->n < KNOB_LIST_MAX && (!b->n || b->at[b->n - 1] < at))
		b->at[b->n++] = at;
}

static void count_down(struct bands *b, double max_iter, double s, double eta)
{
	double band = max_iter, down[KNOB_LIST_MAX];
	int n = 0;

	while (n < s && n < KNOB_LIST_MAX && (band /= eta) >= 1)
		down[n++] = band;
	while (n)
		add(b, down[--n]);
}

static void count_up(struct bands *b, double min_iter, double end, double eta)
{
	for (double band = min_iter; band < end && b->n < KNOB_LIST_MAX; band *= eta)
		add(b, band);
}

static int set(struct choice *c, const char *name, const char *text, struct place at,
	struct error *err)
{
	if (!knob_find(c->knobs.rows, name))
		return 0;
	return knobs_set(&c->knobs, c->kind->name, name, text, at, err);
}

/* Bands as the scheduler's levels; whoever has no end of its own ends at max_iter. */
static int set_levels(struct choice *c, const struct bands *b, double max_iter,
	bool open_end, struct place at, struct error *err)
{
	struct strbuf list = STRBUF_INIT;
	int rc;

	for (int i = 0; i < b->n; i++)
		strbuf_addf(&list, "%s%d", i ? "," : "", b->at[i]);
	if (!open_end && max_iter > b->at[b->n - 1])
		strbuf_addf(&list, ",%.0f", max_iter);
	rc = set(c, "levels", list.buf, at, err);
	strbuf_release(&list);
	return rc;
}

/* The scheduler decides by whole etas. */
static int set_eta(struct studyfile *sf, const struct knob_value *eta, struct error *err)
{
	double whole = fmax(2, rint(eta->number));
	char text[32];

	if (whole != eta->number)
		studyfile_note_at(sf, eta->at,
			"eta of early_terminate: %s says where the bands are; of the "
			"trials at one, one in %.0f stays, and one more",
			eta->text, whole);
	snprintf(text, sizeof(text), "%.0f", whole);
	return set(&sf->scheduler, "eta", text, eta->at, err);
}

/* What is written and of no use beside the rest. */
static void note_unused(struct studyfile *sf, const struct knobs *k, bool from_top)
{
	if (from_top && knobs_get(k, "min_iter")->set)
		studyfile_note_at(sf, knobs_get(k, "min_iter")->at,
			"min_iter of early_terminate: max_iter and s say where "
			"the bands are; not used");
	if (!from_top && knobs_get(k, "s")->set)
		studyfile_note_at(sf, knobs_get(k, "s")->at,
			"s of early_terminate: goes with max_iter; not used");
	if (knobs_get(k, "strict")->set && !knobs_bool(k, "strict"))
		studyfile_note_at(sf, knobs_get(k, "strict")->at,
			"strict of early_terminate: trials are compared by their values "
			"at a band, not by their best ones until there; false is not used");
}

static int apply(struct studyfile *sf, const struct knobs *k, struct error *err)
{
	const struct knob_value *min = knobs_get(k, "min_iter"),
				*max = knobs_get(k, "max_iter"), *s = knobs_get(k, "s"),
				*eta = knobs_get(k, "eta");
	bool from_top = max->set && s->set;
	bool open_end = studyfile_ends_itself(sf);
	struct bands b = {.n = 0};

	if (!knobs_get(k, "type")->set)
		return error_at(err, k->at, "type is missing; it must be hyperband");
	if (!min->set && !from_top)
		return error_at(
			err, k->at, "hyperband needs min_iter, or max_iter and s");
	note_unused(sf, k, from_top);
	if (from_top)
		count_down(&b, max->number, s->number, eta->number);
	else
		count_up(&b, min->number,
			max->set ? fmin(max->number, LEVEL_MAX) : LEVEL_MAX, eta->number);
	if (!b.n)
		return 1;
	if (set_eta(sf, eta, err) || set(&sf->scheduler, "keep", "wandb", k->at, err))
		return -1;
	if (min->set && !max->set && eta->number == rint(eta->number))
		return set(&sf->scheduler, "min", min->text, min->at, err);
	return set_levels(&sf->scheduler, &b, max->set ? max->number : 0, open_end,
		max->set ? max->at : min->at, err);
}

/* No band is left: nothing is stopped. */
static void stop_nothing(struct studyfile *sf, const struct catalog *cat, struct place at)
{
	const struct kind *plain = family_find(cat->schedulers, "random");

	studyfile_note_at(sf, at,
		"early_terminate: it leaves no band to judge at; nothing is stopped");
	if (!plain)
		return;
	knobs_release(&sf->scheduler.knobs);
	sf->scheduler.kind = plain;
	knobs_init(&sf->scheduler.knobs, plain->knobs, at);
}

/* The nearest to it that there is: the schedulers' room is filled by others. */
static const struct kind *find_scheduler(const struct catalog *cat)
{
	static const char *const names[] = {"asha_stop", "asha", "hyperband"};
	const struct kind *kind = NULL;

	for (size_t i = 0; !kind && i < sizeof(names) / sizeof(names[0]); i++)
		kind = family_find(cat->schedulers, names[i]);
	return kind;
}

int studyfile_early_terminate(struct studyfile *sf, const struct yaml *y,
	const struct catalog *cat, struct error *err)
{
	const struct kind *kind = find_scheduler(cat);
	struct knobs k;
	int rc;

	if (!kind)
		return error_at(err, y->at, "there is no scheduler that does this");
	sf->scheduler.kind = kind;
	knobs_init(&sf->scheduler.knobs, kind->knobs, y->at);
	rc = section_knobs(&k, rows, "early_terminate", y, err);
	if (!rc)
		rc = apply(sf, &k, err);
	knobs_release(&k);
	if (rc > 0)
		stop_nothing(sf, cat, y->at);
	return rc < 0 ? -1 : 0;
}
