/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/planner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "tuner/pool.h"

#define EPOCHS_MOST 4000000 /* of a run; more is not worth the wait */
#define OTHERS_MOST 100000  /* of one beside it */

struct planner {
	struct sheet *sheet;
	const struct session *s;
	struct plan_curves *curves;
	struct virtual_setup setup;
};

static void add_note(struct sheet *sheet, const char *text)
{
	sheet->notes =
		xreallocarray(sheet->notes, sheet->n_notes + 1, sizeof(*sheet->notes));
	sheet->notes[sheet->n_notes++] = xstrdup(text);
}

/* Limits */

static void add_limit(struct strbuf *out, const char *fmt, double v, const char *what)
{
	if (out->len)
		strbuf_adds(out, " or ");
	strbuf_addf(out, fmt, v);
	strbuf_addf(out, " %s%s", what, v == 1 ? "" : "s");
}

static void say_limits(const struct planner *p)
{
	const struct stop_limits *stop = &p->setup.stop;
	struct strbuf *out = &p->sheet->ends;

	if (stop->rounds && scheduler_ops_of(p->setup.scheduler)->synchronous)
		add_limit(out, "%.0f", (double)stop->rounds, "round");
	if (stop->trials)
		add_limit(out, "%.0f", (double)stop->trials, "trial");
	if (stop->epochs)
		add_limit(out, "%.0f", (double)stop->epochs, "epoch");
	if (stop->seconds > 0)
		add_limit(out, "%g", stop->seconds, "second");
	if (p->setup.configs)
		add_limit(out, "all %.0f", (double)p->setup.configs, "configuration");
}

/* What results decide, where they are not known. */
static void note_plateaus(const struct planner *p)
{
	const struct study_info *info = &p->s->info;
	char text[128];

	if (p->curves && !p->sheet->guessed)
		return;
	if (info->stop.plateau.epochs) {
		snprintf(text, sizeof(text),
			"it may end before: stop.plateau is %lld epochs, and nobody knows "
			"when that is",
			(long long)info->stop.plateau.epochs);
		add_note(p->sheet, text);
	}
	if (info->patience.epochs)
		add_note(p->sheet, "trials may end before: when patience ends one is not "
				   "known before it has trained");
}

static void note_value(const struct planner *p)
{
	char text[96];

	if (isnan(p->s->info.stop.value) || p->curves)
		return;
	snprintf(text, sizeof(text),
		"it may end before: stop.value is %g, and nobody knows when that is",
		p->s->info.stop.value);
	add_note(p->sheet, text);
}

/* Setups */

static enum virtual_starts starts_of(const struct session *s)
{
	const struct choice *c = &s->file.objective;

	if (!knob_find(c->kind->knobs, "resume"))
		return STARTS_ONCE;
	return knobs_is(&c->knobs, "resume", "checkpoint") ? STARTS_EACH_TASK
	       : knobs_is(&c->knobs, "resume", "scratch")  ? STARTS_FROM_SCRATCH
							   : STARTS_ONCE;
}

static void set_up(struct planner *p, const struct plan_pace *pace)
{
	const struct session *s = p->s;
	bool known = p->curves && !p->sheet->guessed;

	p->setup = (struct virtual_setup){.scheduler = s->file.scheduler.kind,
		.knobs = &s->file.scheduler.knobs,
		.maximize = s->info.maximize,
		.seed = s->info.seed,
		.stop = s->info.stop,
		.patience = s->info.patience,
		.configs = plan_config_count(s, CONFIGS_MOST),
		.workers = s->workers,
		.curves = plan_curves_ops(p->curves),
		.curve_seed = s->info.seed,
		.seconds = pace->seconds > 0 ? pace->seconds : 1,
		.unevenness = pace->unevenness,
		.start = pace->start,
		.starts = starts_of(s),
		.most = EPOCHS_MOST};
	if (!known) {
		p->setup.stop.value = NO_NUMBER;
		p->setup.stop.plateau.epochs = p->setup.patience.epochs = 0;
	}
}

/* Beside it */

static void add_row(struct plan_row *rows, size_t *n, const struct virtual_setup *setup,
	size_t seeds, const char *label)
{
	struct virtual_setup less = *setup;
	struct plan_row *row = &rows[*n];
	struct error err;

	if (*n == PLAN_ROWS_MAX)
		return;
	less.most = OTHERS_MOST;
	*row = (struct plan_row){.label = xstrdup(label)};
	if (plan_make(&row->plan, &less, seeds, &err) < 0) {
		const char *why = err.text;

		row->fails = true;
		row->why = xstrdup(why + (strncmp(why, ": ", 2) ? 0 : 2));
	}
	++*n;
}

/* The same scheduler with one knob set to another value. */
static void add_other(struct planner *p, const char *name, int64_t value, size_t seeds)
{
	struct virtual_setup setup = p->setup;
	struct knobs knobs;
	char text[32], label[64];
	struct error ignored;
	int max = p->s->objective->ops->max_epoch
			  ? p->s->objective->ops->max_epoch(p->s->objective)
			  : INT32_MAX;

	if (!strcmp(name, "max") && value > max)
		return;
	snprintf(text, sizeof(text), "%lld", (long long)value);
	snprintf(label, sizeof(label), "%s=%s", name, text);
	knobs_copy(&knobs, p->setup.knobs);
	if (!knobs_set(&knobs, "", name, text, (struct place){0}, &ignored)) {
		setup.knobs = &knobs;
		add_row(p->sheet->others, &p->sheet->n_others, &setup, seeds, label);
	}
	knobs_release(&knobs);
}

