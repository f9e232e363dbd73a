/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decodes one code point of s (at least one byte) into *cp: U+FFFD where s is not UTF-8.
 * Returns the number of bytes read, which never go beyond a NUL.
 */
size_t utf8_decode(const char *s, uint32_t *cp);
/* Writes cp as UTF-8 into out (5 bytes with the NUL); returns the bytes. */
size_t utf8_encode(uint32_t cp, char *out);
/*
 * Whether a terminal draws it and does nothing else with it. False for controls (category
 * Cc), separators of lines and paragraphs, characters that set the direction of writing and
 * all other Default_Ignorable_Code_Points of Unicode, annotations, and noncharacters.
 */
bool utf8_is_shown(uint32_t cp);

#endif
