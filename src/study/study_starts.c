/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What starting programs, and putting them aside, takes of the workers' time. */
#include "config.h"

#include <math.h>

#include "base/number.h"
#include "study/study_parts.h"

#define HINT_FROM 0.25 /* of the workers' time */

static void add_start(struct study_starts *starts, const struct event *e)
{
	starts->seconds += e->start.seconds;
	starts->reported += e->start.reported;
}

void study_apply_start(struct study *s, const struct event *e)
{
	struct study_trial *t = study_trial_at(s, e->start.trial);

	add_start(&t->starts, e);
	add_start(&s->starts, e);
	t->is_first |= e->start.reported;
	if (e->start.argv)
		t->argv = e->start.argv;
	timeline_start(&s->timeline, t->worker, e->t, e->start.seconds);
}

void study_apply_hold(struct study *s, const struct event *e)
{
	struct study_holds *h = &s->holds;

	if (e->hold.back) {
		h->back++;
		h->back_seconds += e->hold.seconds;
		return;
	}
	h->out++;
	h->out_seconds += e->hold.seconds;
	h->bytes += e->hold.bytes;
	h->most = fmax(h->most, e->hold.bytes);
}

static void add_epoch(struct study_starts *starts, double seconds)
{
	starts->epochs += seconds;
	starts->n_epochs++;
}

void study_starts_report(struct study *s, struct study_trial *t, double seconds)
{
	if (!t->is_first) {
		add_epoch(&t->starts, seconds);
		add_epoch(&s->starts, seconds);
	}
	t->is_first = false;
}

/* Seconds; 0 where no epoch is known that has no start in it. */
static double mean_epoch(const struct study *s, const struct study_trial *t)
{
	const struct study_starts *of = t->starts.n_epochs ? &t->starts : &s->starts;

	return of->n_epochs ? of->epochs / (double)of->n_epochs : 0;
}

/* Worker seconds, without the epochs that the first reports tell of. */
static double seconds_starting(const struct study *s)
{
	double sum = 0;

	for (size_t i = 0; s->starts.seconds > 0 && i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];
		double first = (double)t->starts.reported * mean_epoch(s, t);

		sum += fmax(0, t->starts.seconds - first);
	}
	return sum;
}

struct utilisation study_utilisation(const struct study *s)
{
	double all = timeline_share_of_all(&s->timeline), starting;

	if (isnan(all))
		return (struct utilisation){NO_NUMBER, NO_NUMBER};
	all = fmin(all, 1);
	starting = fmin(all, seconds_starting(s) / s->timeline.room);
	return (struct utilisation){all - starting, starting};
}

const char *study_start_hint(const struct study *s)
{
	if (!s->info || !s->starts.reported)
		return NULL;
	return study_utilisation(s).starting > HINT_FROM ? s->info->start_hint : NULL;
}
