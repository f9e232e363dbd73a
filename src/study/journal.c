/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events lie in chunks that double in size, so a chunk never moves once it is there and
 * 48 of them hold more than memory does. The writer fills an event and its chunk's
 * pointer first and publishes the new length last (release); a reader loads the length
 * (acquire) and touches nothing beyond it. That is all the synchronisation there is.
 * Bells are eventfds: written by the writer, cleared by the reader they belong to.
 */
#include "config.h"

#include "study/journal.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/xalloc.h"

#define CHUNK_BITS 10
#define CHUNKS_MAX 48
#define BELLS_MAX 5
#define KEEP_BYTES ((size_t)64 << 10)

struct keep {
	struct keep *next;
	max_align_t data[];
};

struct journal {
	struct event *chunks[CHUNKS_MAX]; /* chunk c holds 2^(CHUNK_BITS + c) events */
	_Atomic uint64_t length;
	_Atomic uint64_t completed;
	uint64_t rung_length; /* when the bells were last rung */
	int bells[BELLS_MAX];
	int n_bells;
	struct keep *keeps;
	size_t keep_used, keep_size;
};

/* Event number i (from 0) is in chunk floor(log2(i / 2^B + 1)). */
static unsigned int chunk_of(uint64_t i, uint64_t *offset)
{
	uint64_t n = (i >> CHUNK_BITS) + 1;
	unsigned int c = 63u - (unsigned int)__builtin_clzll(n);

	*offset = i - ((((uint64_t)1 << c) - 1) << CHUNK_BITS);
	return c;
}

struct journal *journal_new(void)
{
	return xcalloc(1, sizeof(struct journal));
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	for (int c = 0; c < CHUNKS_MAX; c++)
		free(j->chunks[c]);
	for (int b = 0; b < j->n_bells; b++)
		close(j->bells[b]);
	while (j->keeps) {
		struct keep *next = j->keeps->next;

		free(j->keeps);
		j->keeps = next;
	}
	free(j);
}

void journal_append(struct journal *j, struct event *e)
{
	uint64_t i = atomic_load_explicit(&j->length, memory_order_relaxed);
	uint64_t offset;
	unsigned int c = chunk_of(i, &offset);

	if (!j->chunks[c])
		j->chunks[c] =
			xcalloc((size_t)1 << (CHUNK_BITS + c), sizeof(struct event));
	e->seq = i + 1;
	j->chunks[c][offset] = *e;
	atomic_store_explicit(&j->length, i + 1, memory_order_release);
}

void *journal_keep(struct journal *j, const void *data, size_t size)
{
	size_t room = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t);
	void *p;

	if (!j->keeps || j->keep_used + room > j->keep_size) {
		size_t n = KEEP_BYTES / sizeof(max_align_t);
		struct keep *k;

		if (n < room)
			n = room;
		k = xmalloc(sizeof(*k) + n * sizeof(max_align_t));
		k->next = j->keeps;
		j->keeps = k;
		j->keep_used = 0;
		j->keep_size = n;
	}
	p = j->keeps->data + j->keep_used;
	j->keep_used += room;
	if (size)
		memcpy(p, data, size);
	return p;
}

void journal_complete(struct journal *j)
{
	atomic_store_explicit(&j->completed,
		atomic_load_explicit(&j->length, memory_order_relaxed),
		memory_order_release);
}

uint64_t journal_completed(const struct journal *j)
{
	return atomic_load_explicit(&j->completed, memory_order_acquire);
}

void journal_ring(struct journal *j)
{
	uint64_t length = atomic_load_explicit(&j->length, memory_order_relaxed);

	if (length == j->rung_length)
		return;
	j->rung_length = length;
	for (int b = 0; b < j->n_bells; b++) {
		/* An eventfd refuses only when its counter is full: then it is ringing. */
		if (eventfd_write(j->bells[b], 1) < 0)
			continue;
	}
}

uint64_t journal_unheard(const struct journal *j)
{
	return journal_length(j) - j->rung_length;
}

uint64_t journal_length(const struct journal *j)
{
	return atomic_load_explicit(&j->length, memory_order_acquire);
}

const struct event *journal_at(const struct journal *j, uint64_t seq)
{
	uint64_t offset;
	unsigned int c = chunk_of(seq - 1, &offset);

	assert(seq >= 1 && seq <= journal_length(j));
	return &j->chunks[c][offset];
}

int journal_bell(struct journal *j)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

	assert(j->n_bells < BELLS_MAX);
	if (fd >= 0)
		j->bells[j->n_bells++] = fd;
	return fd;
}