/* Each of eta, min and max a step to both sides, where they mean anything. */
static void add_others(struct planner *p, size_t seeds)
{
	const struct knobs *k = p->setup.knobs;
	int eta = scheduler_knob_eta(k), min = scheduler_knob_min(k);
	int max = scheduler_knob_max(k);
	bool ladder = knob_find(k->rows, "levels") != NULL;

	if (ladder && knobs_get(k, "levels")->set)
		return;
	for (int e = 2; ladder && e <= 4; e++)
		if (e != eta)
			add_other(p, "eta", e, seeds);
	if (ladder && (int64_t)min * eta <= max)
		add_other(p, "min", (int64_t)min * eta, seeds);
	if (ladder && min > 1)
		add_other(p, "min", min / eta > 1 ? min / eta : 1, seeds);
	if (eta && max / eta >= min)
		add_other(p, "max", max / eta, seeds);
	if (eta && (int64_t)max * eta < EPOCHS_OPEN)
		add_other(p, "max", (int64_t)max * eta, seeds);
}

/* Half as many workers, twice and four times as many, and one. */
static void add_workers(struct planner *p, size_t seeds)
{
	int w = p->setup.workers;
	int counts[] = {1, w / 2, w * 2, w * 4, w * 16};
	struct virtual_setup setup = p->setup;
	char label[24];

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		if (counts[i] < 1 || counts[i] == w || (i == 1 && counts[i] == 1) ||
			counts[i] > VIRTUAL_WORKERS_MAX || w > VIRTUAL_WORKERS_MAX / 16)
			continue;
		setup.workers = counts[i];
		snprintf(label, sizeof(label), "%d", counts[i]);
		add_row(p->sheet->workers, &p->sheet->n_workers, &setup, seeds, label);
	}
}

/* A trial that has not trained is as large as one that has, in memory. */
static void weigh(struct planner *p)
{
	const struct session *s = p->s;
	const struct objective_ops *ops = s->objective->ops;
	struct sheet *sheet = p->sheet;
	struct value *config;
	struct error err;

	sheet->bytes = sheet->saved = NO_NUMBER;
	sheet->memory = (double)s->file.memory;
	sheet->disk = (double)s->file.checkpoints;
	sheet->program = ops->task_begin != NULL;
	if (sheet->program || s->info.simulated ||
		!plan_first_configs(s, &config, 1, &err))
		return;
	{
		struct trial_setup setup = {.config = config};
		void *trial = ops->trial_new(s->objective, &setup, &err), *saved = NULL;
		size_t size = 0;

		if (trial)
			sheet->bytes = (double)ops->trial_bytes(trial);
		if (trial && ops->trial_save)
			saved = ops->trial_save(trial, &size);
		if (saved)
			sheet->saved = (double)size;
		free(saved);
		if (trial)
			ops->trial_free(trial);
	}
	free(config);
}

int sheet_of(struct sheet *sheet, const struct session *s, const struct plan_pace *pace,
	bool others, struct error *err)
{
	struct planner p = {.sheet = sheet, .s = s};
	int rc = 0;

	*sheet = (struct sheet){.study = xstrdup(s->info.name),
		.objective = xstrdup(s->info.objective),
		.pace = *pace,
		.simulated = s->info.simulated};
	strbuf_init(&sheet->ends);
	p.curves = plan_curves_new(s, &sheet->guessed, err);
	if (!p.curves && *err->text)
		return -1;
	set_up(&p, pace);
	sheet->assumed = plan_assume_limit(&p.setup);
	say_limits(&p);
	note_value(&p);
	note_plateaus(&p);
	if (s->file.n_switches)
		add_note(sheet, "the study file's later schedulers are not planned");
	rc = plan_make(&sheet->plan, &p.setup, pace->seeds, err);
	if (!rc) {
		sheet->plan.exact &= !sheet->guessed || sheet->plan.ops->synchronous;
		sheet->plan.exact_time &= !sheet->guessed;
		add_workers(&p, pace->seeds);
		if (others)
			add_others(&p, pace->seeds);
		weigh(&p);
	}
	plan_curves_free(p.curves);
	return rc;
}

int sheet_make(struct sheet *sheet, const char *study, const char *scheduler,
	const struct options *o, const struct plan_pace *pace, bool others,
	struct error *err)
{
	struct options with;
	struct session s;
	int rc = 0;

	*sheet = (struct sheet){.study = NULL};
	options_copy(&with, o);
	if (scheduler)
		rc = options_set_scheduler(&with, scheduler, err);
	if (!rc) {
		rc = session_open(&s, study, &with, true, err);
		if (!rc)
			rc = sheet_of(sheet, &s, pace, others, err);
		session_release(&s);
	}
	options_release(&with);
	return rc;
}

static void release_rows(struct plan_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].label);
		free(rows[i].why);
		plan_release(&rows[i].plan);
	}
}

void sheet_release(struct sheet *sheet)
{
	if (!sheet->study)
		return;
	free(sheet->study);
	free(sheet->objective);
	plan_release(&sheet->plan);
	release_rows(sheet->others, sheet->n_others);
	release_rows(sheet->workers, sheet->n_workers);
	for (size_t i = 0; i < sheet->n_notes; i++)
		free(sheet->notes[i]);
	free(sheet->notes);
	strbuf_release(&sheet->ends);
	*sheet = (struct sheet){.study = NULL};
}
