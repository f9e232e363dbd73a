/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markup: text into HTML and SVG, and one SVG into a page among others. */
#ifndef REPORT_MARKUP_H
#define REPORT_MARKUP_H

#include "base/strbuf.h"

/* Appends s with markup escaped; characters that XML cannot hold become U+FFFD. */
void markup_text(struct strbuf *out, const char *s);
/* The same; numbers with an exponent stay on one line: browsers break after a hyphen. */
void markup_words(struct strbuf *out, const char *s);
/*
 * An SVG file as an element of a page: without its prolog, and with `prefix` before every
 * id, so that it and another one do not take each other's glyphs. Styles become attributes,
 * as a page's security policy keeps styles within elements from working.
 */
void markup_svg(struct strbuf *out, const char *svg, const char *prefix);

#endif
