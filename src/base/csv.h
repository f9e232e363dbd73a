/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A CSV reader (RFC 4180): quoted fields, LF, CR LF or CR CR LF, blank lines skipped. It
 * streams, plain files and gzip alike, and limits the length of a line, so that no file can
 * exhaust memory. It also prints fields.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stddef.h>

#include "base/error.h"
#include "base/strbuf.h"

#define CSV_LINE_MAX ((size_t)16 << 20)

struct csv;

/* NULL with err when the file cannot be read or is a directory. path is borrowed. */
struct csv *csv_open(const char *path, struct error *err);
void csv_close(struct csv *c);

/*
 * Reads the next row: n fields, NUL-terminated, valid until the next call.
 * 1 for a row, 0 at the end, -1 with "FILE:LINE: ..." (a line too long, an open quote,
 * a NUL byte, a damaged gzip stream).
 */
int csv_row(struct csv *c, char ***fields, size_t *n, struct error *err);

/* The line the last row began on, from 1. */
int csv_line(const struct csv *c);
/* Where field i of the last row began, its opening quote included. */
struct place csv_place(const struct csv *c, size_t i);

enum csv_cell { CSV_NUMBER, CSV_EMPTY, CSV_NOT_FINITE, CSV_TEXT };

/*
 * What a field is, without the blanks around it; *v is the number of a CSV_NUMBER, which is
 * decimal and finite. CSV_NOT_FINITE: nan, inf, na, null or out of range.
 */
enum csv_cell csv_cell(const char *field, double *v);

/* Appends the text as a field, in quotes where it needs them to be read back the same. */
void csv_print_field(struct strbuf *out, const char *text);

#endif
