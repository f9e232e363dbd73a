/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "virtual_study.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "tuner/tuner.h"

static const struct place here = {.file = "test"};

int roll(struct dice *d, int lo, int hi)
{
	return lo + (int)(stream_mix(d->state++) % (uint64_t)(hi - lo + 1));
}

static void choose(struct choice *c, const struct family *f, const char *name)
{
	c->kind = family_find(f, name);
	knobs_init(&c->knobs, c->kind->knobs, here);
}

static void set(struct knobs *k, const char *name, const char *value)
{
	struct error err;

	ck_assert_msg(knobs_set(k, "", name, value, here, &err) == 0, "%s", err.text);
}

static void open_objective(struct trying *t, struct dice *d)
{
	char text[32];
	struct objective_setup setup;
	struct error err;

	choose(&t->file.objective, &objectives, "simulated");
	snprintf(text, sizeof(text), "%d", roll(d, 0, 1));
	set(&t->file.objective.knobs, "unevenness", text);
	set(&t->file.objective.knobs, "crossing", "0.8");
	set(&t->file.objective.knobs, "diverge", roll(d, 0, 3) ? "0" : "0.2");
	set(&t->file.objective.knobs, "fail", roll(d, 0, 3) ? "0" : "0.2");
	setup = (struct objective_setup){.knobs = &t->file.objective.knobs,
		.space = &t->file.space,
		.seed = t->file.seed,
		.max_epoch = scheduler_knob_max(&t->file.scheduler.knobs)};
	t->objective = objective_ops_of(t->file.objective.kind)->open(&setup, &err);
	ck_assert(t->objective != NULL);
}

void trying_init(struct trying *t, const char *scheduler, struct dice *d)
{
	const struct kind *uniform = family_find(&distributions, "uniform");
	struct error err;
	struct knobs k;

	memset(t, 0, sizeof(*t));
	knobs_init(&k, uniform->knobs, here);
	set(&k, "min", "0");
	set(&k, "max", "1");
	t->param.name = xstrdup("x");
	ck_assert_int_eq(domain_from_knobs(&t->param.domain, uniform, &k, &err), 0);
	knobs_release(&k);
	t->file.space = (struct space){.params = &t->param, .n = 1};
	ck_assert_msg(!scheduler_parse(scheduler, NULL, &t->file.scheduler.kind,
			      &t->file.scheduler.knobs, &err),
		"%s: %s", scheduler, err.text);
	choose(&t->file.searcher, &searchers, "random");
	t->file.seed = (uint64_t)roll(d, 1, 1000000);
	t->file.memory = 1 << 20;
	open_objective(t, d);
	t->info = (struct study_info){.name = "t",
		.seed = t->file.seed,
		.maximize = roll(d, 0, 1),
		.objective = "simulated",
		.summary = "",
		.space = &t->file.space,
		.simulated = true,
		.stop.value = (double)NAN};
	t->info.n_metrics = t->objective->ops->metrics(t->objective, &t->info.metrics);
	t->info.metric = t->info.metrics[0];
	t->journal = journal_new();
	study_init(&t->study);
}

void trying_release(struct trying *t)
{
	study_release(&t->study);
	journal_free(t->journal);
	for (size_t i = 0; i < t->n_states; i++)
		free(t->states[i]);
	free(t->states);
	free(t->epochs);
	t->objective->ops->close(t->objective);
	knobs_release(&t->file.objective.knobs);
	knobs_release(&t->file.scheduler.knobs);
	knobs_release(&t->file.searcher.knobs);
	free(t->param.name);
	domain_release(&t->param.domain);
}

void trying_run(struct trying *t, int workers)
{
	struct tuner_setup setup = {.info = &t->info,
		.file = &t->file,
		.objective = t->objective,
		.journal = t->journal,
		.workers = workers};
	struct error err;
	struct tuner *tuner = tuner_new(&setup, &err);
	struct seat *bound = NULL;

	ck_assert_msg(tuner != NULL, "%s", err.text);
	ck_assert_int_eq(tuner_start(tuner, &err), 0);
	tuner_join(tuner);
	tuner_free(tuner);
	while (t->study.seq < journal_length(t->journal)) {
		const struct event *e = journal_at(t->journal, t->study.seq + 1);

		study_apply(&t->study, e);
		if (!t->epochs && t->study.n_brackets)
			t->epochs =
				xcalloc((size_t)t->study.n_brackets, sizeof(*t->epochs));
		if (e->kind == EVENT_TASK) {
			bound = xreallocarray(bound, t->study.n_trials, sizeof(*bound));
			bound[e->task.trial] = (struct seat){
				e->task.bracket, e->task.round, e->task.rung};
		}
		if (e->kind == EVENT_REPORT && bound[e->report.trial].rung < 40)
			t->epochs[bound[e->report.trial].bracket]
				 [bound[e->report.trial].rung]++;
	}
	free(bound);
}

void roll_scheduler(struct dice *d, struct strbuf *s)
{
	const struct kind *kind = schedulers.kinds[roll(d, 0, (int)schedulers.n - 1)];
	int min = roll(d, 1, 4), max = min + roll(d, 0, 60);

	strbuf_addf(s, "%s eta=%d min=%d max=%d", kind->name, roll(d, 2, 4), min, max);
	if (knob_find(kind->knobs, "n") && roll(d, 0, 1))
		strbuf_addf(s, " n=%d", roll(d, 1, 40));
	if (knob_find(kind->knobs, "idle"))
		strbuf_addf(s, " idle=%s", roll(d, 0, 1) ? "wait" : "next_round");
	if (knob_find(kind->knobs, "resume"))
		strbuf_addf(s, " resume=%s", roll(d, 0, 3) ? "warm" : "scratch");
	if (knob_find(kind->knobs, "brackets"))
		strbuf_addf(s, " brackets=%d", roll(d, 1, 4));
	if (knob_find(kind->knobs, "anchor") && roll(d, 0, 3) == 0)
		strbuf_adds(s, " anchor=max");
	if (knob_find(kind->knobs, "every"))
		strbuf_addf(s, " grace=%d every=%d", roll(d, 1, min), roll(d, 1, 6));
}

void roll_stop(struct dice *d, bool synchronous, struct stop_limits *stop)
{
	if (synchronous && roll(d, 0, 2))
		stop->rounds = roll(d, 1, 3);
	else
		stop->trials = roll(d, 1, 150);
	if (!roll(d, 0, 4))
		stop->epochs = roll(d, 1, 900);
	if (!roll(d, 0, 5))
		stop->plateau = (struct plateau){roll(d, 10, 200), roll(d, 0, 2) / 100.};
	if (!roll(d, 0, 4))
		stop->seconds = roll(d, 1, 400) / 3.;
}
