/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that Tab offers. */
#ifndef UI_WORDS_H
#define UI_WORDS_H

#include <stddef.h>

/* What may replace the word before the cursor. */
struct words {
	char **items; /* each owned */
	size_t n, cap;
	size_t at; /* where the word begins */
};

/* Adds the n bytes of `word`, with `tail`, if they begin with `begin`. */
void words_add(
	struct words *w, const char *begin, const char *word, size_t n, const char *tail);
void words_release(struct words *w);

#endif
