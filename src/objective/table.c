/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The objective table: recorded learning curves on the virtual clock. Trial i has the
 * parameters, the metrics and the seconds of configuration i of the record, so a study
 * of an hour is told again in an instant, under any scheduler and with any number of
 * workers. Shuffled, trial i has configuration order[i], so that another seed is another
 * study. When the searcher chooses, a trial has the configuration that it chose.
 */
#include "config.h"

#include <gsl/gsl_randist.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_file.h"
#include "base/strbuf.h"
#include "base/stream.h"
#include "base/xalloc.h"
#include "objective/objective.h"
#include "objective/recording.h"
#include "objective/recording_read.h"

struct table {
	struct objective base;
	struct recording record;
	struct space space;
	struct value *values; /* values[n_configs][space.n] */
	const struct value **configs; /* in the order in which trials take them */
	uint32_t *order;	      /* order[n_configs]: their numbers in the record */
	int max_epoch;
	bool chosen_from; /* else trials take them in their order */
	struct strbuf summary;
};

struct table_trial {
	uint32_t config;
	int epoch;
	double seconds; /* of that epoch */
};

static const struct table *table_of(const struct objective *o)
{
	return (const struct table *)o;
}

/* The parameters of the study file are the table's, so they must be its columns. */
static int check_parameters(
	const struct table *t, const struct space *asked, struct error *err)
{
	for (size_t i = 0; i < asked->n; i++) {
		const struct parameter *p = &asked->params[i];

		if (space_find(&t->space, p->name) < 0)
			return unknown_name(err, p->at, "parameter", p->name, "the table",
				(const char *const *)t->record.params,
				t->record.n_params);
	}
	return 0;
}

/* A curve that ends because it diverged holds no other back. */
static int last_epoch(const struct recording *r, size_t *longest)
{
	size_t least = SIZE_MAX;

	*longest = 0;
	for (size_t c = 0; c < r->n_configs; c++) {
		size_t epochs = recording_epochs(r, c);
		size_t last = r->first[c + 1] - 1;

		if (epochs > *longest)
			*longest = epochs;
		if (epochs < least && isfinite(r->values[last * r->n_metrics]))
			least = epochs;
	}
	return (int)(least < *longest ? least : *longest);
}

static void summarise(struct table *t)
{
	const struct recording *r = &t->record;
	size_t longest;

	t->max_epoch = last_epoch(r, &longest);
	strbuf_init(&t->summary);
	strbuf_addf(&t->summary, "%zu configuration%s of %zu parameter%s, %zu epoch%s",
		r->n_configs, r->n_configs == 1 ? "" : "s", r->n_params,
		r->n_params == 1 ? "" : "s", longest, longest == 1 ? "" : "s");
	if ((size_t)t->max_epoch < longest)
		strbuf_addf(&t->summary, " at most, %d all", t->max_epoch);
}

/* As recorded, or a permutation drawn from the seed. */
static void make_order(struct table *t, bool shuffle, uint64_t seed)
{
	size_t n = t->record.n_configs;
	gsl_rng *rng = stream_new(seed, 0, STREAM_CONFIG, 0);

	t->order = xcalloc(n, sizeof(*t->order));
	for (size_t i = 0; i < n; i++)
		t->order[i] = (uint32_t)i;
	if (shuffle)
		gsl_ran_shuffle(rng, t->order, n, sizeof(*t->order));
	gsl_rng_free(rng);
}

static void make_space(struct table *t)
{
	size_t n = t->record.n_configs, width = t->record.n_params;
	struct value **configs = xcalloc(n, sizeof(*configs));

	t->values = xcalloc(n * width, sizeof(*t->values));
	t->configs = xcalloc(n, sizeof(*t->configs));
	for (size_t i = 0; i < n; i++) {
		configs[i] = t->values + i * width;
		t->configs[i] = t->values + t->order[i] * width;
	}
	recording_space(&t->record, &t->space, configs);
	free(configs);
}

/* Whether the domain has the value; the domain's own, if it is a text. */
static bool belongs(const struct domain *d, struct value *v)
{
	double lo, hi;

	if (domain_is_numeric(d)) {
		domain_support(d, &lo, &hi);
		return (v->kind == VALUE_INT || v->kind == VALUE_REAL) &&
		       v->number >= lo && v->number <= hi;
	}
	for (size_t i = 0; i < d->n_values; i++) {
		if (!value_equal(d->values[i], *v))
			continue;
		if (value_has_text(*v))
			*v = d->values[i];
		return true;
	}
	return false;
}

/*
 * A searcher that chooses sees the configurations where the domains of the study file have
 * them, on a logarithmic scale, say.
 */
static int take_domains(struct table *t, const struct space *asked, struct error *err)
{
	size_t width = t->space.n;

	for (size_t i = 0; i < asked->n; i++) {
		const struct parameter *from = &asked->params[i];
		int at = space_find(&t->space, from->name);
		struct parameter *p = &t->space.params[at];
		struct domain taken;
		char text[64];

		if (from->n_when)
			return error_at(err, from->when[0].at,
				"%s has a condition here, and a value in every row of "
				"the table; leave when out",
				from->name);
		domain_copy(&taken, &from->domain);
		for (size_t c = 0; c < t->record.n_configs; c++) {
			struct value *v = &t->values[c * width + (size_t)at];

			if (belongs(&taken, v))
				continue;
			error_at(err, from->at,
				"%s is %s in configuration %zu, which its domain does "
				"not have; it must have all of the table's",
				p->name, value_print(*v, true, text, sizeof(text)), c);
			domain_release(&taken);
			return -1;
		}
		domain_release(&p->domain);
		p->domain = taken;
		p->at = from->at;
		p->confidence = from->confidence;
		p->prior = from->prior;
		belongs(&taken, &p->prior); /* the domain's own text */
	}
	return 0;
}

