/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/markup.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static void add_codepoint(struct strbuf *out, uint32_t cp)
{
	char bytes[5];

	if (cp != '\t' && cp != '\n' && !utf8_is_shown(cp)) /* XML takes few of them, and a page none that turns it */
		cp = 0xfffd;
	strbuf_add(out, bytes, utf8_encode(cp, bytes));
}

void markup_text(struct strbuf *out, const char *s)
{
	while (*s) {
		uint32_t cp;

		s += utf8_decode(s, &cp);
		switch (cp) {
		case '&':
			strbuf_adds(out, "&amp;");
			break;
		case '<':
			strbuf_adds(out, "&lt;");
			break;
		case '>':
			strbuf_adds(out, "&gt;");
			break;
		case '"':
			strbuf_adds(out, "&quot;");
			break;
		case '\'':
			strbuf_adds(out, "&#39;");
			break;
		default:
			add_codepoint(out, cp);
		}
	}
}

/* The length of a number with a negative exponent at s, such as 1.287e-06; else 0. */
static size_t small_number(const char *s)
{
	size_t n = strspn(s, "0123456789."), digits;

	if (!n || strncmp(s + n, "e-", 2))
		return 0;
	digits = strspn(s + n + 2, "0123456789");
	return digits ? n + 2 + digits : 0;
}

void markup_words(struct strbuf *out, const char *s)
{
	struct strbuf piece = STRBUF_INIT;

	while (*s) {
		size_t n = small_number(s), plain = 0;

		strbuf_reset(&piece);
		if (n) {
			strbuf_adds(out, "<span class=\"number\">");
			strbuf_add(&piece, s, n);
		} else {
			/* up to the next one, past what is a number of another kind */
			do
				plain += strspn(s + plain, "0123456789.") + 1;
			while (s[plain - 1] && s[plain] && !small_number(s + plain));
			plain -= !s[plain - 1];
			strbuf_add(&piece, s, plain);
		}
		markup_text(out, piece.buf);
		if (n)
			strbuf_adds(out, "</span>");
		s += n ? n : plain;
	}
	strbuf_release(&piece);
}

/* Where ids are made and meant; the prefix goes behind. And what old cairos style with. */
static const char *const marks[] = {" id=\"", "href=\"#", "url(#", " style=\""};

enum { STYLE = 3, MARKS };

/* "fill:none;stroke:red;" up to the quote as attributes: fill="none" stroke="red". */
static const char *add_attributes(struct strbuf *out, const char *style)
{
	while (*style && *style != '"') {
		size_t name = strcspn(style, ":\""), value;

		if (style[name] != ':')
			return style + name;
		value = strcspn(style + name + 1, ";\"");
		strbuf_addf(out, " %.*s=\"%.*s\"", (int)name, style, (int)value,
			style + name + 1);
		style += name + 1 + value;
		style += *style == ';';
	}
	return style;
}

void markup_svg(struct strbuf *out, const char *svg, const char *prefix)
{
	const char *s = strstr(svg, "<svg"), *next[MARKS] = {NULL};

	for (size_t i = 0; s && i < MARKS; i++)
		next[i] = strstr(s, marks[i]);
	for (;;) {
		size_t first = 0;
		const char *end;

		for (size_t i = 1; i < MARKS; i++)
			if (next[i] && (!next[first] || next[i] < next[first]))
				first = i;
		if (!next[first])
			break;
		end = next[first] + strlen(marks[first]);
		if (first == STYLE) {
			strbuf_add(out, s, (size_t)(next[first] - s));
			s = add_attributes(out, end);
			s += *s == '"';
		} else {
			strbuf_add(out, s, (size_t)(end - s));
			strbuf_adds(out, prefix);
			s = end;
		}
		for (size_t i = 0; i < MARKS; i++)
			if (next[i] && next[i] < s)
				next[i] = strstr(s, marks[i]);
	}
	strbuf_adds(out, s ? s : "");
}
