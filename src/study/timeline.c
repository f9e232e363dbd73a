/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spans lie in one ring for all workers, each with the number of the one before on the
 * same worker, so that a lane is walked backwards and the memory does not depend on how
 * many lanes there are. The load is a histogram over time whose cells are merged two by
 * two when time has run out of them.
 */
#include "config.h"

#include "study/timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"

#define FIRST_WIDTH 0x1p-10 /* seconds of a cell at the beginning */

void timeline_release(struct timeline *r)
{
	free(r->spans);
	free(r->last);
	*r = (struct timeline){0};
}

/* NULL when it is not kept any more. */
static struct span *span_at(const struct timeline *r, uint64_t n)
{
	if (!n || n + TIMELINE_SPANS <= r->n_spans)
		return NULL;
	return &r->spans[n % TIMELINE_SPANS];
}

void timeline_begin(struct timeline *r, struct span span)
{
	size_t w = (size_t)span.worker, at = ++r->n_spans % TIMELINE_SPANS;

	if (r->n_workers <= w) {
		r->last = xreallocarray(r->last, w + 1, sizeof(*r->last));
		memset(r->last + r->n_workers, 0,
			(w + 1 - r->n_workers) * sizeof(*r->last));
		r->n_workers = w + 1;
	}
	ARRAY_ROOM(r->spans, at, r->cap);
	span.to = span.start_from = span.start_to = span.from;
	span.before = r->last[w];
	r->spans[at] = span;
	r->last[w] = r->n_spans;
}

void timeline_extend(struct timeline *r, int worker, double t, bool lost)
{
	struct span *s = NULL;

	if (worker >= 0 && (size_t)worker < r->n_workers)
		s = span_at(r, r->last[worker]);
	if (!s)
		return;
	s->to = t;
	s->lost = lost;
}

void timeline_start(struct timeline *r, int worker, double t, double seconds)
{
	struct span *s = NULL;

	if (worker >= 0 && (size_t)worker < r->n_workers)
		s = span_at(r, r->last[worker]);
	if (!s)
		return;
	s->start_from = fmax(s->from, t - seconds);
	s->start_to = t;
}

const struct span *timeline_last(const struct timeline *r, int worker)
{
	if (worker < 0 || (size_t)worker >= r->n_workers)
		return NULL;
	return span_at(r, r->last[worker]);
}

const struct span *timeline_before(const struct timeline *r, const struct span *s)
{
	return span_at(r, s->before);
}

static void merge_cells(struct timeline *r)
{
	for (int i = 0; i < TIMELINE_CELLS / 2; i++) {
		r->cells[i].busy = r->cells[2 * i].busy + r->cells[2 * i + 1].busy;
		r->cells[i].room = r->cells[2 * i].room + r->cells[2 * i + 1].room;
	}
	memset(r->cells + TIMELINE_CELLS / 2, 0, sizeof(r->cells) / 2);
	r->width *= 2;
}

void timeline_pass(struct timeline *r, double from, double to, int busy, int workers)
{
	if (busy > workers)
		workers = busy; /* some are to go when they have finished their tasks */
	if (!(to > from) || !(from >= 0) || !isfinite(to) || !workers)
		return;
	if (r->width <= 0)
		r->width = FIRST_WIDTH;
	while (to >= r->width * TIMELINE_CELLS)
		merge_cells(r);
	r->busy += (to - from) * busy;
	r->room += (to - from) * workers;
	for (int i = (int)(from / r->width); i < TIMELINE_CELLS; i++) {
		double lo = fmax(from, i * r->width), hi = fmin(to, (i + 1) * r->width);

		if (!(hi > lo))
			break;
		r->cells[i].busy += (hi - lo) * busy;
		r->cells[i].room += (hi - lo) * workers;
	}
}

void timeline_wait(struct timeline *r, double from, double to)
{
	double width = r->width;

	if (!(to > from) || !(from >= 0) || !(width > 0) || to > width * TIMELINE_CELLS)
		return;
	r->busy = fmax(0, r->busy - (to - from));
	r->paced += to - from;
	for (int i = (int)(from / width); i < TIMELINE_CELLS && i * width < to; i++) {
		double lo = fmax(from, i * width), hi = fmin(to, (i + 1) * width);

		r->cells[i].busy = fmax(0, r->cells[i].busy - fmax(0, hi - lo));
	}
}

double timeline_share(const struct timeline *r, double from, double to)
{
	double busy = 0, room = 0;

	if (!(r->width > 0) || !(from >= 0) || !(from < r->width * TIMELINE_CELLS))
		return NAN;
	for (int i = (int)(from / r->width); i < TIMELINE_CELLS; i++) {
		if (i * r->width >= to)
			break;
		busy += r->cells[i].busy;
		room += r->cells[i].room;
	}
	return room > 0 ? busy / room : NO_NUMBER;
}

double timeline_share_of_all(const struct timeline *r)
{
	return r->room > 0 ? r->busy / r->room : NO_NUMBER;
}

double timeline_share_paced(const struct timeline *r)
{
	return r->room > 0 ? r->paced / r->room : NO_NUMBER;
}
