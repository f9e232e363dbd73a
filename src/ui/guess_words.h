/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A prediction in words, and on the screen. */
#ifndef UI_GUESS_WORDS_H
#define UI_GUESS_WORDS_H

#include "ui/guess.h"
#include "ui/view.h"

/* The question, or the answer, as sentences. s: the study where it was told. */
void guess_words(const struct guess *g, const struct study *s, struct strbuf *out);
/* Marks the selected trial, or tells why not. */
void guess_mark_selected(struct guess *g, struct view *v);
/* "+1 of 3 marked", and the keys of a question. */
void guess_keys(const struct guess *g, const struct view *v, struct strbuf *out);
/* Adds a key and what it does: "Space next". */
void guess_add_key(
	const struct view *v, enum action a, const char *does, struct strbuf *out);

#endif
