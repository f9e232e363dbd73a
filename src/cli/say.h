/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command line says to people: all of its lines on stderr, and its results. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include "base/strbuf.h"

#include <stdio.h>

/* A line on stderr, "rungtop: " before it, printable. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/*
 * Printable text as whoever reads the descriptor takes it: on a terminal, in the characters
 * of the locale.
 */
void say_in_locale(int fd, struct strbuf *text);
/* Writes what is printable, but for what of ours moves the cursor. */
void say_text(FILE *to, struct strbuf *text);
/*
 * Writes lines: printable ones, so that no caller can forget it. Text of ours that moves
 * the cursor is not for this.
 */
void say_lines(FILE *to, const struct strbuf *lines);

#endif
