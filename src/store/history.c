/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static size_t width(const struct history *h)
{
	return h->study->info->n_metrics + 1;
}

const double *history_row(const struct history *h, size_t trial, int epoch)
{
	return h->curves[trial].rows + (size_t)(epoch - 1) * width(h);
}

static void keep_scheduler(struct history *h, const struct event *e)
{
	ARRAY_ROOM(h->schedulers, h->n_schedulers, h->cap_schedulers);
	h->schedulers[h->n_schedulers++] = *e;
}

static void begin_curve(struct history *h)
{
	ARRAY_ROOM(h->curves, h->study->n_trials, h->cap_curves);
	h->curves[h->study->n_trials - 1] = (struct history_curve){0};
}

/* What is trained again from scratch comes to the same numbers. */
static void keep_report(struct history *h, const struct event *e)
{
	struct history_curve *c = &h->curves[e->report.trial];
	size_t w = width(h);
	double *row;

	if (e->report.epoch <= c->epochs)
		return;
	if (c->epochs == c->cap) {
		c->cap = c->cap ? 2 * c->cap : 4;
		c->rows = xreallocarray(c->rows, (size_t)c->cap * w, sizeof(*c->rows));
	}
	row = c->rows + (size_t)c->epochs++ * w;
	memcpy(row, e->report.metrics, (w - 1) * sizeof(*row));
	row[w - 1] = (double)e->report.seconds;
}

/* Work */

static void begin_span(struct history_work *k, const struct event *e)
{
	int w = e->task.worker;
	size_t before;

	while (k->n_workers <= w) {
		k->open = xreallocarray(
			k->open, (size_t)k->n_workers + 1, sizeof(*k->open));
		k->open[k->n_workers++] = 0;
	}
	/* an interrupted trial may still be there in the fold */
	before = k->open[w];
	if (before && k->on[k->spans[before - 1].trial] == w)
		k->on[k->spans[before - 1].trial] = -1;
	ARRAY_ROOM(k->spans, k->n_spans, k->cap_spans);
	k->spans[k->n_spans++] = (struct task_span){.trial = e->task.trial,
		.worker = w,
		.level = e->task.to,
		.from = e->t,
		.to = e->t,
		.start_from = e->t,
		.start_to = e->t};
	k->open[w] = k->n_spans;
}

/* The trial on a worker has come as far as this. */
static void extend_span(struct history_work *k, int worker, double t)
{
	if (worker >= 0 && worker < k->n_workers && k->open[worker])
		k->spans[k->open[worker] - 1].to = t;
}

/* A program of the trial there has been starting up to now. */
static void note_start(struct history_work *k, const struct event *e)
{
	struct task_span *s;

	if (e->start.worker >= k->n_workers || !k->open[e->start.worker])
		return;
	s = &k->spans[k->open[e->start.worker] - 1];
	s->start_from = fmax(s->from, e->t - e->start.seconds);
	s->start_to = e->t;
}

static void note_trial(struct history *h, uint32_t trial)
{
	h->work.on[trial] = h->study->trials[trial].worker;
}

/* The study has the event, work.on is as it was before. */
static void note_work(struct history *h, const struct event *e)
{
	struct history_work *k = &h->work;

	switch (e->kind) {
	case EVENT_TRIAL:
		ARRAY_ROOM(k->on, h->study->n_trials, k->cap_on);
		note_trial(h, e->trial.trial);
		break;
	case EVENT_TASK:
		begin_span(k, e);
		note_trial(h, e->task.trial);
		break;
	case EVENT_START:
		note_start(k, e);
		break;
	case EVENT_REPORT:
		extend_span(k, k->on[e->report.trial], e->t);
		note_trial(h, e->report.trial);
		break;
	case EVENT_END:
		extend_span(k, k->on[e->end.trial], e->t);
		note_trial(h, e->end.trial);
		break;
	case EVENT_SCHEDULER:
	case EVENT_FINISH:
		for (size_t i = 0; i < h->study->n_trials; i++)
			note_trial(h, (uint32_t)i);
		break;
	case EVENT_CONTROL:
		if (e->control.action != CONTROL_WORKERS || e->control.refused)
			break;
		ARRAY_ROOM(k->pool_sizes, k->n_pool_sizes, k->cap_pool_sizes);
		k->pool_sizes[k->n_pool_sizes++] =
			(struct pool_size){e->t, (int)e->control.number};
		break;
	default:
		break;
	}
}

static int ascending(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void find_levels(struct history_work *k)
{
	int n = 0;

	k->levels = xcalloc(k->n_spans + 1, sizeof(*k->levels));
	for (size_t i = 0; i < k->n_spans; i++)
		k->levels[i] = k->spans[i].level;
	qsort(k->levels, k->n_spans, sizeof(*k->levels), ascending);
	for (size_t i = 0; i < k->n_spans; i++)
		if (!n || k->levels[n - 1] != k->levels[i])
			k->levels[n++] = k->levels[i];
	k->n_levels = n;
}

/* What still runs where the recording ends has run up to there. */
static void end_work(struct history *h)
{
	for (size_t i = 0; i < h->study->n_trials; i++)
		if (h->study->trials[i].state == TRIAL_RUNNING)
			extend_span(&h->work, h->work.on[i], h->study->t);
	find_levels(&h->work);
}

int history_level(const struct history *h, int level)
{
	const struct history_work *k = &h->work;
	const int *at = bsearch(
		&level, k->levels, (size_t)k->n_levels, sizeof(*k->levels), ascending);

	return at ? (int)(at - k->levels) : -1;
}

static void keep(struct history *h, const struct event *e, unsigned flags)
{
	if (e->kind == EVENT_SCHEDULER)
		keep_scheduler(h, e);
	else if (e->kind == EVENT_STUDY)
		h->begin = *e;
	else if (e->kind == EVENT_FINISH)
		h->finish = *e;
	else if ((flags & HISTORY_CURVES) && e->kind == EVENT_TRIAL)
		begin_curve(h);
	else if ((flags & HISTORY_CURVES) && e->kind == EVENT_REPORT)
		keep_report(h, e);
	if (flags & HISTORY_WORK)
		note_work(h, e);
}

int history_read(struct history *h, const char *path, unsigned flags, struct error *err)
{
	struct event e;
	int got;

	*h = (struct history){.path = path};
	h->recorded = recorded_open(path, NULL, err);
	if (!h->recorded)
		return -1;
	h->study = recorded_study(h->recorded);
	while ((got = recorded_next(h->recorded, &e, err)) > 0)
		keep(h, &e, flags);
	if (flags & HISTORY_WORK)
		end_work(h);
	if (got == 0 && (flags & HISTORY_BEGUN) && !h->n_schedulers)
		got = error_usage(err, "%s: ends before the study has begun", path);
	return got;
}

void history_release(struct history *h)
{
	for (size_t i = 0; h->curves && i < h->study->n_trials; i++)
		free(h->curves[i].rows);
	free(h->curves);
	free(h->schedulers);
	free(h->work.spans);
	free(h->work.pool_sizes);
	free(h->work.open);
	free(h->work.on);
	free(h->work.levels);
	recorded_close(h->recorded);
}
