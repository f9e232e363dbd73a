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

/* Where ids are made and meant; the prefix goes behind. */
static const char *const before_ids[] = {" id=\"", "href=\"#", "url(#"};

#define N_BEFORE_IDS (sizeof(before_ids) / sizeof(*before_ids))

void markup_svg(struct strbuf *out, const char *svg, const char *prefix)
{
	const char *s = strstr(svg, "<svg"), *next[N_BEFORE_IDS] = {NULL};

	for (size_t i = 0; s && i < N_BEFORE_IDS; i++)
		next[i] = strstr(s, before_ids[i]);
	for (;;) {
		size_t first = 0;
		const char *end;

		for (size_t i = 1; i < N_BEFORE_IDS; i++)
			if (next[i] && (!next[first] || next[i] < next[first]))
				first = i;
		if (!next[first])
			break;
		end = next[first] + strlen(before_ids[first]);
		strbuf_add(out, s, (size_t)(end - s));
		strbuf_adds(out, prefix);
		s = end;
		next[first] = strstr(s, before_ids[first]);
	}
	strbuf_adds(out, s ? s : "");
}
