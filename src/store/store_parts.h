/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the store share; store.c says which thread has what. */
#ifndef STORE_STORE_PARTS_H
#define STORE_STORE_PARTS_H

#include <pthread.h>

#include "base/strbuf.h"
#include "store/store.h"
#include "store/store_origin.h"
#include "store/store_place.h"
#include "store/store_write.h"

struct store {
	char *path;
	int fd; /* held for its lock */
	sqlite3 *db;
	char identity[STORE_IDENTITY];
	bool older; /* than identities are */
	struct journal *journal;
	const struct study_info *info;
	int bell; /* the journal's */
	int done; /* an eventfd: nothing more will come */
	bool created, started;
	pthread_t thread;
	struct store_writer *writer;
	size_t checkpoint_limit;
	struct place_parts parts; /* beside the file */
	_Atomic uint64_t stored;  /* events in the file */
	void (*warn)(void *arg, enum warning w, const char *text);
	void *arg;
	struct error failure; /* of the last try; "" when it went well */

	pthread_mutex_t lock;
	struct store_blob *blobs;
	size_t n_blobs, cap_blobs;
};

/* Closes it; takes the path where it is from now on. */
void store_leave(struct store *s, char *path);
/*
 * Looks for the file. 0: it is where it was; 1: it is again at s->path, and `was` says what
 * happened; -1: not yet, s->failure says why.
 */
int store_find_again(struct store *s, struct strbuf *was);

#endif
