/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/heap.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/xalloc.h"

static bool before(struct heap_item a, struct heap_item b)
{
	return a.key < b.key || (a.key == b.key && a.order < b.order);
}

void heap_release(struct heap *h)
{
	free(h->items);
	*h = (struct heap){0};
}

void heap_push(struct heap *h, struct heap_item item)
{
	size_t i;

	ARRAY_ROOM(h->items, h->n, h->cap);
	for (i = h->n++; i > 0 && before(item, h->items[(i - 1) / 2]); i = (i - 1) / 2)
		h->items[i] = h->items[(i - 1) / 2];
	h->items[i] = item;
}

struct heap_item heap_pop(struct heap *h)
{
	struct heap_item first, last;
	size_t i = 0;

	assert(h->n);
	first = h->items[0];
	last = h->items[--h->n];
	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= h->n)
			break;
		if (child + 1 < h->n && before(h->items[child + 1], h->items[child]))
			child++;
		if (!before(h->items[child], last))
			break;
		h->items[i] = h->items[child];
		i = child;
	}
	if (h->n)
		h->items[i] = last;
	return first;
}
