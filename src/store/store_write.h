/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes events and checkpoints as rows. For the store's thread. */
#ifndef STORE_STORE_WRITE_H
#define STORE_STORE_WRITE_H

#include "store/store_file.h"

struct store_blob {
	uint32_t trial;
	int epoch;
	uint64_t seq; /* the number of events when it came */
	void *data;   /* owned */
	size_t size;
};

struct store_writer;

/* limit: bytes of checkpoints. NULL with err. */
struct store_writer *store_writer_new(sqlite3 *db, const struct study_info *info,
	size_t limit, struct error *err);
void store_writer_free(struct store_writer *w);
/* A transaction: begin, rows, and end; failed: undo it. -1 with err. */
int store_writer_begin(struct store_writer *w, struct error *err);
int store_writer_event(
	struct store_writer *w, const struct event *e, struct error *err);
int store_writer_blob(
	struct store_writer *w, const struct store_blob *b, struct error *err);
int store_writer_end(struct store_writer *w, int failed, struct error *err);

#endif
