/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The futures of trials on the virtual clock: their objective computes an epoch at next to
 * no cost, so there is no need for workers.
 */
#ifndef TUNER_FUTURES_COMPUTE_H
#define TUNER_FUTURES_COMPUTE_H

#include "study/futures.h"

/* What a study's trials are trained with; all borrowed. */
struct futures_source {
	const struct study *study;
	const struct objective *objective;
	const struct value *const *configs; /* the objective's own, or NULL */
	size_t n_configs;
};

/* The objective's configuration that a trial has; -1: none of them is it. */
int64_t futures_row(const struct futures_source *src, uint32_t trial);
/*
 * Whether an epoch that is trained again has the value that the study has; beyond the
 * trial's own epochs it does.
 */
bool futures_agree(const struct study *s, uint32_t trial, int epoch, double value);
/*
 * Fills in those of trials[n] that are not known. The objective has trial_seconds(), and
 * f a top. -1 with err, when the objective is not the one that the study was run with.
 */
int futures_compute(struct futures *f, const struct futures_source *src,
	const uint32_t *trials, size_t n, struct error *err);

#endif
