/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes text printable. Texts from a recording, a study file, a program, a path or a library
 * can hold bytes that a terminal obeys; so every text that is meant for a terminal or a line
 * of a log must come through here.
 *
 * These are replaced by printable ASCII: a line feed, carriage return and tab by \n, \r and
 * \t; other controls and bytes that are not UTF-8 by \xHH; other characters for which
 * utf8_is_shown() is false (C1 controls, bidirectional and zero-width ones) by \uHHHH or
 * \UHHHHHHHH. Everything else, a backslash too, is kept, so a second pass changes nothing.
 * It cannot be undone: do not use it for text that must be read back.
 */
#ifndef BASE_PRINTABLE_H
#define BASE_PRINTABLE_H

#include <stddef.h>

#include "base/strbuf.h"

/* Appends the n bytes of text, printable; text[n] can be read. */
void printable(struct strbuf *out, const char *text, size_t n);
/* The same for lines: line feeds, which must be our own, are kept. */
void printable_lines(struct strbuf *out, const char *text, size_t n);
/* Formats, makes that printable, and appends it. */
void printable_addf(struct strbuf *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same, with a line feed at its end. */
void printable_linef(struct strbuf *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/*
 * Appends printable text in the characters of the locale, for a terminal: characters that
 * the locale does not have are replaced as above, and an ellipsis by three full stops. A
 * UTF-8 locale changes nothing; in others some bytes of UTF-8 are controls.
 */
void printable_in_locale(struct strbuf *out, const char *text, size_t n);
/*
 * Makes the text in a buffer of `size` bytes printable in place, and cuts it, at a whole
 * character, where it does not fit.
 */
void printable_here(char *text, size_t size);

#endif
