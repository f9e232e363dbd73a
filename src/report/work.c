/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/work.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

static void begin_span(struct work *h, const struct event *e)
{
	int w = e->task.worker;

	while (h->n_workers <= w) {
		h->open = xreallocarray(
			h->open, (size_t)h->n_workers + 1, sizeof(*h->open));
		h->open[h->n_workers++] = 0;
	}
	ARRAY_ROOM(h->spans, h->n_spans, h->cap_spans);
	h->spans[h->n_spans++] = (struct task_span){.trial = e->task.trial,
		.worker = w,
		.level = e->task.to,
		.from = e->t,
		.to = e->t};
	h->open[w] = h->n_spans;
}

/* The trial on a worker has come as far as this. */
static void extend_span(struct work *h, uint32_t trial, double t)
{
	int w = trial < h->study.n_trials ? h->study.trials[trial].worker : -1;

	if (w >= 0 && w < h->n_workers && h->open[w])
		h->spans[h->open[w] - 1].to = t;
}

/* Before the study has it: then its trial is on its worker still. */
static void note(struct work *h, const struct event *e)
{
	switch (e->kind) {
	case EVENT_TASK:
		begin_span(h, e);
		break;
	case EVENT_REPORT:
		extend_span(h, e->report.trial, e->t);
		break;
	case EVENT_END:
		extend_span(h, e->end.trial, e->t);
		break;
	case EVENT_CONTROL:
		if (e->control.action != CONTROL_WORKERS || e->control.refused)
			break;
		ARRAY_ROOM(h->pool_sizes, h->n_pool_sizes, h->cap_pool_sizes);
		h->pool_sizes[h->n_pool_sizes++] =
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

static void find_levels(struct work *h)
{
	int n = 0;

	h->levels = xcalloc(h->n_spans + 1, sizeof(*h->levels));
	for (size_t i = 0; i < h->n_spans; i++)
		h->levels[i] = h->spans[i].level;
	qsort(h->levels, h->n_spans, sizeof(*h->levels), ascending);
	for (size_t i = 0; i < h->n_spans; i++)
		if (!n || h->levels[n - 1] != h->levels[i])
			h->levels[n++] = h->levels[i];
	h->n_levels = n;
}

/* Who is at work still, where the recording ends, has been so up to there. */
static void extend_running(struct work *h)
{
	for (size_t i = 0; i < h->study.n_trials; i++)
		if (h->study.trials[i].state == TRIAL_RUNNING)
			extend_span(h, (uint32_t)i, h->study.t);
}

int work_load(struct work *h, const char *path, struct error *err)
{
	struct event e;
	int got = -1;

	*h = (struct work){0};
	study_init(&h->study);
	h->recorded = recorded_open(path, NULL, err);
	while (h->recorded && (got = recorded_next(h->recorded, &e, err)) > 0) {
		note(h, &e);
		study_apply(&h->study, &e);
	}
	extend_running(h);
	find_levels(h);
	return got;
}

void work_release(struct work *h)
{
	study_release(&h->study);
	recorded_close(h->recorded);
	free(h->spans);
	free(h->pool_sizes);
	free(h->open);
	free(h->levels);
}

int work_level(const struct work *h, int level)
{
	const int *at = bsearch(
		&level, h->levels, (size_t)h->n_levels, sizeof(*h->levels), ascending);

	return at ? (int)(at - h->levels) : -1;
}

double work_saved(const struct work *h)
{
	return study_saved(&h->study);
}
