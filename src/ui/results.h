/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results of a rung in order, as they stood when a decision was taken, and words for
 * decisions.
 */
#ifndef UI_RESULTS_H
#define UI_RESULTS_H

#include "ui/panes.h"

struct result {
	uint32_t trial;
	double value;
};

/* The first `n` results of the rung, best first; free() it. */
struct result *results_sorted(
	const struct study *s, const struct study_rung *r, uint32_t n);
#define RESULT_RANK_MOST 65536 /* results that are ranked while drawing */

/* The rank of a trial's value among all results that the rung has now. */
uint32_t result_rank(
	const struct study *s, const struct study_rung *r, uint32_t id, double value);
/* A bar over the rest of the row: how much worse than the best, of the whole range. */
void result_bar(struct pen *p, enum role role, double best, double worst, double value);
/* "r1→r2", "r1" */
const char *decision_way(
	const struct glyphs *g, const struct decision *d, char *out, size_t size);
/* "rank 2/6 ≤ ⌊6/3⌋=2"; shorter, "2/6 ≤ 2", where that is wider than `width`.
 * By hand: that, and the rank all the same. */
const char *decision_reason(const struct study *s, const struct glyphs *g,
	const struct decision *d, int width, char *out, size_t size);
/* "⌊6/3⌋=2", or "9" where seats say how many climb */
const char *places_text(const struct study *s, const struct glyphs *g, uint32_t results,
	uint32_t places, char *out, size_t size);

#endif
