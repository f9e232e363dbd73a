/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a race as text, of one seed and of several. */
#ifndef CLI_RACE_PRINT_H
#define CLI_RACE_PRINT_H

#include "base/strbuf.h"
#include "cli/race_differences.h"
#include "study/race_result.h"
#include "study/race_statistics.h"

/* What is measured over seeds: the value at the end, then two of each target. */
#define RACE_MEASURES (1 + 2 * RACE_TARGETS)

/* The measures of a race in each of its seeds. */
struct race_measures {
	uint64_t first; /* seed */
	size_t n;	/* seeds so far; the next one is one more */
	double (*rows[RACE_MEASURES])[RACE_MOST]; /* [n] each; owned */
};

void race_measures_add(struct race_measures *m, const struct race_table *t);
void race_measures_release(struct race_measures *m);
/* One measure of all seeds; borrowed. */
struct race_samples race_measures_of(
	const struct race_measures *m, const struct race_table *t, size_t measure);
/* "final val_error", "seconds to within 0.01"; empties out first. */
void race_measure_name(const struct race_table *t, size_t measure, struct strbuf *out);

/* Appends the table of one race, after what its studies differ in where d says that. */
void race_print(
	const struct race_table *t, const struct race_differences *d, struct strbuf *out);
/* Appends what all seeds come to; t is the last one's. */
void race_print_seeds(
	const struct race_measures *m, const struct race_table *t, struct strbuf *out);

#endif
