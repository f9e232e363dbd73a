/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filters: expressions over columns that choose the trials to show.
 *
 *	val_error<0.05 & (optimizer=adam | !rung>=2)
 *
 * Comparisons are = != < <= > >= and ~ (contains, ignoring case). ! binds tightest, then
 * &, then |. A value is a number, a word or "text"; - stands for a missing value. Fields
 * may be abbreviated, see column_find().
 */
#ifndef UI_FILTER_H
#define UI_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "study/study.h"
#include "ui/mistake.h"

struct filter;

/* Parses a filter for this study, which must have begun. NULL with the mistake. */
struct filter *filter_parse(const struct study *s, const char *text, struct mistake *m);
void filter_free(struct filter *f);
/*
 * Whether the filter lets the trial through. A missing value compares false with
 * everything, except that it is != to all but `-`.
 */
bool filter_matches(
	const struct filter *f, const struct study *s, const struct study_trial *t);
/* How many trials it lets through. */
size_t filter_count(const struct filter *f, const struct study *s);

/* Whether c can stand in a field's name or an unquoted value. */
bool filter_is_word(char c);

#endif
