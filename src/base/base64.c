/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/base64.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static const char digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_encode(const void *bytes, size_t n)
{
	const unsigned char *from = bytes;
	char *text = xcalloc((n + 2) / 3 * 4 + 1, 1), *to = text;

	for (size_t i = 0; i < n; i += 3) {
		size_t left = n - i;
		uint32_t v = (uint32_t)from[i] << 16;

		v |= left > 1 ? (uint32_t)from[i + 1] << 8 : 0;
		v |= left > 2 ? from[i + 2] : 0;
		*to++ = digits[v >> 18];
		*to++ = digits[v >> 12 & 63];
		*to++ = left > 1 ? digits[v >> 6 & 63] : '=';
		*to++ = left > 2 ? digits[v & 63] : '=';
	}
	return text;
}

/* -1: no digit. */
static int digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void *base64_decode(const char *text, size_t *n)
{
	size_t len = strlen(text), pad = 0;
	unsigned char *bytes, *to;

	while (pad < 2 && pad < len && text[len - 1 - pad] == '=')
		pad++;
	if (len % 4)
		return NULL;
	bytes = to = xcalloc(len / 4 * 3 + 1, 1);
	for (size_t i = 0; i < len; i += 4) {
		uint32_t v = 0;

		for (size_t k = i; k < i + 4; k++) {
			int d = k < len - pad ? digit_value(text[k]) : 0;

			if (d < 0) {
				free(bytes);
				return NULL;
			}
			v = v << 6 | (uint32_t)d;
		}
		*to++ = (unsigned char)(v >> 16);
		*to++ = (unsigned char)(v >> 8 & 255);
		*to++ = (unsigned char)(v & 255);
	}
	*n = len / 4 * 3 - pad;
	return bytes;
}
