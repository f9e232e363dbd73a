/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a log as they can be shown, whatever bytes a program has printed. */
#ifndef UI_LOG_TEXT_H
#define UI_LOG_TEXT_H

#include <stdbool.h>

#include "base/strbuf.h"

/*
 * Sets out to the n bytes of a line as harmless UTF-8. line[n] must be readable. It drops
 * escape sequences, and text that a carriage return or a backspace overwrites. Tabs become
 * blanks. Other controls and bytes that are no UTF-8 become a sign.
 */
void log_text_clean(const char *line, size_t n, struct strbuf *out);
/* The end of the row of `width` columns that begins at byte `at` of a clean line. */
size_t log_text_row(const char *text, size_t at, int width);
/* The columns by which all rows but the first are indented, where there is room. */
int log_text_indent(int width);
/* The beginning of row number `row` of a line, or of its last row when it has fewer. */
size_t log_text_at(const char *text, int row, int width);
/* The number of rows of a line, at least one. */
int log_text_rows(const char *text, int width);
/* Whether rungtop has written the line, and not the program. */
bool log_text_is_ours(const char *text);

#endif
