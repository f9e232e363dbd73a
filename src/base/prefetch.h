/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prefetches memory that is about to be read, so that the waits for all of it overlap. A
 * caller that does nothing else must be inlined, too: gcc drops calls without an effect.
 */
#ifndef BASE_PREFETCH_H
#define BASE_PREFETCH_H

#include <stddef.h>

#define CACHE_LINE 64 /* bytes */

static inline __attribute__((always_inline)) void prefetch(const void *p, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += CACHE_LINE)
		__builtin_prefetch((const char *)p + i);
}

#endif
