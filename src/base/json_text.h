/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text that may not be UTF-8, such as a path, in JSON: a string, or {"base64": "…"} where
 * it is not UTF-8.
 */
#ifndef BASE_JSON_TEXT_H
#define BASE_JSON_TEXT_H

#include <jansson.h>

json_t *json_text_new(const char *text);
/* The text again, malloc'ed; NULL when it is neither of these. */
char *json_text_read(const json_t *text);

#endif
