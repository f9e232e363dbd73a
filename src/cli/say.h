/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command line says to people: all of its lines on stderr, and its results. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <stdio.h>

#include "base/strbuf.h"

/* Prints "rungtop: TEXT" on stderr as one printable line. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/*
 * Changes printable text to what the descriptor's reader expects: for a terminal, to the
 * characters of the locale.
 */
void say_in_locale(int fd, struct strbuf *text);
/* Writes printable text, which may hold our own sequences that move the cursor. */
void say_text(FILE *to, struct strbuf *text);
/*
 * Makes lines printable and writes them. Not for our own sequences that move the cursor:
 * they would be shown.
 */
void say_lines(FILE *to, const struct strbuf *lines);

#endif
