/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filters: which trials to show, as an expression over their columns.
 *
 *	val_error<0.05 & (optimizer=adam | !rung>=2)
 *
 * Comparisons are = != < <= > >= and ~ (contains, whatever the case); ! binds tightest,
 * then &, then |. A value is a number, a word or "text"; - is what is not there. Fields
 * may be abbreviated as column_find() says.
 */
#ifndef UI_FILTER_H
#define UI_FILTER_H

#include "study/study.h"
#include "ui/mistake.h"

#include <stdbool.h>
#include <stddef.h>

struct filter;

/* Parses it for studies like this one (which must have begun). NULL with the mistake. */
struct filter *filter_parse(const struct study *s, const char *text, struct mistake *m);
void filter_free(struct filter *f);
/*
 * Whether the trial is one of those. What is not there compares false with everything,
 * and is != to everything, but for `-`.
 */
bool filter_matches(
	const struct filter *f, const struct study *s, const struct study_trial *t);
/* How many trials are. */
size_t filter_count(const struct filter *f, const struct study *s);

/* Whether c can stand in a field's name or an unquoted value. */
bool filter_is_word(char c);

#endif
