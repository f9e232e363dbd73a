/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Allocation that cannot fail: out of memory is the one fatal case, it prints a
 * line and aborts, so no caller checks.
 */
#ifndef BASE_XALLOC_H
#define BASE_XALLOC_H

#include <stddef.h>

void *xmalloc(size_t size);
/* Zeroed; aborts when n * size overflows. */
void *xcalloc(size_t n, size_t size);
/* n items of `size` bytes; aborts when the product overflows. */
void *xreallocarray(void *ptr, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
/* Zeroed memory on a 64 byte boundary, to be freed with free(). */
void *xaligned(size_t n, size_t size);

/*
 * The growable array: make room for item number `n` (counted from 0) in `ptr`,
 * whose capacity is `cap`. Geometric, so appending is O(1) amortised.
 */
#define ARRAY_ROOM(ptr, n, cap)                                                          \
	do {                                                                             \
		if ((size_t)(n) >= (size_t)(cap)) {                                      \
			(cap) = (size_t)(n) < 8 ? 16 : ((size_t)(n) + 1) * 3 / 2;        \
			(ptr) = xreallocarray((ptr), (cap), sizeof(*(ptr)));             \
		}                                                                        \
	} while (0)

#endif
