/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measures of a race in each of its seeds. */
#ifndef STUDY_RACE_MEASURES_H
#define STUDY_RACE_MEASURES_H

#include "base/strbuf.h"
#include "study/race_result.h"
#include "study/race_statistics.h"

/* The value at the end, then seconds and epochs to each target. */
#define RACE_MEASURES (1 + 2 * RACE_TARGETS)

struct race_measures {
	uint64_t first; /* seed */
	size_t n;	/* seeds so far; the next one is one more */
	double (*rows[RACE_MEASURES])[RACE_MOST]; /* [n] each; owned */
};

void race_measures_add(struct race_measures *m, const struct race_table *t);
void race_measures_release(struct race_measures *m);
/* How many there are of such a table. */
size_t race_measures_count(const struct race_table *t);
/* One measure of all seeds; borrowed. */
struct race_samples race_measures_of(
	const struct race_measures *m, const struct race_table *t, size_t measure);
/* "final val_error", "seconds to within 0.01"; empties out first. */
void race_measure_name(const struct race_table *t, size_t measure, struct strbuf *out);
/* "the best", "within 0.01". Returns out. */
const char *race_margin_text(double margin, char *out, size_t size);

/* The column to compare the others with: most often first, then the better mean. */
size_t race_leader(const struct race_samples *s);
/* p[column]: against that one, by Wilcoxon's test, by Holm corrected for all pairs. */
void race_compare(const struct race_samples *s, size_t leader, double p[RACE_MOST]);

#endif
