/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Threads: `state` goes to the thread, which owns it while `busy`, and `found` comes back;
 * `lock` guards both and the two flags. `quit` is also seen between two ways of the estimate
 * (study/left.c), so the screen ends soon.
 */
#include "config.h"

#include "ui/time_left.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/thread.h"
#include "base/xalloc.h"

#define AGAIN 1.0      /* seconds from one look to the next at least; and … */
#define LOOK_PART 0.01 /* … of the screen's time, looks take no more than that */
#define MAKE_PART 0.1  /* nor does the thread take more of a core */

struct time_left {
	bool at_once;
	int bell; /* an eventfd; -1: there is no thread */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	atomic_bool quit;
	bool busy, is_new;
	struct left_state state;
	struct left found;
	double took; /* seconds */

	/* the screen's own */
	struct left left;
	bool known;
	uint64_t seq; /* of the study, at the last look */
	double again;
};

static void work_out(struct time_left *tl)
{
	double began = clock_seconds(), took;
	struct left found;

	left_make(&found, &tl->state);
	left_state_release(&tl->state);
	took = clock_seconds() - began;
	pthread_mutex_lock(&tl->lock);
	tl->found = found;
	tl->took = took;
	tl->is_new = true;
	tl->busy = false;
	pthread_mutex_unlock(&tl->lock);
	if (tl->bell >= 0)
		eventfd_write(tl->bell, 1);
}

static void *run(void *arg)
{
	struct time_left *tl = arg;

	for (;;) {
		pthread_mutex_lock(&tl->lock);
		while (!tl->busy && !atomic_load(&tl->quit))
			pthread_cond_wait(&tl->more, &tl->lock);
		pthread_mutex_unlock(&tl->lock);
		if (atomic_load(&tl->quit))
			return NULL;
		work_out(tl);
	}
}

struct time_left *time_left_new(bool at_once)
{
	struct time_left *tl = xcalloc(1, sizeof(*tl));

	tl->at_once = at_once;
	tl->bell = -1;
	pthread_mutex_init(&tl->lock, NULL);
	pthread_cond_init(&tl->more, NULL);
	if (at_once)
		return tl;
	tl->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (tl->bell >= 0 && thread_start(&tl->thread, run, tl)) {
		close(tl->bell);
		tl->bell = -1;
	}
	return tl;
}

void time_left_free(struct time_left *tl)
{
	if (!tl)
		return;
	pthread_mutex_lock(&tl->lock);
	atomic_store(&tl->quit, true);
	pthread_cond_signal(&tl->more);
	pthread_mutex_unlock(&tl->lock);
	if (tl->bell >= 0) {
		pthread_join(tl->thread, NULL);
		close(tl->bell);
	}
	left_state_release(&tl->state);
	pthread_cond_destroy(&tl->more);
	pthread_mutex_destroy(&tl->lock);
	free(tl);
}

int time_left_bell(const struct time_left *tl)
{
	return tl ? tl->bell : -1;
}

static void take(struct time_left *tl)
{
	pthread_mutex_lock(&tl->lock);
	if (tl->is_new) {
		tl->left = tl->found;
		tl->known = true;
		tl->is_new = false;
		tl->again = fmax(tl->again, clock_seconds() + tl->took / MAKE_PART);
	}
	pthread_mutex_unlock(&tl->lock);
}

/* Copies the study, and has the thread begin. */
static void look(struct time_left *tl, const struct study *s, double now)
{
	double began = clock_seconds(), took;

	left_state_take(&tl->state, s, now);
	tl->state.quit = &tl->quit;
	took = clock_seconds() - began;
	tl->seq = s->seq;
	tl->again = began + fmax(AGAIN, took / LOOK_PART);
	pthread_mutex_lock(&tl->lock);
	tl->busy = true;
	pthread_cond_signal(&tl->more);
	pthread_mutex_unlock(&tl->lock);
}

static bool is_busy(struct time_left *tl)
{
	bool busy;

	pthread_mutex_lock(&tl->lock);
	busy = tl->busy;
	pthread_mutex_unlock(&tl->lock);
	return busy;
}

const struct left *time_left_follow(
	struct time_left *tl, const struct study *s, double now, double wall)
{
	if (!tl || !s->info || s->phase == PHASE_FINISHED)
		return NULL;
	take(tl);
	if (tl->at_once) {
		if (tl->seq != s->seq)
			left_of(&tl->left, s, now);
		tl->seq = s->seq;
		return &tl->left;
	}
	if (tl->bell >= 0 && tl->seq != s->seq && wall >= tl->again && !is_busy(tl))
		look(tl, s, now);
	return tl->known ? &tl->left : NULL;
}
