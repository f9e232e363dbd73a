/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"

void words_add(
	struct words *w, const char *begin, const char *word, size_t n, const char *tail)
{
	struct strbuf sb = STRBUF_INIT;

	if (strncmp(begin, word, strlen(begin) < n ? strlen(begin) : n) != 0 ||
		strlen(begin) > n)
		return;
	strbuf_add(&sb, word, n);
	strbuf_adds(&sb, tail);
	ARRAY_ROOM(w->items, w->n, w->cap);
	w->items[w->n++] = strbuf_detach(&sb);
	strbuf_release(&sb);
}

void words_release(struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->items[i]);
	free(w->items);
	*w = (struct words){0};
}
