/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/notes.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define PARTS " \t\n,"

void notes_release(struct notes *n)
{
	for (size_t i = 0; i < n->n_tags; i++)
		free(n->tags[i]);
	free(n->tags);
	free(n->items);
	*n = (struct notes){0};
}

void notes_add(struct notes *n, uint64_t seq, double t, const char *text)
{
	ARRAY_ROOM(n->items, n->n, n->cap);
	n->items[n->n++] = (struct note){seq, t, text};
}

static void set_tag(struct notes *n, const char *word, size_t len, bool on)
{
	size_t i = 0;

	while (i < n->n_tags && (strncmp(n->tags[i], word, len) != 0 || n->tags[i][len]))
		i++;
	if (on && i == n->n_tags) {
		ARRAY_ROOM(n->tags, n->n_tags, n->cap_tags);
		n->tags[n->n_tags++] = xstrndup(word, len);
	} else if (!on && i < n->n_tags) {
		free(n->tags[i]);
		n->n_tags--;
		memmove(&n->tags[i], &n->tags[i + 1], (n->n_tags - i) * sizeof(*n->tags));
	}
}

void notes_tag(struct notes *n, const char *words)
{
	for (words += strspn(words, PARTS); *words; words += strspn(words, PARTS)) {
		size_t len = strcspn(words, PARTS), sign = *words == '-' || *words == '+';

		if (len > sign)
			set_tag(n, words + sign, len - sign, *words != '-');
		words += len;
	}
}

void notes_tags(const struct notes *n, struct strbuf *out)
{
	for (size_t i = 0; i < n->n_tags; i++)
		strbuf_addf(out, "%s%s", i ? ", " : "", n->tags[i]);
}
