/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/diagnosis.h"

#include <gsl/gsl_sort_int.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "study/predictions.h"

#define TIDE_LEAST 20 /* new trials that say something */
#define TIDE_MOST 200 /* that are looked at */
#define PAIR_LEAST 8  /* trials for a correlation to be shown */
#define PAIR_WARN 20  /* and for a warning */
#define PAIR_MOST 256
#define LOOK_MOST 4096 /* trials that are looked at for them */
#define RHO_LEAST 0.2

/* The tide */

/* The latest half of the results at a first rung, but not too few nor too many. */
static uint32_t looked_at(uint32_t done)
{
	uint32_t half = done / 2;

	half = half < TIDE_LEAST ? TIDE_LEAST : half > TIDE_MOST ? TIDE_MOST : half;
	return done < half ? done : half;
}

static void watch_tide(struct tide *t, const struct study *s)
{
	double part = 1.0 / s->eta, too_many = fmin(2 * part, (1 + part) / 2);

	*t = (struct tide){.expected = part};
	if (s->synchronous || !s->rule->ops->divides)
		return;
	for (size_t k = 0; k < s->n_rungs; k++) {
		const struct study_rung *r = &s->rungs[k];
		uint32_t n = looked_at(r->done);

		if (r->rung || s->shape[r->bracket].n_rungs < 2) /* all complete there */
			continue;
		for (uint32_t i = 0; i < n; i++)
			t->climbed += study_has_climbed(
				&s->trials[r->trials[r->done - 1 - i]], 0);
		t->n += n;
	}
	t->high = t->n >= TIDE_LEAST && (double)t->climbed > too_many * (double)t->n;
}

/* Levels */

/* A trial's value at a level; NaN: none there. */
static double value_at(const struct study_trial *t, int level)
{
	int epoch = level == EPOCHS_OPEN ? t->epoch : level;

	return epoch > 0 && epoch <= t->epoch ? study_result(t, epoch) : (double)NAN;
}

/* What a model chose is all alike in the end, and then its order is noise. */
static bool was_chosen(const struct study_trial *t)
{
	enum origin origin = t->origin ? t->origin->origin : ORIGIN_UNSAID;

	return origin != ORIGIN_UNSAID && origin != ORIGIN_RANDOM &&
	       origin != ORIGIN_ENQUEUED;
}

static void correlate(struct level_pair *p, const struct study *s)
{
	double lower[PAIR_MOST], upper[PAIR_MOST], work[2 * PAIR_MOST];
	size_t looked = 0;

	for (size_t i = s->n_rungs; i > 0 && p->n < PAIR_MOST; i--) {
		const struct study_rung *r = &s->rungs[i - 1];

		if (r->level != p->upper)
			continue;
		for (uint32_t k = r->done; k > 0 && p->n < PAIR_MOST; k--) {
			const struct study_trial *t = &s->trials[r->trials[k - 1]];
			double a = value_at(t, p->lower), b = r->values[k - 1];

			if (++looked > LOOK_MOST)
				break;
			if (!isfinite(a) || !isfinite(b) || was_chosen(t))
				continue;
			lower[p->n] = a;
			upper[p->n++] = b;
		}
	}
	p->rho = p->n > 1 ? gsl_stats_spearman(lower, 1, upper, 1, p->n, work)
			  : (double)NAN;
	p->misleading = p->n >= PAIR_WARN && p->rho < RHO_LEAST;
}

const struct level_pair *diagnosis_pair(const struct diagnosis *d, int lower, int upper)
{
	for (size_t i = 0; i < d->n_pairs; i++)
		if (d->pairs[i].lower == lower && d->pairs[i].upper == upper)
			return &d->pairs[i];
	return NULL;
}

static void watch_levels(struct diagnosis *d, const struct study *s)
{
	for (int b = 0; b < s->n_brackets; b++) {
		const int *levels = s->shape[b].levels;

		for (int k = 1; k < study_rungs_near(s, b); k++) {
			struct level_pair p = {levels[k - 1], levels[k], 0, 0, false};

			if (d->n_pairs == DIAGNOSIS_PAIRS ||
				diagnosis_pair(d, p.lower, p.upper))
				continue;
			correlate(&p, s);
			if (p.n >= PAIR_LEAST)
				d->pairs[d->n_pairs++] = p;
		}
	}
}

