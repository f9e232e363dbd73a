/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Standard input, output and error, which whoever starts a program may have closed, or
 * opened so that a write does not wait.
 */
#ifndef BASE_STANDARD_H
#define BASE_STANDARD_H

#include <stdio.h>

/*
 * Once, before anything else is opened or said. Descriptors 0 to 2 that are closed are held,
 * or the next file would get their number, and what is meant for stderr would be written
 * into it; reading and writing them fails as if they were closed. What is printed to stdout
 * and stderr waits for a reader where the descriptor does not (O_NONBLOCK).
 */
void standard_begin(void);
/* Writes what has been printed to stdout. 0, or errno of the first write that failed. */
int standard_flush(void);
/* The C library's own stream for stdout, for curses, which looks at its descriptor. */
FILE *standard_terminal(void);
/*
 * All n bytes, whatever is in the way: signals, a descriptor that does not wait, half a
 * write. 0, or errno.
 */
int standard_write(int fd, const void *data, size_t n);

#endif
