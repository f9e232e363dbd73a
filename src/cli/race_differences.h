/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In what the study files of recordings that race differ, key by key. */
#ifndef CLI_RACE_DIFFERENCES_H
#define CLI_RACE_DIFFERENCES_H

#include "cli/race_entry.h"
#include "study/race_rows.h"

struct race_difference {
	char *key;		 /* of a study file */
	char *values[RACE_MOST]; /* of each column; NULL: it has none */
};

struct race_differences {
	struct race_difference *items; /* n of them */
	size_t n, cap;
	size_t columns;
};

/* Of entries that have been read and folded. race_differences_release() it. */
void race_differ(struct race_differences *d, const struct race_entry *entries, size_t n);
void race_differences_release(struct race_differences *d);
/*
 * Appends what a column has where the others have something else, and have something:
 * "asha, eta 4, workers 8".
 */
void race_difference_words(
	const struct race_differences *d, size_t column, struct strbuf *out);
/* Adds a row a key. */
void race_differences_rows(const struct race_differences *d, struct race_rows *out);

#endif
