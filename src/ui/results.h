/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results of a rung in order, and words for decisions.
 */
#ifndef UI_RESULTS_H
#define UI_RESULTS_H

#include <stddef.h>
#include <stdint.h>

#include "draw/grid.h"
#include "study/study.h"

struct rung_result {
	uint32_t trial;
	double value;
};

/* The first `n` results of the rung, best first; free() it. */
struct rung_result *results_sorted(
	const struct study *s, const struct study_rung *r, uint32_t n);
#define RESULT_RANK_MOST 65536 /* results that are ranked while drawing */

/* A result (study_result()): "0.2210", or "!3.10", by how much it breaks constraints. */
const char *result_text(const struct study *s, double result, char *out, size_t size);
/* The rank of a trial's result among all that the rung has now. */
uint32_t result_rank(
	const struct study *s, const struct study_rung *r, uint32_t id, double value);
/* Draws a bar over the rest of the row: how far the value is from best to worst. */
void result_bar(struct pen *p, enum role role, double best, double worst, double value);
/*
 * In its place, of a trial that has climbed and has no place among the results that there
 * are by now: that is ASHA's price.
 */
void result_early(const struct study_trial *t, struct pen *p);
/* "r1→r2", "r1" */
const char *decision_way(
	const struct glyphs *g, const struct decision *d, char *out, size_t size);
/* The most columns that decision_way() takes. */
int decision_way_width(const struct study *s, const struct glyphs *g);
/*
 * The reason, by its rule: "rank 2/6 ≤ ⌊6/3⌋=2", or the shorter "2/6 ≤ 2" where that is
 * wider than `width`.
 */
const char *decision_reason(const struct study *s, const struct glyphs *g,
	const struct study_decision *d, int width, char *out, size_t size);

#endif
