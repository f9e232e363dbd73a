/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A CSV reader (RFC 4180): quoted fields, CR LF or LF, blank lines skipped. It streams,
 * plain files and gzip alike, and bounds a line, so that no file can exhaust memory.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/error.h"

#include <stddef.h>

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

#endif
