/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal: the append-only list of events, in memory. One writer (the tuner), any
 * number of readers on other threads, each with its own cursor; no reader can slow the
 * writer down.
 */
#ifndef STUDY_JOURNAL_H
#define STUDY_JOURNAL_H

#include "study/event.h"

struct journal;

struct journal *journal_new(void);
/* After writer and readers are done. */
void journal_free(struct journal *j);

/* Writer: appends a copy; fills e->seq. What it points to must outlive the journal. */
void journal_append(struct journal *j, struct event *e);
/* Writer: memory that lives as long as the journal. */
void *journal_keep(struct journal *j, const void *data, size_t size);
/*
 * Writer: all that follows from what has happened is appended; a study that is stored up
 * to here can be gone on with. Any thread: the length then.
 */
void journal_complete(struct journal *j);
uint64_t journal_completed(const struct journal *j);
/* Writer: wakes the readers that wait on a bell; call when a batch is complete. */
void journal_ring(struct journal *j);
/* Writer: events appended since then. */
uint64_t journal_unheard(const struct journal *j);

/* Any thread: the number of events published. */
uint64_t journal_length(const struct journal *j);
/* Any thread: event seq (1 … length); stays valid as long as the journal. */
const struct event *journal_at(const struct journal *j, uint64_t seq);
/*
 * A file descriptor that becomes readable when events were appended (an eventfd; read 8
 * bytes to clear it), or -1. Call before the tuner starts; owned by the journal. At most 5.
 */
int journal_bell(struct journal *j);

#endif
