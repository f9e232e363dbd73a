/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A study stalls when trials are on workers and none has reported for ten times as long as
 * an epoch takes. That is the longest of: the mean of the study's epochs, the mean of each
 * trial that trains, the mean start of its programs, and what the pace lets pass; before
 * anything is told, the mean of the slowest trial that there has been, too.
 */
#include "config.h"

#include "study/alerts.h"

#include <math.h>

#define EPOCHS_SILENT 10
#define SILENCE_LEAST 1.0 /* seconds: a busy machine delays what takes a moment */
#define LATE 1.0	  /* seconds: more, and we have been stopped ourselves */

static double mean(double sum, uint64_t n)
{
	return n ? sum / (double)n : 0;
}

static double mean_of(const struct study_trial *t)
{
	return mean(t->seconds, (uint64_t)t->epoch);
}

/* One that could report: it does not wait for a place. */
static const struct study_trial *reporting(const struct study *s, size_t worker)
{
	const struct study_trial *t = s->on_worker[worker] == STUDY_NONE
					      ? NULL
					      : &s->trials[s->on_worker[worker]];

	return t && !(t->node && !*t->node) ? t : NULL;
}

/* What an epoch takes by what is at hand, in seconds; 0: nobody knows. */
static double expected(const struct study *s)
{
	double takes = fmax(mean(s->starts.epochs, s->starts.n_epochs),
		mean(s->starts.seconds, s->starts.reported));

	for (size_t w = 0; w < s->n_on_worker; w++) {
		const struct study_trial *t = reporting(s, w);

		takes = t ? fmax(takes, mean_of(t)) : takes;
	}
	return takes > 0 && s->pace > 0 ? fmax(takes, 1 / s->pace) : takes;
}

static double slowest(const struct study *s)
{
	double most = 0;

	for (size_t i = 0; i < s->n_trials; i++)
		most = fmax(most, mean_of(&s->trials[i]));
	return most;
}

/* A trial whose report is waited for; STUDY_NONE: nobody's is. */
static uint32_t waited_for(const struct study *s)
{
	if (s->phase != PHASE_RUNNING || s->info->simulated)
		return STUDY_NONE;
	for (size_t w = 0; w < s->n_on_worker; w++)
		if (reporting(s, w))
			return s->on_worker[w];
	return STUDY_NONE;
}

/* How long silence may last. */
static double allowed(const struct alerts *a, const struct study *s)
{
	double takes = fmax(expected(s), a->slowest);

	return takes > 0 ? fmax(EPOCHS_SILENT * takes, SILENCE_LEAST) : INFINITY;
}

static bool stalls(struct alerts *a, const struct study *s, double now)
{
	uint32_t trial = waited_for(s);

	if (trial == STUDY_NONE || !a->waits || s->epochs != a->epochs) {
		a->waits = trial != STUDY_NONE;
		a->heard = now;
		a->stalled = false;
		a->slowest = 0;
		return false;
	}
	if (now - a->looked > allowed(a, s) + LATE)
		a->heard = now; /* nobody knows what was in between */
	if (a->stalled || now < a->heard + allowed(a, s))
		return false;
	if (a->slowest == 0)
		a->slowest = slowest(s);
	a->stalled = now >= a->heard + allowed(a, s);
	if (a->stalled) {
		a->silence = now - a->heard;
		a->takes = fmax(expected(s), a->slowest);
		a->silent = trial;
	}
	return a->stalled;
}

void alerts_init(struct alerts *a, const struct study *s, double now)
{
	*a = (struct alerts){.incumbents = s->n_incumbents,
		.failures = s->n_failures,
		.epochs = s->epochs,
		.finished = s->phase == PHASE_FINISHED,
		.looked = now,
		.heard = now,
		.silent = STUDY_NONE};
}

bool alerts_look(
	struct alerts *a, const struct study *s, double now, size_t count[ALERTS])
{
	bool finished = s->phase == PHASE_FINISHED, some = false;

	count[ALERT_INCUMBENT] = s->n_incumbents - a->incumbents;
	count[ALERT_FAILURE] = s->n_failures - a->failures;
	count[ALERT_FINISH] = finished && !a->finished;
	count[ALERT_STALL] = stalls(a, s, now);
	a->incumbents = s->n_incumbents;
	a->failures = s->n_failures;
	a->finished = finished;
	a->epochs = s->epochs;
	a->looked = now;
	for (int i = 0; i < ALERTS; i++)
		some |= count[i] > 0;
	return some;
}

double alerts_wakes(const struct alerts *a, const struct study *s)
{
	if (a->stalled || !s->info || waited_for(s) == STUDY_NONE)
		return INFINITY;
	return a->heard + allowed(a, s);
}

void alerts_stall_text(const struct alerts *a, struct strbuf *out)
{
	strbuf_addf(
		out, "no report for %.3g s; an epoch takes %.2g s", a->silence, a->takes);
}
