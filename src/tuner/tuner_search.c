/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tuner and its searcher: where the next configuration comes from, and what the
 * searcher is told. It is told of events, and of nothing that is not one: a run tells it
 * of each as it is appended, a resumption of each as it is repeated, so both tell the
 * same.
 *
 * Where workers wait at barriers (`idle: wait`) it is told when the next pass begins, of
 * one trial after the other. What it knows then depends neither on the number of workers
 * nor on how fast each is, and so the study is the same for any.
 */
#include "config.h"

#include "tuner/tuner_search.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "tuner/tuner_state.h"

int tuner_new_searcher(struct tuner *t, bool choose, struct error *err)
{
	const struct choice *c = &t->file->searcher;
	struct searcher_setup setup = {.space = t->info->space,
		.knobs = &c->knobs,
		.maximize = t->info->maximize,
		.seed = t->file->seed,
		.max_epoch = scheduler_knob_max(&t->file->scheduler.knobs)};

	if (t->configs && !choose)
		return 0;
	setup.candidates = t->configs;
	setup.n_candidates = t->n_configs;
	t->searcher = searcher_new(c->kind, &setup, err);
	return t->searcher ? 0 : -1;
}

const char *tuner_learner(const struct tuner *t)
{
	return t->searcher && t->searcher->ops->report ? t->searcher->ops->kind.name
						       : NULL;
}

/*
 * The trial's progress, as it is known from the events told so far. Where workers wait at
 * barriers all that follows a trial's first task is held back.
 */
static void tell(struct tuner *t, enum progress_kind kind, uint32_t trial)
{
	const struct tuner_trial *tr = &t->trials[trial];
	struct trial_progress p = {.kind = kind,
		.trial = trial + t->n_told,
		.config = tr->config,
		.epoch = tr->told.epoch,
		.until = tr->told.until,
		.value = tr->told.epoch ? tr->told.value : NO_NUMBER};

	if (!t->scheduler->idle_wait || (kind == PROGRESS_TASK && !tr->told.any)) {
		searcher_report(t->searcher, &p);
		return;
	}
	ARRAY_ROOM(t->held, t->n_held, t->cap_held);
	t->held[t->n_held] = (struct held_progress){p, t->n_held};
	t->n_held++;
}

