/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/xalloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void die(void)
{
	fputs("rungtop: out of memory\n", stderr);
	abort();
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		die();
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		die();
	return p;
}

void *xreallocarray(void *ptr, size_t n, size_t size)
{
	void *p;

	if (size && n > SIZE_MAX / size)
		die();
	p = realloc(ptr, n * size != 0 ? n * size : 1);
	if (!p)
		die();
	return p;
}

char *xstrndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = xmalloc(len + 1);

	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

void *xaligned(size_t n, size_t size)
{
	void *p;

	if (size && n > (SIZE_MAX - 64) / size)
		die();
	if (posix_memalign(&p, 64, n * size != 0 ? n * size : 1))
		die();
	memset(p, 0, n * size);
	return p;
}
