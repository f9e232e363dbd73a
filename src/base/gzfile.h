/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a file that may be gzipped, with errors that name it. Plain files come
 * through unchanged.
 */
#ifndef BASE_GZFILE_H
#define BASE_GZFILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

struct gzfile;

/* NULL with err (usage) when the file cannot be read or is a directory. path is borrowed. */
struct gzfile *gzfile_open(const char *path, struct error *err);
void gzfile_close(struct gzfile *f);

/*
 * Reads n bytes, fewer only at the end of the file: how many, or -1 with err (usage)
 * "FILE: ..." when the file is damaged. line, when not 0, is named as well.
 */
ssize_t gzfile_read(struct gzfile *f, void *buf, size_t n, int line, struct error *err);

/*
 * The most bytes that can still come out of a file of this size; a deflate stream
 * shrinks to no less than 1/1032. UINT64_MAX when the size is not known (a pipe).
 */
uint64_t gzfile_bound(struct gzfile *f);

#endif
