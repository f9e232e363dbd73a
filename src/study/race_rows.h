/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a race as rows of text, the same on a terminal and on a page. */
#ifndef STUDY_RACE_ROWS_H
#define STUDY_RACE_ROWS_H

#include "study/race_measures.h"

struct race_row {
	char *name;   /* begins with blanks where it belongs to the row above */
	bool heading; /* it has no cells */
	char cells[RACE_MOST][32];
};

struct race_rows {
	struct race_row *items; /* owned */
	size_t n, cap;
};

/* Adds the rows of one race. */
void race_rows_results(struct race_rows *r, const struct race_table *t);
/* Adds those of all seeds; t is one of theirs. */
void race_rows_seeds(
	struct race_rows *r, const struct race_measures *m, const struct race_table *t);
/* Adds one of texts, n of them; NULL is a dash, and what is too long is cut. */
void race_rows_texts(
	struct race_rows *r, const char *name, const char *const *texts, size_t n);
void race_rows_release(struct race_rows *r);
/* What the numbers of the seeds are, in sentences. */
void race_seeds_words(
	const struct race_measures *m, const struct race_table *t, struct strbuf *out);

#endif
