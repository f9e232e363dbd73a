/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decodes one code point of s (at least one byte) into *cp, U+FFFD for what is no UTF-8;
 * returns the bytes it took. It reads no further than a NUL.
 */
size_t utf8_decode(const char *s, uint32_t *cp);
/* Writes cp as UTF-8 into out (5 bytes with the NUL); returns the bytes. */
size_t utf8_encode(uint32_t cp, char *out);
/*
 * Whether a terminal draws it, and takes it for nothing else. Not so: controls (category
 * Cc), separators of lines and paragraphs, what sets the direction of writing, all else
 * that Unicode calls Default_Ignorable_Code_Point, annotations, and what is no character.
 */
bool utf8_is_shown(uint32_t cp);

#endif
