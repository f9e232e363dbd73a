/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quantiles of a value at points, by gradient boosted trees on the pinball loss, and their
 * conformal correction (Romano, Patterson & Candès 2019). The trees are XGBoost's, with one
 * thread; the same points give the same trees.
 */
#ifndef SEARCHER_QUANTILE_TREES_H
#define SEARCHER_QUANTILE_TREES_H

#include <stdbool.h>
#include <stddef.h>

#define QUANTILES 5 /* k / 6 for k = 1 … 5; the third is the median */

struct quantile_trees;

/* False: rungtop was built without XGBoost, and nothing of the following may be called. */
bool quantile_trees_exist(void);
/* The version of XGBoost, or "none". Returns out. */
const char *quantile_trees_library(char *out, size_t size);

/*
 * Fitted to n points x (n × columns, NaN: there is no value) and their values y, which
 * should have a variance near 1: XGBoost makes no split that gains less than some 1e-6. Of
 * more than 32 points the last tenth is kept apart to correct the quantiles by; their
 * order should hence be a random one. NULL: XGBoost failed.
 */
struct quantile_trees *quantile_trees_new(
	const float *x, size_t n, size_t columns, const double *y);
void quantile_trees_free(struct quantile_trees *t);
/* The k-th quantile, k < QUANTILES, at m points into out[m]. -1: XGBoost failed. */
int quantile_trees_predict(
	const struct quantile_trees *t, size_t k, const float *x, size_t m, double *out);

/*
 * By how much an interval [low, high] of the given probability is to grow at either end, so
 * that it covers a new value with that probability, by n values that the quantiles were
 * not fitted to: the ⌈(n + 1) probability⌉-th smallest of how far each lies outside, below
 * 0 inside. Without any: 0.
 */
double conformal_margin(const double *low, const double *high, const double *y, size_t n,
	double probability);

#endif
