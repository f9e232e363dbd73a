/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/markup.h"

#include <stdint.h>
#include <string.h>

#include "ui/grid.h"

static void add_codepoint(struct strbuf *out, uint32_t cp)
{
	char bytes[5];

	if ((cp < 0x20 && cp != '\t' && cp != '\n') || cp == 0xfffe || cp == 0xffff)
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

/* Where ids are made and meant; the prefix goes behind. */
static const char *const before_ids[] = {" id=\"", "href=\"#", "url(#"};

#define N_BEFORE_IDS (sizeof(before_ids) / sizeof(*before_ids))

/* The next of them in s, and *end behind it; NULL: none. */
static const char *next_id(const char *s, const char **end)
{
	const char *first = NULL;

	for (size_t i = 0; i < N_BEFORE_IDS; i++) {
		const char *at = strstr(s, before_ids[i]);

		if (at && (!first || at < first)) {
			first = at;
			*end = at + strlen(before_ids[i]);
		}
	}
	return first;
}

void markup_svg(struct strbuf *out, const char *svg, const char *prefix)
{
	const char *s = strstr(svg, "<svg"), *end;

	while (s && next_id(s, &end)) {
		strbuf_add(out, s, (size_t)(end - s));
		strbuf_adds(out, prefix);
		s = end;
	}
	strbuf_adds(out, s ? s : "");
}
