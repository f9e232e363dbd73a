/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is shipped with the program: data, and studies with plain names. It is looked up in
 * the folder of --data-dir, beside the program (in a prefix that was moved, or the checkout
 * that it was built in), and where it was installed.
 */
#ifndef CLI_SHIPPED_H
#define CLI_SHIPPED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define SHIPPED_DIRS_MAX 4

struct shipped {
	char *dirs[SHIPPED_DIRS_MAX]; /* in this order */
	size_t n;
};

/* given: --data-dir, or NULL. */
void shipped_init(struct shipped *s, const char *given);
void shipped_release(struct shipped *s);
/* The path of a shipped study, to be freed; NULL: none has that name. */
char *shipped_study(const struct shipped *s, const char *name);
/* Whether a word looks like a path or names a file; then it is not a study's name. */
bool shipped_is_path(const char *word);
/*
 * Sets err for an unknown name: "unknown WHAT 'name'; did you mean …". others: n more names
 * that would be right. Returns -1.
 */
int shipped_unknown(const struct shipped *s, const char *what, const char *name,
	const char *const *others, size_t n, struct error *err);

#endif
