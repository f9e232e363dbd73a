/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/history.h"

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

static void keep(struct history *h, const struct event *e, bool with_curves)
{
	if (e->kind == EVENT_SCHEDULER)
		keep_scheduler(h, e);
	else if (e->kind == EVENT_STUDY)
		h->begin = *e;
	else if (e->kind == EVENT_FINISH)
		h->finish = *e;
	else if (with_curves && e->kind == EVENT_TRIAL)
		begin_curve(h);
	else if (with_curves && e->kind == EVENT_REPORT)
		keep_report(h, e);
}

int history_read(struct history *h, const char *path, bool with_curves, struct error *err)
{
	struct event e;
	int got;

	*h = (struct history){.path = path};
	h->recorded = recorded_open(path, NULL, err);
	if (!h->recorded)
		return -1;
	h->study = recorded_study(h->recorded);
	while ((got = recorded_next(h->recorded, &e, err)) > 0)
		keep(h, &e, with_curves);
	if (got == 0 && !h->n_schedulers)
		got = error_usage(err, "%s: ends before the study has begun", path);
	return got;
}

void history_release(struct history *h)
{
	for (size_t i = 0; h->curves && i < h->study->n_trials; i++)
		free(h->curves[i].rows);
	free(h->curves);
	free(h->schedulers);
	recorded_close(h->recorded);
}
