/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a race as text, of one seed and of several. */
#ifndef CLI_RACE_PRINT_H
#define CLI_RACE_PRINT_H

#include "cli/race_differences.h"
#include "study/race_rows.h"

/* Appends the table of one race, after what its studies differ in where d says that. */
void race_print(
	const struct race_table *t, const struct race_differences *d, struct strbuf *out);
/* Appends what all seeds come to; t is the last one's. */
void race_print_seeds(
	const struct race_measures *m, const struct race_table *t, struct strbuf *out);

#endif
