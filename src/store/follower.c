/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread: it reads what there is, rings, and asks the file again some times a second.
 * It waits in poll() for the word to stop. What went wrong is written once, before
 * `failed` is set (release), and is read only after that was seen (acquire).
 */
#include "config.h"

#include "store/follower.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/thread.h"
#include "base/xalloc.h"

#define ASK_EVERY 100 /* milliseconds */
#define BATCH 4096    /* events between two looks at the word to stop */

struct follower {
	struct recorded *recorded;
	struct journal *journal;
	int stop, trouble; /* eventfds */
	pthread_t thread;
	struct error why;
	atomic_bool failed;
};

/* What is there now, but not too much at once. As the last recorded_next() did. */
static int take(struct follower *f)
{
	struct event e;
	int got = 1;

	for (int n = 0; n < BATCH && got > 0; n++) {
		got = recorded_next(f->recorded, &e, &f->why);
		if (got > 0)
			journal_append(f->journal, &e);
	}
	if (got == 0)
		got = recorded_check(f->recorded, &f->why);
	journal_ring(f->journal);
	return got;
}

static void *follow(void *arg)
{
	struct follower *f = arg;
	struct pollfd p = {.fd = f->stop, .events = POLLIN};

	for (;;) {
		int got = take(f);

		if (got < 0) {
			atomic_store_explicit(&f->failed, true, memory_order_release);
			eventfd_write(f->trouble, 1);
			break;
		}
		if (poll(&p, 1, got > 0 ? 0 : ASK_EVERY) > 0)
			break;
	}
	return NULL;
}

static int start(struct follower *f)
{
	int rc;

	if (f->stop < 0 || f->trouble < 0)
		return errno;
	rc = thread_start(&f->thread, follow, f);
	return rc;
}

static void release(struct follower *f)
{
	if (f->stop >= 0)
		close(f->stop);
	if (f->trouble >= 0)
		close(f->trouble);
	free(f);
}

struct follower *follower_start(struct recorded *r, struct journal *j, struct error *err)
{
	struct follower *f = xcalloc(1, sizeof(*f));
	int rc;

	f->recorded = r;
	f->journal = j;
	f->stop = eventfd(0, EFD_CLOEXEC);
	f->trouble = eventfd(0, EFD_CLOEXEC);
	rc = start(f);
	if (rc) {
		error_set(err, "cannot follow the study: %s", strerror(rc));
		release(f);
		return NULL;
	}
	return f;
}

int follower_trouble(const struct follower *f)
{
	return f->trouble;
}

bool follower_failed(const struct follower *f, struct error *err)
{
	if (!atomic_load_explicit(&f->failed, memory_order_acquire))
		return false;
	*err = f->why;
	return true;
}

void follower_stop(struct follower *f)
{
	if (!f)
		return;
	eventfd_write(f->stop, 1);
	pthread_join(f->thread, NULL);
	release(f);
}
