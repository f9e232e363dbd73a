/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/lanes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "draw/grid.h"
#include "study/place_text.h"

#define STEPS_A_DECADE 3
#define PLACE_MOST 12 /* columns */

int study_workers(const struct study *s)
{
	return s->workers > 0 ? s->workers : (int)s->n_on_worker;
}

/* The i-th of …, 0.5, 1, 2, 5, 10, …; the 0th is 1. */
static double round_step(int i)
{
	static const double steps[STEPS_A_DECADE] = {1, 2, 5};
	int decade = (int)floor((double)i / STEPS_A_DECADE);

	return steps[i - decade * STEPS_A_DECADE] * pow(10, decade);
}

/* The least step that is not under v. */
static int step_over(double v)
{
	int i = (int)floor(log10(v)) * STEPS_A_DECADE;

	while (round_step(i) < v * (1 - 1e-9))
		i++;
	return i;
}

struct lane_window lane_window(const struct study *s, double now, int cells, int zoom)
{
	const struct timeline *r = &s->timeline;
	struct lane_window w = {.step = 1, .now = now, .cells = cells};
	double task = r->n_spans ? r->busy / (double)r->n_spans : 0, quarter;
	double step = now / cells;

	if (task > 0)
		step = fmin(step, task);
	if (!(step > 1e-9))
		return w;
	/* what keeps the times between the cells apart, as doubles */
	step = fmax(step, now * 1e-9);
	w.step = round_step(step_over(step) + (zoom < -9 ? -9 : zoom > 99 ? 99 : zoom));
	quarter = w.step * ceil(cells / 4.0);
	if (now > w.step * cells)
		w.from = ceil((now - w.step * cells) / quarter) * quarter;
	return w;
}

static double overlap(double from, double to, double lo, double hi)
{
	return fmax(0, fmin(to, hi) - fmax(from, lo));
}

/*
 * Adds a stretch of time to the cells that it lies in. A program was starting in the span
 * up to `started`.
 */
static void add_span(const struct lane_window *w, const struct span *span, double to,
	double started, struct lane_cell *out)
{
	double from = fmax(span->from, w->from), first = (from - w->from) / w->step;

	for (int i = first < w->cells ? (int)first : w->cells; i < w->cells; i++) {
		double lo = fmax(from, w->from + i * w->step);
		double hi = fmin(to, w->from + (i + 1) * w->step);

		if (hi < lo)
			break;
		out[i].busy += hi - lo;
		out[i].starting += overlap(span->start_from, started, lo, hi);
		out[i].lost |= span->lost && to <= w->from + (i + 1) * w->step;
		if (hi - lo >= out[i].most) {
			out[i].most = hi - lo;
			out[i].span = span;
		}
	}
}

/* Until when its program was starting: up to now, where nothing has come of it yet. */
static double started_at(const struct study *s, const struct span *span, double now)
{
	const struct study_trial *t = &s->trials[span->trial];
	bool waits = t->node && !*t->node; /* for a worker */
	bool is_first = s->info->start_hint && t->starts.seconds <= 0 && !t->epoch;

	return is_first && !waits ? now : span->start_to;
}

double lane_fill(const struct study *s, const struct lane_window *w, int worker,
	struct lane_cell *out)
{
	const struct span *span = timeline_last(&s->timeline, worker);
	bool works = span && s->phase == PHASE_RUNNING &&
		     (size_t)worker < s->n_on_worker &&
		     s->on_worker[worker] == span->trial;

	memset(out, 0, sizeof(*out) * (size_t)w->cells);
	if (works)
		add_span(w, span, fmax(w->now, span->to), started_at(s, span, w->now),
			out);
	else if (span)
		add_span(w, span, span->to, span->start_to, out);
	else if ((size_t)worker < s->timeline.n_workers && s->timeline.last[worker])
		return w->now; /* it has not had a task for long */
	while (span && span->from > w->from) {
		const struct span *before = timeline_before(&s->timeline, span);

		if (!before)
			return span->before ? span->from : 0;
		add_span(w, before, before->to, before->start_to, out);
		span = before;
	}
	return 0;
}

const char *lane_share_text(const struct study *s, bool parts, char *out, size_t size)
{
	struct utilisation part = study_utilisation(s);
	int busy, starting;

	snprintf(out, size, "%s", "");
	if (isnan(part.training))
		return out;
	busy = (int)floor(100 * (part.training + part.starting));
	starting = (int)floor(100 * part.starting);
	if (parts && starting)
		snprintf(out, size, "%d%%: %d training, %d starting", busy,
			busy - starting, starting);
	else
		snprintf(out, size, "%d%%", busy);
	return out;
}

int lane_height(const struct study *s, const struct span *span)
{
	int most = 1, rungs = 1, height;

	for (int b = 0; s->shape && b < s->n_brackets; b++) {
		most = s->shape[b].n_rungs > most ? s->shape[b].n_rungs : most;
		if (b == span->bracket)
			rungs = s->shape[b].n_rungs;
	}
	if (most < 2)
		return 3;
	/* brackets that begin higher up have fewer rungs, and the same top */
	height = 3 - (rungs - 1 - span->rung) * 3 / (most - 1);
	return height < 0 ? 0 : height > 3 ? 3 : height;
}

const struct study_trial *lane_trial(const struct study *s, int worker)
{
	if ((size_t)worker >= s->n_on_worker || s->on_worker[worker] == STUDY_NONE)
		return NULL;
	return &s->trials[s->on_worker[worker]];
}

const char *lane_place(const struct study_trial *t, char *out, size_t size)
{
	if (!t->gpus || !*t->gpus)
		return t->node ? t->node : "";
	return place_gpus_text(t->gpus, out, size);
}

int lane_place_width(const struct study *s)
{
	char text[64];
	int width = 0;

	for (size_t w = 0; w < s->n_on_worker; w++) {
		const struct study_trial *t = lane_trial(s, (int)w);

		if (t && text_width(lane_place(t, text, sizeof(text))) > width)
			width = text_width(lane_place(t, text, sizeof(text)));
	}
	return width < PLACE_MOST ? width : PLACE_MOST;
}
