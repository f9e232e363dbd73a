/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/adoption.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "scheduler/rule.h"
#include "study/stopping.h"

static enum standing standing_of(const struct study *s, const struct study_trial *t)
{
	switch (t->state) {
	case TRIAL_RUNNING: /* in a paused study it has been stopped at its epoch */
		return s->phase == PHASE_RUNNING ? STANDS_RUNNING : STANDS_WAITING;
	case TRIAL_CLIMBED:
	case TRIAL_PAUSED:
		return STANDS_WAITING;
	case TRIAL_COMPLETED:
		return STANDS_COMPLETE;
	case TRIAL_STOPPED:
		return STANDS_ENDED;
	default:
		return STANDS_LOST;
	}
}

void adoption_revive(struct adoption *a, const struct study *s, int top)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->trials[i].standing == STANDS_COMPLETE &&
			s->trials[i].epoch >= s->trials[i].target &&
			s->trials[i].epoch < top) {
			a->trials[i].standing = STANDS_WAITING;
			a->n_revived++;
		}
}

void adoption_of(struct adoption *a, const struct study *s)
{
	size_t epochs = 0;

	for (size_t i = 0; i < s->n_trials; i++)
		epochs += (size_t)s->trials[i].epoch;
	a->n = s->n_trials;
	a->n_revived = 0;
	a->trials = xcalloc(a->n + 1, sizeof(*a->trials));
	a->values = xcalloc(epochs + 1, sizeof(*a->values));
	epochs = 0;
	for (size_t i = 0; i < a->n; i++) {
		const struct study_trial *t = &s->trials[i];
		const double *results = study_results(t);
		double *values = a->values + epochs;

		for (int e = 0; e < t->epoch; e++)
			values[e] = isfinite(results[e]) ? results[e] : NO_NUMBER;
		epochs += (size_t)t->epoch;
		a->trials[i] = (struct adopted){.standing = standing_of(s, t),
			.target = t->target > t->epoch ? t->target : t->epoch,
			.curve = {values, t->epoch}};
	}
}

void adoption_release(struct adoption *a)
{
	free(a->trials);
	free(a->values);
}

/* What the scheduler gives out at once, and who begins anew while nothing comes in. */
static void count_jobs(struct scheduler *s, size_t n, size_t workers,
	struct switch_preview *p, struct decisions *ds)
{
	while (p->at_once + p->fresh < n + workers) {
		struct job job;

		s->ops->next(s, &job, ds);
		if (job.kind == JOB_WAIT ||
			(job.kind == JOB_START && p->fresh >= workers))
			return;
		if (job.kind == JOB_START)
			s->ops->seat(s, &job, (uint32_t)(n + p->fresh++));
		else
			p->at_once++;
	}
}

static void count(const struct adoption *a, struct scheduler *s, size_t workers,
	bool closed, struct switch_preview *p)
{
	struct decisions ds = {0};

	for (size_t i = 0; i < a->n; i++) {
		enum standing st = a->trials[i].standing;

		p->seats += st == STANDS_WAITING || st == STANDS_RUNNING;
		p->running += st == STANDS_RUNNING;
		p->never += st >= STANDS_ENDED;
	}
	s->ops->adopt(s, a->trials, a->n, &ds);
	if (closed)
		s->ops->close(s, &ds);
	for (size_t i = 0; i < ds.n; i++)
		p->stopped += ds.items[i].verdict == VERDICT_STOP;
	count_jobs(s, a->n, workers, p, &ds);
	p->seats -= p->stopped;
	decisions_release(&ds);
}

int switch_preview(const struct study *s, const char *text, struct switch_preview *p,
	struct error *err)
{
	const struct kind *kind;
	struct knobs knobs;
	struct scheduler_setup setup = {.knobs = &knobs};
	struct scheduler *scheduler;
	struct adoption a;
	int top;

	*p = (struct switch_preview){0};
	if (scheduler_parse(text, s->spec, &kind, &knobs, err) < 0)
		return -1;
	if (s->info) {
		setup.maximize = s->info->maximize;
		setup.seed = s->info->seed;
		setup.rounds = s->stop->rounds;
	}
	top = scheduler_knob_max(&knobs);
	scheduler = scheduler_new(kind, &setup, err);
	knobs_release(&knobs);
	if (!scheduler)
		return -1;
	p->goes_on = !scheduler_ops_of(kind)->rule->climbs;
	p->endless = s->info && !stopping_never(s, s->stop, s->synchronous) &&
		     stopping_never(s, s->stop, scheduler_ops_of(kind)->synchronous);
	adoption_of(&a, s);
	adoption_revive(&a, s, top);
	p->revived = a.n_revived;
	count(&a, scheduler, s->workers > 0 ? (size_t)s->workers : 1,
		s->info && stopping_closes(s, s->stop), p);
	adoption_release(&a);
	scheduler_free(scheduler);
	return 0;
}
