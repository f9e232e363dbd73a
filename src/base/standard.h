/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Standard input, output and error. They may be closed when the program starts, or be
 * nonblocking.
 */
#ifndef BASE_STANDARD_H
#define BASE_STANDARD_H

#include <stdio.h>

/*
 * Once, before anything else is opened or printed. Occupies those of the descriptors 0 to 2
 * that are closed: otherwise the next file would get that number, and output for stderr
 * would be written into it. Reading and writing them still fails. Printing to stdout and
 * stderr waits for the reader even where the descriptor is nonblocking.
 */
void standard_begin(void);
/* Flushes stdout. 0, or the errno of the first write that failed. */
int standard_flush(void);
/* The C library's own stream for stdout, for curses, which looks at its descriptor. */
FILE *standard_terminal(void);
/*
 * Writes all n bytes, despite signals, a nonblocking descriptor and partial writes. 0, or
 * an errno.
 */
int standard_write(int fd, const void *data, size_t n);

#endif
