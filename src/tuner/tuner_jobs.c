/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs: from the scheduler, for whoever is free. */
#include "config.h"

#include "tuner/tuner_jobs.h"

#include <string.h>

#include "base/xalloc.h"
#include "tuner/tuner_append.h"
#include "tuner/tuner_decide.h"
#include "tuner/tuner_search.h"
#include "tuner/tuner_state.h"
#include "tuner/tuner_switch.h"

static void submit(struct tuner *t, uint32_t trial, int worker)
{
	struct tuner_trial *tr = &t->trials[trial];
	struct task task = {.trial = trial,
		.from = tr->epoch,
		.to = tr->job.to,
		.workers = t->workers,
		.config = tr->config,
		.row = tr->row,
		.unsaved = tr->unsaved,
		.patience = t->info->patience,
		.plateau = tr->epoch ? tr->plateau : plateau_begin(),
		.maximize = t->info->maximize,
		.metric = t->info->metric_index};

	task.state = checkpoints_take(&t->checkpoints, trial, &task.state_epoch);

	tuner_append(t, &(struct event){.kind = EVENT_TASK,
				.task = {.trial = trial,
					.worker = worker,
					.from = task.from,
					.to = task.to,
					.bracket = tr->job.bracket,
					.round = tr->job.round,
					.rung = tr->job.rung}});
	tr->worker = worker;
	t->on_worker[worker] = trial;
	t->n_busy++;
	t->pool->ops->submit(t->pool, worker, &task);
}

/* Begins a new trial; false when the searcher has run dry. */
static bool begin_trial(struct tuner *t, const struct job *job, uint32_t *trial)
{
	struct proposal why;
	const struct value *config = tuner_next_config(t, job, &why);

	if (!config) {
		t->dry = true;
		tuner_close(t);
		return false;
	}
	*trial = (uint32_t)t->n_trials;
	ARRAY_ROOM(t->trials, t->n_trials, t->cap_trials);
	t->trials[t->n_trials++] = (struct tuner_trial){
		.config = config, .row = (uint32_t)why.row, .job = *job, .worker = -1};
	tuner_append(t, &(struct event){.kind = EVENT_TRIAL,
				.trial = {.trial = *trial,
					.bracket = job->bracket,
					.round = job->round,
					.config = config,
					.why = tuner_keep_proposal(t, &why)}});
	t->scheduler->ops->seat(t->scheduler, job, *trial);
	tuner_append_searcher_warning(t);
	return true;
}

void tuner_wait_in_line(struct tuner *t, uint32_t trial)
{
	ARRAY_ROOM(t->waiting, t->n_waiting, t->cap_waiting);
	t->waiting[t->n_waiting++] = trial;
}

/* What the scheduler has for a free worker; of a climb, its trial takes it up. */
static struct job next_job(struct tuner *t)
{
	struct decisions ds = {0};
	struct job job;

	t->scheduler->ops->next(t->scheduler, &job, &ds);
	tuner_publish(t, &ds);
	if (job.kind != JOB_CLIMB)
		return job;
	t->trials[job.trial].job = job;
	if (job.from == 0) {
		t->trials[job.trial].epoch = 0;
		checkpoints_drop(&t->checkpoints, job.trial);
	}
	return job;
}

/* Finds a trial for a free worker; false when there is none now. */
static bool next_trial(struct tuner *t, uint32_t *trial)
{
	struct job job;

	if (t->n_waiting) {
		*trial = t->waiting[0];
		memmove(t->waiting, t->waiting + 1, --t->n_waiting * sizeof(*t->waiting));
		return true;
	}
	job = next_job(t);
	if (job.kind == JOB_WAIT)
		return false;
	if (job.kind == JOB_START)
		return begin_trial(t, &job, trial) || next_trial(t, trial);
	*trial = job.trial;
	return true;
}

/* Whether somebody is there to take a job. */
static bool is_wanted(struct tuner *t)
{
	return !t->pool->ops->wanted || t->pool->ops->wanted(t->pool);
}

bool tuner_is_over(struct tuner *t)
{
	struct job job;

	if (!t->pool->ops->wanted)
		return true; /* whoever is free has been given what there is */
	if (t->n_waiting)
		return false;
	job = next_job(t);
	if (job.kind == JOB_CLIMB)
		tuner_wait_in_line(t, job.trial);
	return job.kind == JOB_WAIT;
}

void tuner_dispatch(struct tuner *t)
{
	for (;;) {
		uint32_t trial;

		tuner_switch_by_schedule(t);
		if (t->paused || t->stopping || !t->idle.n || !is_wanted(t) ||
			!next_trial(t, &trial))
			return;
		if (t->paused) /* taking the job was the decision that ended a step */
			tuner_wait_in_line(t, trial);
		else
			submit(t, trial, heap_pop(&t->idle).value);
		if (!t->closed && t->stop.trials && t->n_trials >= (size_t)t->stop.trials)
			tuner_close(t);
	}
}
