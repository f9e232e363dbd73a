/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text from elsewhere, as people may see it. What a recording, a study file, a program, a
 * path or a library says can hold bytes that a terminal obeys; so every text that is meant
 * for a terminal or a line of a log comes through here.
 *
 * In a visible form, which holds printable ASCII alone, are: a line feed, carriage return
 * and tab as \n, \r and \t; other controls and bytes that are no UTF-8 as \xHH; all else
 * that utf8_is_shown() does not show (C1 controls, bidirectional and zero-width ones) as
 * \uHHHH or \UHHHHHHHH. Everything else, a backslash too, is as it was, so doing it twice
 * changes nothing. It cannot be undone: what must be read back is not for this.
 */
#ifndef BASE_PRINTABLE_H
#define BASE_PRINTABLE_H

#include "base/strbuf.h"

#include <stddef.h>

/* Appends the n bytes of text, printable; text[n] can be read. */
void printable(struct strbuf *out, const char *text, size_t n);
/* The same for lines: line feeds, which must be ours, stay. */
void printable_lines(struct strbuf *out, const char *text, size_t n);
/* Appends what is formatted, printable. */
void printable_addf(struct strbuf *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same as a line: a line feed of ours comes at its end. */
void printable_linef(struct strbuf *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/*
 * Appends text that is printable in the characters of the locale, for a terminal: what they
 * do not have is in a visible form, as above, and an ellipsis three full stops. In a UTF-8
 * locale it stays as it is: elsewhere some of its bytes are controls.
 */
void printable_in_locale(struct strbuf *out, const char *text, size_t n);
/*
 * Makes the text of a buffer of `size` bytes printable in its place, as much of it as then
 * has room, in whole characters.
 */
void printable_here(char *text, size_t size);

#endif
