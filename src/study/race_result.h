/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of the studies of a race, and what it took to come to a value. */
#ifndef STUDY_RACE_RESULT_H
#define STUDY_RACE_RESULT_H

#include "study/race.h"

#define RACE_TARGETS 8

/* Of one study, as far as it has come. What there is none of is NaN. */
struct race_result {
	double value;	/* of the incumbent */
	uint32_t trial; /* of it; STUDY_NONE: none */
	int epoch;
	double seconds; /* of study time in all */
	uint64_t epochs;
	size_t trials;
	double utilisation; /* training alone: study_utilisation() */
};

struct race_result race_result(const struct study *s);
/* The best of n values; NaN: none is finite. */
double race_best(const double *values, size_t n, bool maximize);
/* The value that lies so far behind another one. */
double race_within(double best, double margin, bool maximize);

/* When a study came to a value at least as good; both NaN: it never did. */
struct race_reach {
	double seconds; /* of study time */
	double epochs;	/* of all trials together */
};

struct race_reach race_reach(const struct study *s, double value);

/* All of it, a column a study. */
struct race_table {
	size_t n;
	const char *labels[RACE_MOST]; /* borrowed */
	const struct study_info *info; /* of the first one */
	struct race_result results[RACE_MOST];
	size_t n_targets;
	double margins[RACE_TARGETS]; /* behind the best value of all columns */
	double targets[RACE_TARGETS]; /* those values */
	struct race_reach reach[RACE_TARGETS][RACE_MOST];
};

/* studies: n of them, whose info outlives the table. */
void race_table_make(struct race_table *t, const struct study *const *studies,
	const char *const *labels, size_t n, const double *margins, size_t n_margins);

#endif