void diagnose(struct diagnosis *d, const struct study *s)
{
	*d = (struct diagnosis){.searcher = s->searcher_warning};
	if (!s->rule || !s->n_trials)
		return;
	watch_tide(&d->tide, s);
	watch_levels(d, s);
}

/* Calibration */

/* The level that most predictions are for; ties go to the higher one. */
static int common_level(const struct prediction *list, size_t n)
{
	int *levels = xcalloc(n, sizeof(*levels)), level = 0;
	size_t most = 0, same = 0;

	for (size_t i = 0; i < n; i++)
		levels[i] = list[i].level;
	gsl_sort_int(levels, 1, n);
	for (size_t i = 0; i < n; i++) {
		same = i && levels[i] == levels[i - 1] ? same + 1 : 1;
		if (same >= most) {
			most = same;
			level = levels[i];
		}
	}
	free(levels);
	return level;
}

static void correlate_predictions(
	struct calibration *c, const struct prediction *list, size_t n)
{
	double *predicted = xcalloc(2 * n + 2, sizeof(double)), *seen = predicted + n;
	double *work = xcalloc(2 * n + 2, sizeof(double));

	for (size_t i = 0; i < n; i++)
		if (list[i].level == c->level) {
			predicted[c->n] = list[i].predicted;
			seen[c->n++] = list[i].seen;
		}
	if (c->n >= PAIR_LEAST)
		c->rho = gsl_stats_spearman(predicted, 1, seen, 1, c->n, work);
	free(predicted);
	free(work);
}

void calibrate(struct calibration *c, const struct study *s)
{
	size_t n;
	struct prediction *list = predictions_find(s, &n);

	*c = (struct calibration){.rho = (double)NAN, .level = common_level(list, n)};
	for (size_t i = 0; i < n; i++) {
		double off = fabs(list[i].seen - list[i].predicted);

		c->n_spread += isfinite(list[i].spread);
		c->within += off <= list[i].spread;
	}
	correlate_predictions(c, list, n);
	free(list);
}

static void warn_of_tide(const struct tide *t, bool brief, struct strbuf *out)
{
	double alike = t->expected * (double)t->n;

	if (brief)
		strbuf_addf(out,
			"%zu of the last %zu new trials climb, not %.0f: "
			"draw more at random",
			t->climbed, t->n, alike);
	else
		strbuf_addf(out,
			"%zu of the last %zu new trials climbed, where about %.0f would "
			"if they were drawn alike, so little is stopped early; more "
			"random trials or hyperband's brackets help",
			t->climbed, t->n, alike);
}

static void warn_of_pair(const struct level_pair *p, bool brief, struct strbuf *out)
{
	char lower[32], upper[32];

	if (brief)
		strbuf_addf(out,
			"epoch %s says little of %s (correlation %.2f): "
			"a larger min helps",
			study_level_text(p->lower, lower, sizeof(lower)),
			study_level_text(p->upper, upper, sizeof(upper)), p->rho);
	else
		strbuf_addf(out,
			"the order %s says little of the order %s: rank correlation %.2f "
			"of %zu trials; a larger min helps",
			study_level_words(p->lower, lower, sizeof(lower)),
			study_level_words(p->upper, upper, sizeof(upper)), p->rho, p->n);
}

void diagnosis_warnings(const struct diagnosis *d, bool brief,
	void (*tell)(void *arg, const char *line), void *arg)
{
	struct strbuf line = STRBUF_INIT;

	if (d->searcher) {
		strbuf_addf(&line, "%.*s", (int)strcspn(d->searcher, brief ? ";" : ""),
			d->searcher);
		tell(arg, line.buf);
		strbuf_reset(&line);
	}
	if (d->tide.high) {
		warn_of_tide(&d->tide, brief, &line);
		tell(arg, line.buf);
	}
	for (size_t i = 0; i < d->n_pairs; i++) {
		if (!d->pairs[i].misleading)
			continue;
		strbuf_reset(&line);
		warn_of_pair(&d->pairs[i], brief, &line);
		tell(arg, line.buf);
	}
	strbuf_release(&line);
}
