/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The labels of a table, and the classes that they name. Blanks around a label are ignored,
 * and numbers are compared by value: 1, 1.0 and " 1" are one label.
 */
#ifndef MLP_LABELS_H
#define MLP_LABELS_H

#include <stdbool.h>
#include <stddef.h>

struct labels;

struct labels *labels_new(void);
void labels_free(struct labels *l);

/* Whether the text may be a label: a word or a whole number, not a missing value. */
bool labels_allow(const char *text);
/* The number of a label, in the order of first occurrence; adds a new one. */
size_t labels_add(struct labels *l, const char *text);
size_t labels_count(const struct labels *l);
/* How often the label of that number was added. */
size_t labels_times(const struct labels *l, size_t number);

/*
 * Gives each label its class, and returns how many classes there are. Whole numbers from
 * 0 (one label is 0) up to max - 1 are the classes themselves. Other labels are numbered
 * in order: numbers by value, then words by their bytes.
 */
int labels_number(struct labels *l, int max);
/* The class of the label of that number, after labels_number(). */
int labels_class(const struct labels *l, size_t number);
/*
 * The class of a label of other rows, or -1 when there is none. Where the numbers are the
 * classes themselves, one that was not seen has a class too.
 */
int labels_class_of(const struct labels *l, const char *text, int max);

#endif
