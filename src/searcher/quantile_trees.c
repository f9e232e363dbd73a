/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/quantile_trees.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

double conformal_margin(const double *low, const double *high, const double *y, size_t n,
	double probability)
{
	size_t rank = (size_t)ceil(((double)n + 1) * probability - 1e-9);
	double *outside, margin;

	if (!n)
		return 0;
	outside = xcalloc(n, sizeof(*outside));
	for (size_t i = 0; i < n; i++)
		outside[i] = fmax(low[i] - y[i], y[i] - high[i]);
	gsl_sort(outside, 1, n);
	margin = outside[(rank < 1 ? 1 : rank < n ? rank : n) - 1];
	free(outside);
	return margin;
}

#ifdef HAVE_XGBOOST

#include <xgboost/c_api.h>

#define ROUNDS 60
#define CALIBRATED_ABOVE 32 /* points */

struct quantile_trees {
	BoosterHandle boosters[QUANTILES];
	double starts[QUANTILES];  /* the quantile of all values, which the trees amend */
	double margins[QUANTILES]; /* signed */
	size_t columns;
};

bool quantile_trees_exist(void)
{
	return true;
}

const char *quantile_trees_library(char *out, size_t size)
{
	int major, minor, patch;

	XGBoostVersion(&major, &minor, &patch);
	snprintf(out, size, "%d.%d.%d", major, minor, patch);
	return out;
}

void quantile_trees_free(struct quantile_trees *t)
{
	if (!t)
		return;
	for (size_t k = 0; k < QUANTILES; k++)
		if (t->boosters[k])
			XGBoosterFree(t->boosters[k]);
	free(t);
}

static double level_of(size_t k)
{
	return (double)(k + 1) / (QUANTILES + 1);
}

static int set_parameters(BoosterHandle booster)
{
	static const char *const parameters[][2] = {{"nthread", "1"}, {"verbosity", "0"},
		{"tree_method", "exact"}, {"base_score", "0"}, {"max_depth", "4"},
		{"eta", "0.15"}, {"lambda", "1"}, {"seed", "0"}};

	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++)
		if (XGBoosterSetParam(booster, parameters[i][0], parameters[i][1]))
			return -1;
	return 0;
}

static int predict(BoosterHandle booster, DMatrixHandle data, bool training, size_t n,
	const float **out)
{
	const bst_ulong *shape;
	bst_ulong dims;
	int status = XGBoosterPredictFromDMatrix(booster, data,
		training ? "{\"type\":1,\"training\":true,\"iteration_begin\":0,"
			   "\"iteration_end\":0,\"strict_shape\":false}"
			 : "{\"type\":1,\"training\":false,\"iteration_begin\":0,"
			   "\"iteration_end\":0,\"strict_shape\":false}",
		&shape, &dims, out);

	return status || !dims || shape[0] != n ? -1 : 0;
}

/* The pinball loss rises by level where the value lies above, else falls by 1 - level. */
static int boost(BoosterHandle booster, DMatrixHandle data, size_t n, const double *y,
	double start, double level)
{
	float *slopes = xcalloc(2 * n, sizeof(*slopes));
	int status = 0;

	for (size_t i = 0; i < n; i++)
		slopes[n + i] = 1; /* the second derivative is 0: steps are as with 1 */
	for (int round = 0; round < ROUNDS && !status; round++) {
		const float *at;

		status = predict(booster, data, true, n, &at);
		for (size_t i = 0; i < n && !status; i++)
			slopes[i] = (float)(y[i] - start > (double)at[i] ? -level
									 : 1 - level);
		if (!status)
			status = XGBoosterBoostOneIter(
				booster, data, slopes, slopes + n, n);
	}
	free(slopes);
	return status ? -1 : 0;
}

/* An empty matrix has no columns for XGBoost. */
static int make_data(const float *x, size_t n, size_t columns, DMatrixHandle *data)
{
	return XGDMatrixCreateFromMat_omp(x, n, columns, NAN, data, 1) ? -1 : 0;
}

static int fit(struct quantile_trees *t, const float *x, size_t n, const double *y)
{
	DMatrixHandle data;
	double *sorted;
	int status = 0;

	if (make_data(x, n, t->columns, &data) < 0)
		return -1;
	sorted = xcalloc(n, sizeof(*sorted));
	for (size_t i = 0; i < n; i++)
		sorted[i] = y[i];
	gsl_sort(sorted, 1, n);
	for (size_t k = 0; k < QUANTILES && !status; k++) {
		t->starts[k] =
			gsl_stats_quantile_from_sorted_data(sorted, 1, n, level_of(k));
		if (XGBoosterCreate(&data, 1, &t->boosters[k]) ||
			set_parameters(t->boosters[k]) < 0 ||
			boost(t->boosters[k], data, n, y, t->starts[k], level_of(k)) < 0)
			status = -1;
	}
	free(sorted);
	XGDMatrixFree(data);
	return status;
}

/* The margins of pairs of quantiles that are as far from the median. */
static int calibrate(struct quantile_trees *t, const float *x, size_t n, const double *y)
{
	double *low = xcalloc(2 * n + 1, sizeof(*low)), *high = low + n;
	int status = 0;

	for (size_t k = 0; k < QUANTILES / 2 && !status; k++) {
		size_t other = QUANTILES - 1 - k;
		double margin;

		status = quantile_trees_predict(t, k, x, n, low) < 0 ||
			 quantile_trees_predict(t, other, x, n, high) < 0;
		margin = conformal_margin(low, high, y, n, level_of(other) - level_of(k));
		t->margins[k] = -margin;
		t->margins[other] = margin;
	}
	free(low);
	return status ? -1 : 0;
}

struct quantile_trees *quantile_trees_new(
	const float *x, size_t n, size_t columns, const double *y)
{
	struct quantile_trees *t = xcalloc(1, sizeof(*t));
	size_t apart = n > CALIBRATED_ABOVE ? n / 10 : 0, fitted = n - apart;

	t->columns = columns;
	if (fit(t, x, fitted, y) == 0 &&
		(!apart || calibrate(t, x + fitted * columns, apart, y + fitted) == 0))
		return t;
	quantile_trees_free(t);
	return NULL;
}

int quantile_trees_predict(
	const struct quantile_trees *t, size_t k, const float *x, size_t m, double *out)
{
	DMatrixHandle data;
	const float *at;
	int status;

	if (!m)
		return 0;
	if (make_data(x, m, t->columns, &data) < 0)
		return -1;
	status = predict(t->boosters[k], data, false, m, &at);
	for (size_t i = 0; i < m && !status; i++)
		out[i] = t->starts[k] + (double)at[i] + t->margins[k];
	XGDMatrixFree(data);
	return status;
}

#else

bool quantile_trees_exist(void)
{
	return false;
}

const char *quantile_trees_library(char *out, size_t size)
{
	snprintf(out, size, "none");
	return out;
}

struct quantile_trees *quantile_trees_new(
	const float *x, size_t n, size_t columns, const double *y)
{
	(void)x, (void)n, (void)columns, (void)y;
	return NULL;
}

void quantile_trees_free(struct quantile_trees *t)
{
	(void)t;
}

int quantile_trees_predict(
	const struct quantile_trees *t, size_t k, const float *x, size_t m, double *out)
{
	(void)t, (void)k, (void)x, (void)m, (void)out;
	return -1;
}

#endif