static int by_trial(const void *a, const void *b)
{
	const struct held_progress *x = a, *y = b;

	if (x->progress.trial != y->progress.trial)
		return x->progress.trial < y->progress.trial ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static void tell_held(struct tuner *t)
{
	qsort(t->held, t->n_held, sizeof(*t->held), by_trial);
	for (size_t i = 0; i < t->n_held; i++)
		searcher_report(t->searcher, &t->held[i].progress);
	t->n_held = 0;
}

/* Behind a barrier all is known of those before it, in whatever order it came. */
static void pass_barrier(struct tuner *t, const struct job *job)
{
	bool next = job->bracket != t->pass.bracket || job->round != t->pass.round;

	if (t->n_held && (next || !t->scheduler->idle_wait))
		tell_held(t);
	t->pass.bracket = job->bracket;
	t->pass.round = job->round;
}

/* A configuration that the searcher proposes, kept; NULL: it has run dry. */
static const struct value *propose(struct tuner *t, int level, struct proposal *why)
{
	size_t n = t->info->space->n;
	struct value *config = xcalloc(n, sizeof(*config));
	const struct value *kept = NULL;

	searcher_expect(t->searcher, level);
	if (searcher_propose(t->searcher, (uint32_t)t->n_trials + t->n_told, config, why))
		kept = t->configs ? t->configs[why->row]
				  : journal_keep(t->journal, config, n * sizeof(*config));
	free(config);
	for (int i = 0; i < 2; i++) {
		why->earlier[i] = why->nearest[i] < t->n_told;
		if (why->nearest[i] != NO_TRIAL && !why->earlier[i])
			why->nearest[i] -= t->n_told;
	}
	return kept;
}

const struct value *tuner_next_config(
	struct tuner *t, const struct job *job, struct proposal *why)
{
	size_t id = t->n_trials;

	*why = PROPOSAL_INIT;
	why->row = id;
	if (t->configs && !t->searcher)
		return id < t->n_configs ? t->configs[id] : NULL;
	pass_barrier(t, job);
	if (id >= t->file->n_enqueue && t->first_queued == t->n_queue)
		return propose(t, job->to, why);
	if (t->searcher->ops->report)
		why->origin = ORIGIN_ENQUEUED;
	return id < t->file->n_enqueue ? t->file->enqueue[id] : t->queue[t->first_queued++];
}

const struct proposal *tuner_keep_proposal(struct tuner *t, const struct proposal *why)
{
	if (why->origin == ORIGIN_UNSAID)
		return NULL;
	return journal_keep(t->journal, why, sizeof(*why));
}

int tuner_enqueue(struct tuner *t, const char *text, struct error *err)
{
	const struct space *space = t->info->space;
	size_t id = t->n_trials + t->n_queue - t->first_queued;
	struct value *config;
	double *u;

	if (t->configs)
		return error_usage(err, "the table has the configurations");
	if (t->closed)
		return error_usage(err, "no new trial starts any more");
	u = xcalloc(space->n + 1, sizeof(*u));
	space_random_point(space, t->info->seed, (uint32_t)id, u);
	config = config_parse(space, text ? text : "", u, (struct place){0}, err);
	free(u);
	if (!config)
		return -1;
	ARRAY_ROOM(t->queue, t->n_queue, t->cap_queue);
	t->queue[t->n_queue++] =
		journal_keep(t->journal, config, space->n * sizeof(*config));
	free(config);
	return 0;
}

static void tell_task(struct tuner *t, const struct event *e)
{
	struct tuner_trial *tr = &t->trials[e->task.trial];

	tr->told.epoch = e->task.from;
	tr->told.until = e->task.to;
	tell(t, PROGRESS_TASK, e->task.trial);
	tr->told.any = true;
}

static void tell_epoch(struct tuner *t, const struct event *e)
{
	struct tuner_trial *tr = &t->trials[e->report.trial];

	tr->told.epoch = e->report.epoch;
	tr->told.value = study_score(t->info, e->report.metrics);
	if (!isfinite(tr->told.value))
		tr->told.value = NAN;
	tell(t, tr->told.epoch < tr->told.until ? PROGRESS_EPOCH : PROGRESS_LEVEL,
		e->report.trial);
}

static void tell_end(struct tuner *t, const struct event *e)
{
	static const enum progress_kind kinds[TRIAL_STATES] = {
		[TRIAL_COMPLETED] = PROGRESS_COMPLETED,
		[TRIAL_STOPPED] = PROGRESS_STOPPED,
		[TRIAL_DIVERGED] = PROGRESS_DIVERGED,
		[TRIAL_FAILED] = PROGRESS_FAILED,
		[TRIAL_KILLED] = PROGRESS_KILLED,
	};

	tell(t, kinds[e->end.state], e->end.trial);
}

/* As if it had trained from each of its results to the next, and stopped there. */
static void tell_earlier(struct tuner *t, const struct earlier_event *x)
{
	struct trial_progress p = {
		.trial = t->n_told++, .config = x->config, .value = NO_NUMBER};

	for (size_t i = 0; i < x->n_results; i++) {
		p.kind = PROGRESS_TASK;
		p.until = x->epochs[i];
		searcher_report(t->searcher, &p);
		p.kind = PROGRESS_LEVEL;
		p.epoch = x->epochs[i];
		p.value = x->values[i];
		searcher_report(t->searcher, &p);
	}
	p.kind = PROGRESS_STOPPED;
	searcher_report(t->searcher, &p);
}

static void enqueue_earlier(struct tuner *t, const struct earlier_event *x)
{
	ARRAY_ROOM(t->queue, t->n_queue, t->cap_queue);
	t->queue[t->n_queue++] = x->config;
}

void tuner_tell_searcher(struct tuner *t, const struct event *e)
{
	if (e->kind == EVENT_EARLIER && e->earlier->enqueue)
		enqueue_earlier(t, e->earlier);
	if (!t->searcher || !t->searcher->ops->report)
		return;
	if (e->kind == EVENT_TASK)
		tell_task(t, e);
	else if (e->kind == EVENT_REPORT)
		tell_epoch(t, e);
	else if (e->kind == EVENT_END)
		tell_end(t, e);
	else if (e->kind == EVENT_EARLIER && !e->earlier->enqueue)
		tell_earlier(t, e->earlier);
}
