/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tuner/futures_compute.h"

#include <math.h>

#include "base/number.h"

static bool same_config(const struct futures_source *src, size_t row, uint32_t trial)
{
	const struct value *a = src->configs[row], *b = src->study->trials[trial].config;

	for (size_t i = 0; i < src->study->info->space->n; i++)
		if (!value_equal(a[i], b[i]))
			return false;
	return true;
}

int64_t futures_row(const struct futures_source *src, uint32_t trial)
{
	if (!src->configs || (trial < src->n_configs && same_config(src, trial, trial)))
		return trial;
	for (size_t i = 0; i < src->n_configs; i++)
		if (same_config(src, i, trial))
			return (int64_t)i;
	return -1;
}

bool futures_agree(const struct study *s, uint32_t trial, int epoch, double value)
{
	const struct study_trial *t = &s->trials[trial];
	double was;

	if (epoch > t->epoch)
		return true;
	was = t->values[epoch - 1];
	return was == value || (!isfinite(was) && !isfinite(value));
}

static int compute(struct futures *f, const struct futures_source *src, uint32_t trial,
	struct error *err)
{
	const struct objective_ops *ops = src->objective->ops;
	struct trial_setup setup = {
		.config = src->study->trials[trial].config, .trial = trial};
	int64_t row = futures_row(src, trial);
	int rc = EPOCH_TRAINED;
	struct error why;
	void *state;

	if (row < 0)
		return error_set(
			err, "T%u has a configuration that the data do not have", trial);
	setup.row = (uint32_t)row;
	state = ops->trial_new(src->objective, &setup, &why);
	for (int e = 1; state && e <= f->top && rc == EPOCH_TRAINED; e++) {
		double metrics[METRICS_MAX] = {0}, value;

		rc = ops->trial_epoch(state, src->objective, NULL, metrics, &why);
		value = rc == EPOCH_TRAINED ? metrics[src->study->info->metric_index]
					    : NO_NUMBER;
		if (rc < 0)
			break;
		if (!futures_agree(src->study, trial, e, value)) {
			ops->trial_free(state);
			return error_set(err,
				"T%u has %g after epoch %d of the study, and %g in the "
				"data now: they have changed",
				trial, src->study->trials[trial].values[e - 1], e, value);
		}
		futures_add(f, trial, value);
	}
	futures_end(f, trial,
		state && rc == EPOCH_TRAINED ? FUTURE_WHOLE : FUTURE_LOST);
	if (state)
		ops->trial_free(state);
	return 0;
}

int futures_compute(struct futures *f, const struct futures_source *src,
	const uint32_t *trials, size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++)
		if (!futures_find(f, trials[i]) && compute(f, src, trials[i], err) < 0)
			return -1;
	return 0;
}
