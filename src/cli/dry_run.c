/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/dry_run.h"

#include <stdlib.h>

#include "base/printable.h"
#include "base/xalloc.h"
#include "cli/hooks.h"
#include "cli/output.h"
#include "cli/plan_page.h"
#include "cli/planner.h"
#include "cli/say.h"

#define TRIALS 3
#define RUNS 20

/* Where the trials are sent first: the ends of their first tasks. */
static size_t first_jobs(const struct session *s, int *to, size_t n)
{
	const struct choice *c = &s->file.scheduler;
	struct scheduler_setup setup = {.knobs = &c->knobs,
		.maximize = s->info.maximize,
		.seed = s->info.seed,
		.rounds = s->info.stop.rounds};
	struct decisions ds = {0};
	struct error ignored;
	struct scheduler *scheduler = scheduler_new(c->kind, &setup, &ignored);
	size_t i = 0;

	for (; scheduler && i < n; i++) {
		struct job job;

		scheduler->ops->next(scheduler, &job, &ds);
		if (job.kind != JOB_START)
			break;
		scheduler->ops->seat(scheduler, &job, (uint32_t)i);
		to[i] = job.to;
	}
	scheduler_free(scheduler);
	decisions_release(&ds);
	return i;
}

static void add_config(
	const struct session *s, const struct value *config, struct strbuf *out)
{
	const struct space *space = s->info.space;

	for (size_t i = 0; i < space->n; i++) {
		char text[256];

		if (config[i].kind == VALUE_NONE)
			continue;
		printable_addf(out, " %s=%s", space->params[i].name,
			value_print(config[i], true, text, sizeof(text)));
	}
	strbuf_addch(out, '\n');
}

static void add_trial(const struct session *s, uint32_t trial, const struct value *config,
	int to, const char *stem, struct strbuf *out)
{
	const struct objective_ops *ops = s->objective->ops;
	struct trial_preview p = {
		.config = config, .trial = trial, .to = to, .stem = stem};

	strbuf_addf(out, "T%u", trial);
	add_config(s, config, out);
	if (!ops->preview)
		return;
	strbuf_adds(out, "  ");
	ops->preview(s->objective, &p, out);
	strbuf_addch(out, '\n');
}

/* The trials themselves, and where they would be recorded. */
static int add_trials(
	struct session *s, const struct options *o, struct strbuf *out, struct error *err)
{
	struct value *configs[TRIALS];
	int to[TRIALS];
	size_t n = first_jobs(s, to, TRIALS);
	char *stem;

	session_name_recording(s, o);
	stem = session_stem(s);
	*err->text = '\0';
	n = plan_first_configs(s, configs, n, err);
	strbuf_addf(out, "\nThe first configurations%s%s:\n",
		s->info.searcher ? ", before any result is known" : "",
		s->file.n_from ? ", and without what `from` tells" : "");
	for (size_t i = 0; i < n; i++) {
		add_trial(s, (uint32_t)i, configs[i], to[i],
			stem ? stem : "/tmp/rungtop.XXXXXX/trials", out);
		free(configs[i]);
	}
	free(stem);
	if (s->recording)
		printable_linef(out, "It would be recorded in %s.", s->recording);
	else
		strbuf_adds(out, "It would not be recorded.\n");
	return *err->text ? -1 : 0;
}

int dry_run(struct session *s, const struct options *o)
{
	const struct plan_pace pace = {.seeds = RUNS};
	struct strbuf out = STRBUF_INIT;
	struct sheet sheet;
	struct error err;
	int rc = sheet_of(&sheet, s, &pace, true, &err);

	for (size_t i = 0; !o->quiet && i < s->file.n_notes; i++)
		say("%s", s->file.notes[i]);
	if (rc < 0 && sheet.plan.run.brackets) { /* an open top has no plan */
		printable_linef(&out, "%s", sheet.plan.spec);
		printable_linef(&out, "There is no plan: %s.", err.text);
		rc = 0;
	} else if (!rc) {
		plan_page(&sheet, plan_has_unicode(), &out);
	}
	if (!rc)
		rc = add_trials(s, o, &out, &err);
	if (!rc)
		rc = hooks_check(&s->file, &err);
	if (!rc)
		say_lines(stdout, &out);
	strbuf_release(&out);
	sheet_release(&sheet);
	return rc < 0 ? complain(&err) : EXIT_FINISHED;
}
