/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a log as they can be shown, whatever bytes a program has printed. */
#ifndef UI_LOG_TEXT_H
#define UI_LOG_TEXT_H

#include "base/strbuf.h"

#include <stdbool.h>

/*
 * Sets out to the n bytes of a line (line[n] can be read) as UTF-8 without anything that
 * a terminal would take for more than a character: escape sequences go, what a carriage
 * return or a backspace has taken back goes with it, tabs are blanks, other controls and
 * bytes that are no UTF-8 have a sign in their place.
 */
void log_text_clean(const char *line, size_t n, struct strbuf *out);
/* Where the row of `width` columns that begins at byte `at` of a clean line ends. */
size_t log_text_row(const char *text, size_t at, int width);
/* The columns that all rows but the first are moved in by, where there is room. */
int log_text_indent(int width);
/* Where row number `row` of a line begins; the last row's place when it has fewer. */
size_t log_text_at(const char *text, int row, int width);
/* The rows of a line: one at least. */
int log_text_rows(const char *text, int width);
/* Whether rungtop has written the line, among those of the program. */
bool log_text_is_ours(const char *text);

#endif
