/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/diagnosis.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

#define TIDE_LEAST 20 /* new trials that say something */
#define TIDE_MOST 200 /* that are looked at */
#define PAIR_LEAST 8  /* trials for a correlation to be shown */
#define PAIR_WARN 20  /* and for a warning */
#define PAIR_MOST 256
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

	return epoch > 0 && epoch <= t->epoch ? t->values[epoch - 1] : (double)NAN;
}

static void correlate(struct level_pair *p, const struct study *s)
{
	double lower[PAIR_MOST], upper[PAIR_MOST], work[2 * PAIR_MOST];

	for (size_t i = s->n_rungs; i > 0 && p->n < PAIR_MOST; i--) {
		const struct study_rung *r = &s->rungs[i - 1];

		for (uint32_t k = r->done; k > 0 && p->n < PAIR_MOST; k--) {
			double a, b = r->values[k - 1];

			if (r->level != p->upper)
				break;
			a = value_at(&s->trials[r->trials[k - 1]], p->lower);
			if (!isfinite(a) || !isfinite(b))
				continue;
			lower[p->n] = a;
			upper[p->n++] = b;
		}
	}
	p->rho = p->n > 1 ? gsl_stats_spearman(lower, 1, upper, 1, p->n, work)
			  : (double)NAN;
	p->misleading = p->n >= PAIR_WARN && p->rho < RHO_LEAST;
}

static bool is_known(const struct diagnosis *d, int lower, int upper)
{
	for (size_t i = 0; i < d->n_pairs; i++)
		if (d->pairs[i].lower == lower && d->pairs[i].upper == upper)
			return true;
	return false;
}

static void watch_levels(struct diagnosis *d, const struct study *s)
{
	for (int b = 0; b < s->n_brackets; b++) {
		const int *levels = s->shape[b].levels;

		for (int k = 1; k < study_rungs_near(s, b); k++) {
			struct level_pair p = {levels[k - 1], levels[k], 0, 0, false};

			if (d->n_pairs == DIAGNOSIS_PAIRS ||
				is_known(d, p.lower, p.upper))
				continue;
			correlate(&p, s);
			if (p.n >= PAIR_LEAST)
				d->pairs[d->n_pairs++] = p;
		}
	}
}

void diagnose(struct diagnosis *d, const struct study *s)
{
	*d = (struct diagnosis){.n_pairs = 0};
	if (!s->rule || !s->n_trials)
		return;
	watch_tide(&d->tide, s);
	watch_levels(d, s);
}

static void warn_of_pair(
	const struct level_pair *p, const char *prefix, struct strbuf *out)
{
	char lower[32], upper[32];

	strbuf_addf(out,
		"%sthe order %s says little of the order %s: rank correlation %.2f of "
		"%zu trials; a larger min helps\n",
		prefix, study_level_words(p->lower, lower, sizeof(lower)),
		study_level_words(p->upper, upper, sizeof(upper)), p->rho, p->n);
}

void diagnosis_warnings(const struct diagnosis *d, const char *prefix, struct strbuf *out)
{
	const struct tide *t = &d->tide;

	if (t->high)
		strbuf_addf(out,
			"%s%zu of the last %zu new trials climbed, where about %.0f "
			"would "
			"if they were drawn alike, so little is stopped early; more "
			"random trials or hyperband's brackets help\n",
			prefix, t->climbed, t->n, t->expected * (double)t->n);
	for (size_t i = 0; i < d->n_pairs; i++)
		if (d->pairs[i].misleading)
			warn_of_pair(&d->pairs[i], prefix, out);
}
