/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shadows_count.h"

void shadows_count(
	const struct shadows *s, uint64_t seq, const char *differs, struct pen *p)
{
	if (s->n)
		pen_textf(p, ROLE_CUTOFF, "  %s", differs);
	for (size_t i = 0; i < s->n; i++) {
		pen_textf(p, ROLE_TEXT, "%s %s ", i ? "," : "", shadow_name(s->items[i]));
		pen_textf(p, ROLE_STRONG, "%llu",
			(unsigned long long)shadow_differs(s->items[i], seq));
	}
}
