/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tuner/tuner_resume.h"

#include <string.h>

#include "base/xalloc.h"
#include "tuner/tuner_replay.h"
#include "tuner/tuner_state.h"

static bool same_metrics(const struct study_info *a, const struct study_info *b)
{
	for (size_t m = 0; m < a->n_metrics; m++)
		if (m >= b->n_metrics || strcmp(a->metrics[m], b->metrics[m]))
			return false;
	return a->n_metrics == b->n_metrics && a->metric_index == b->metric_index;
}

static bool same_space(const struct space *a, const struct space *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (i >= b->n || strcmp(a->params[i].name, b->params[i].name))
			return false;
	return a->n == b->n;
}

/* The studies are one, but for the limits. */
static int check_study(
	const struct tuner *t, const struct recorded *source, struct error *err)
{
	const struct study_info *now = t->info, *then = recorded_info(source);

	if (strcmp(now->name, then->name) || now->seed != then->seed ||
		strcmp(now->metric, then->metric) || now->maximize != then->maximize ||
		strcmp(now->objective, then->objective) || !same_metrics(now, then) ||
		!same_space(now->space, then->space))
		return error_usage(err,
			"%s: the study file is not the one it began with",
			recorded_path(source));
	return 0;
}

/* All but the study is as it was recorded: of that, its limits and its platform. */
static int read_all(struct tuner *t, struct recorded *source, struct error *err)
{
	struct study_info info = *t->info;
	struct event e;
	int got;

	info.platform = recorded_info(source)->platform;
	info.stop = recorded_info(source)->stop;
	info.configs = recorded_info(source)->configs;
	while ((got = recorded_next(source, &e, err)) > 0) {
		if (e.kind == EVENT_STUDY)
			e.study = journal_keep(t->journal, &info, sizeof(info));
		journal_append(t->journal, &e);
	}
	return got;
}

/* Whoever was on a worker waits to be sent on, in the order of ids. */
static void interrupt_all(struct tuner *t)
{
	for (size_t i = 0; i < t->n_trials; i++) {
		struct tuner_trial *tr = &t->trials[i];

		if (tr->worker < 0)
			continue;
		tr->worker = -1;
		ARRAY_ROOM(t->waiting, t->n_waiting, t->cap_waiting);
		t->waiting[t->n_waiting++] = (uint32_t)i;
	}
}

int tuner_resume(struct tuner *t, struct recorded *source, struct error *err)
{
	if (check_study(t, source, err) < 0)
		return -1;
	t->stop = recorded_info(source)->stop;
	if (read_all(t, source, err) < 0 ||
		tuner_replay(t, recorded_path(source), err) < 0)
		return -1;
	interrupt_all(t);
	t->resumed = journal_length(t->journal);
	if (t->resumed) {
		t->latest = journal_at(t->journal, t->resumed)->t;
		t->paused_for = -t->latest;
	}
	return 0;
}

void tuner_resume_with(struct tuner *t, const char *set)
{
	t->set = tuner_keep_text(t, set);
}

/* One that has completed does where the top is raised. */
static bool may_go_on(const struct tuner_trial *tr)
{
	return tr->standing == STANDS_WAITING ||
	       (tr->standing == STANDS_COMPLETE && !tr->ended);
}

void tuner_load(struct tuner *t, uint32_t trial, int epoch, const void *data, size_t size)
{
	const struct objective_ops *ops = t->objective->ops;
	struct tuner_trial *tr = trial < t->n_trials ? &t->trials[trial] : NULL;
	struct trial_setup setup = {.trial = trial};
	struct error ignored;
	void *state;

	if (!tr || !may_go_on(tr) || epoch > tr->epoch || !ops->trial_load)
		return;
	setup.config = tr->config;
	setup.row = tr->row;
	state = ops->trial_load(t->objective, &setup, data, size, &ignored);
	if (!state)
		return; /* it trains again from the seed */
	checkpoints_put(&t->checkpoints, trial, epoch, state);
	if (tr->standing == STANDS_COMPLETE)
		checkpoints_retire(&t->checkpoints, trial);
	tr->unsaved = 0;
}
