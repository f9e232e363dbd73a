/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scheduler/queue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

void queue_release(struct queue *l)
{
	free(l->trials);
	*l = (struct queue){0};
}

void queue_push(struct queue *l, uint32_t trial)
{
	ARRAY_ROOM(l->trials, l->n, l->cap);
	l->trials[l->n++] = trial;
}

void queue_insert(struct queue *l, uint32_t trial)
{
	size_t i;

	queue_push(l, trial);
	for (i = l->n - 1; i > l->head && l->trials[i - 1] > trial; i--)
		l->trials[i] = l->trials[i - 1];
	l->trials[i] = trial;
}

static void restart_if_empty(struct queue *l)
{
	if (l->head == l->n)
		l->head = l->n = 0;
}

uint32_t queue_pop(struct queue *l)
{
	uint32_t trial;

	assert(queue_length(l));
	trial = l->trials[l->head++];
	restart_if_empty(l);
	return trial;
}

bool queue_remove(struct queue *l, uint32_t trial)
{
	for (size_t i = l->head; i < l->n; i++) {
		if (l->trials[i] != trial)
			continue;
		memmove(l->trials + i, l->trials + i + 1,
			(l->n - i - 1) * sizeof(*l->trials));
		l->n--;
		restart_if_empty(l);
		return true;
	}
	return false;
}
