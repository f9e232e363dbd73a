/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as text (RFC 4648, section 4). */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stddef.h>

/* malloc'ed, for free(). */
char *base64_encode(const void *bytes, size_t n);
/* Decodes into malloc'ed memory of *n bytes; NULL when the text is not valid. */
void *base64_decode(const char *text, size_t *n);

#endif