static void table_close(struct objective *o)
{
	struct table *t = (struct table *)o;

	recording_release(&t->record);
	space_release(&t->space);
	strbuf_release(&t->summary);
	free(t->values);
	free(t->configs);
	free(t->order);
	free(t);
}

static struct objective *table_open(
	const struct objective_setup *setup, struct error *err)
{
	const struct knob_value *data = knobs_get(setup->knobs, "data");
	const struct knob_value *metrics = knobs_get(setup->knobs, "metrics");
	const struct recording_choice choice = {
		metrics->text, metrics->at, setup->constraints, setup->n_constraints};
	struct table *t;
	char *path;
	int failed;

	if (!data->set) {
		error_at(err, setup->knobs->at,
			"the table has no data; set data to a CSV file");
		return NULL;
	}
	path = data_file(data, setup->data_dirs, err);
	if (!path)
		return NULL;
	t = xcalloc(1, sizeof(*t));
	t->base.ops = &objective_table;
	t->chosen_from = knobs_get(setup->knobs, "choose")->set
				 ? knobs_is(setup->knobs, "choose", "searcher")
				 : setup->learns;
	failed = recording_read(&t->record, path, &choice, err);
	free(path);
	if (!failed) {
		make_order(t, knobs_bool(setup->knobs, "shuffle"), setup->seed);
		make_space(t);
		summarise(t);
		failed = check_parameters(t, setup->space, err) ||
			 (t->chosen_from && take_domains(t, setup->space, err));
	}
	if (!failed)
		return &t->base;
	table_close(&t->base);
	return NULL;
}

static size_t table_metrics(const struct objective *o, const char *const **names)
{
	*names = (const char *const *)table_of(o)->record.metrics;
	return table_of(o)->record.n_metrics;
}

static const char *table_summary(const struct objective *o)
{
	return table_of(o)->summary.buf;
}

static void *table_trial_new(
	const struct objective *o, const struct trial_setup *setup, struct error *err)
{
	size_t n = table_of(o)->record.n_configs;
	struct table_trial *t;

	if (setup->row >= n) {
		error_set(err, "the table has no configuration %u; they end at %zu",
			setup->row, n - 1);
		return NULL;
	}
	t = xcalloc(1, sizeof(*t));
	t->config = table_of(o)->order[setup->row];
	return t;
}

static int table_trial_epoch(void *trial, const struct objective *o, void *ws,
	double *metrics, struct error *err)
{
	const struct recording *r = &table_of(o)->record;
	struct table_trial *t = trial;
	size_t row;

	(void)ws;
	if ((size_t)t->epoch == recording_epochs(r, t->config))
		return error_set(err, "the table has no epoch %d for configuration %u",
			t->epoch + 1, t->config);
	row = r->first[t->config] + (size_t)t->epoch++;
	memcpy(metrics, r->values + row * r->n_metrics, r->n_metrics * sizeof(*metrics));
	t->seconds = r->seconds[row];
	return !isfinite(metrics[0]);
}

static size_t table_trial_bytes(const void *trial)
{
	(void)trial;
	return sizeof(struct table_trial);
}

static double table_trial_seconds(const void *trial)
{
	return ((const struct table_trial *)trial)->seconds;
}

static const struct space *table_own_space(
	const struct objective *o, const struct value *const **configs, size_t *n)
{
	const struct table *t = table_of(o);

	*configs = t->configs;
	*n = t->record.n_configs;
	return &t->space;
}

static bool table_is_chosen_from(const struct objective *o)
{
	return table_of(o)->chosen_from;
}

static int table_max_epoch(const struct objective *o)
{
	return table_of(o)->max_epoch;
}

static const struct knob knobs[] = {
	{.name = "data",
		.type = KNOB_TEXT,
		.help = "a CSV file with a header, plain or gzip: config, epoch, …"},
	{.name = "metrics",
		.type = KNOB_TEXT,
		.help = "the columns that are metrics; default: those with the usual "
			"names"},
	{.name = "shuffle",
		.type = KNOB_BOOL,
		.def = "false",
		.help = "trials take the configurations in an order drawn from the seed"},
	{.name = "choose",
		.type = KNOB_CHOICE,
		.choices = "order searcher",
		.help = "how trials get configurations: one after another, or the "
			"searcher chooses among those left; default: searcher if it "
			"learns, else order"},
	{0},
};

const struct objective_ops objective_table = {
	.kind = {.name = "table",
		.help = "recorded learning curves, on a virtual clock",
		.knobs = knobs},
	.open = table_open,
	.close = table_close,
	.metrics = table_metrics,
	.summary = table_summary,
	.trial_new = table_trial_new,
	.trial_epoch = table_trial_epoch,
	.trial_free = free,
	.trial_bytes = table_trial_bytes,
	.trial_seconds = table_trial_seconds,
	.own_space = table_own_space,
	.is_chosen_from = table_is_chosen_from,
	.max_epoch = table_max_epoch,
};
