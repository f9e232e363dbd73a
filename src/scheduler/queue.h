/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trials that wait for a worker, one behind the other. */
#ifndef SCHEDULER_QUEUE_H
#define SCHEDULER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue {
	uint32_t *trials; /* head … n - 1 wait */
	size_t head, n, cap;
};

void queue_release(struct queue *l);
static inline size_t queue_length(const struct queue *l)
{
	return l->n - l->head;
}

/* At its end. */
void queue_push(struct queue *l, uint32_t trial);
/* Before those of higher ids. */
void queue_insert(struct queue *l, uint32_t trial);
/* The first one leaves it; there must be one. */
uint32_t queue_pop(struct queue *l);
/* One leaves it, wherever it stands. False: it stood nowhere. */
bool queue_remove(struct queue *l, uint32_t trial);

#endif
