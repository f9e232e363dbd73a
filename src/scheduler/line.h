/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trials that stand in line for a worker. */
#ifndef SCHEDULER_LINE_H
#define SCHEDULER_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line {
	uint32_t *trials; /* head … n - 1 stand in it */
	size_t head, n, cap;
};

void line_release(struct line *l);
static inline size_t line_length(const struct line *l)
{
	return l->n - l->head;
}

/* At its end. */
void line_push(struct line *l, uint32_t trial);
/* Before those of higher ids. */
void line_insert(struct line *l, uint32_t trial);
/* The first one leaves it; there must be one. */
uint32_t line_pop(struct line *l);
/* One leaves it, wherever it stands. False: it stood nowhere. */
bool line_remove(struct line *l, uint32_t trial);

#endif
