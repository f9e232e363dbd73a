/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A heap of numbers with keys: the least key comes first; ties to the lower order. */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct heap_item {
	double key;
	uint64_t order; /* unlike that of every other item */
	int value;
};

struct heap {
	struct heap_item *items; /* items[0] is the first */
	size_t n, cap;
};

void heap_release(struct heap *h);
void heap_push(struct heap *h, struct heap_item item);
/* Removes and returns the first. The heap must not be empty. */
struct heap_item heap_pop(struct heap *h);

#endif
