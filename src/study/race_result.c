/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/race_result.h"

#include <math.h>

#include "base/number.h"

#define ROUNDING 1e-9 /* of a value: 0.03 + 0.01 is 0.04 */

struct race_result race_result(const struct study *s)
{
	const struct study_incumbent *in = study_incumbent(s);

	return (struct race_result){
		.value = in ? in->value : NO_NUMBER,
		.trial = in ? in->trial : STUDY_NONE,
		.epoch = in ? in->epoch : 0,
		.seconds = s->t,
		.epochs = s->epochs,
		.trials = s->n_trials,
		.utilisation = study_utilisation(s).training,
	};
}

double race_best(const double *values, size_t n, bool maximize)
{
	double best = NO_NUMBER;

	for (size_t i = 0; i < n; i++)
		if (isnan(best) || (maximize ? values[i] > best : values[i] < best))
			best = values[i];
	return best;
}

double race_within(double best, double margin, bool maximize)
{
	return maximize ? best - margin : best + margin;
}

struct race_reach race_reach(const struct study *s, double value)
{
	double slack = ROUNDING * fabs(value);

	for (size_t i = 0; i < s->n_incumbents; i++) {
		const struct study_incumbent *in = &s->incumbents[i];

		if (s->info->maximize ? in->value >= value - slack
				      : in->value <= value + slack)
			return (struct race_reach){in->t, (double)in->epochs};
	}
	return (struct race_reach){NO_NUMBER, NO_NUMBER};
}

void race_table_make(struct race_table *t, const struct study *const *studies,
	const char *const *labels, size_t n, const double *margins, size_t n_margins)
{
	double values[RACE_MOST], best;
	bool maximize = studies[0]->info->maximize;

	*t = (struct race_table){
		.n = n, .info = studies[0]->info, .n_targets = n_margins};
	for (size_t i = 0; i < n; i++) {
		t->labels[i] = labels[i];
		t->results[i] = race_result(studies[i]);
		values[i] = t->results[i].value;
	}
	best = race_best(values, n, maximize);
	for (size_t m = 0; m < n_margins; m++) {
		t->margins[m] = margins[m];
		t->targets[m] = race_within(best, margins[m], maximize);
		for (size_t i = 0; i < n; i++)
			t->reach[m][i] = race_reach(studies[i], t->targets[m]);
	}
}
