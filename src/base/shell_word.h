/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words as a POSIX shell reads them. */
#ifndef BASE_SHELL_WORD_H
#define BASE_SHELL_WORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

/* Appends a word: any bytes but NUL; 'quoted' where it is not plain. */
void shell_word_add(struct strbuf *out, const char *word);
/*
 * Appends n >= 1 words as a command that starts the program argv[0], whatever the shell has
 * under that name: an assignment, a word of its own, a builtin.
 */
void shell_command_add(struct strbuf *out, const char *const *argv, size_t n);
/* Whether it is the name of a variable: a letter or _, then also digits; ASCII. */
bool shell_is_name(const char *name);
/* Whether shells, or all programs, use the variable themselves: PATH, IFS, UID. */
bool shell_owns_name(const char *name);

#endif
