/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/json_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/xalloc.h"

json_t *json_text_new(const char *text)
{
	json_t *s = json_string(text);
	char *bytes;

	if (s)
		return s;
	bytes = base64_encode(text, strlen(text));
	s = json_pack("{s:s}", "base64", bytes);
	free(bytes);
	return s;
}

char *json_text_read(const json_t *text)
{
	const char *coded = json_string_value(json_object_get(text, "base64"));
	char *bytes, *whole;
	size_t n;

	if (json_is_string(text))
		return xstrdup(json_string_value(text));
	bytes = coded ? base64_decode(coded, &n) : NULL;
	whole = bytes ? xstrndup(bytes, n) : NULL;
	free(bytes);
	return whole;
}
