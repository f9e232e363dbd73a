/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of a line at the bottom: the line being typed, the older lines, what Tab has
 * found, and what was wrong with the line when it was last run.
 */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/line.h"

struct prompt {
	struct line line;
	char **history; /* oldest first */
	size_t n_history, cap_history;
	size_t back; /* how far back in it; 0: the new line */
	char *typed; /* the new line, while an older one is shown; or NULL */

	char **found; /* what Tab goes through, n_found of them; or NULL */
	size_t n_found, found_at;
	size_t chosen; /* of them; n_found: none yet */

	char *wrong; /* or NULL */
	size_t wrong_at;
};

void prompt_init(struct prompt *p);
void prompt_release(struct prompt *p);
/* Begins a new line with this text. */
void prompt_begin(struct prompt *p, const char *text);
/* Edits, or goes through older lines. Forgets what was found and what was wrong. */
bool prompt_act(struct prompt *p, enum action a);
void prompt_type(struct prompt *p, uint32_t cp);
/*
 * Tab. The first call takes ownership of n words that may replace the bytes from `at` to
 * the cursor, and inserts what they have in common. While prompt_choosing(), call
 * prompt_choose() for the next word or the one before.
 */
void prompt_found(struct prompt *p, char **words, size_t n, size_t at);
bool prompt_choosing(const struct prompt *p);
void prompt_choose(struct prompt *p, bool back);
/* Adds the line to the older ones. */
void prompt_keep(struct prompt *p);
void prompt_wrong(struct prompt *p, const char *text, size_t at);

#endif
