/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread, which sleeps on `asked`. `lock` guards all else, but is not held during a look.
 * The thread is started when a look is first asked for, and ends when `quits` is set.
 */
#include "config.h"

#include "worker/device_watch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/thread.h"
#include "base/xalloc.h"

#define EVERY 0.95 /* seconds: a screen that is drawn once a second asks a moment early */
#define STALE 3.0  /* seconds, after which a look says nothing about now */

struct device_watch {
	struct slots *slots;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t asked;
	bool started, wanted, quits;
	double looked; /* clock_seconds(); 0: never */
	struct device_report now[DEVICES_MAX];
};

static void *look(void *arg)
{
	struct device_watch *w = arg;
	struct device_report *next = xcalloc(DEVICES_MAX, sizeof(*next));

	pthread_mutex_lock(&w->lock);
	while (!w->quits) {
		size_t n;

		if (!w->wanted) {
			pthread_cond_wait(&w->asked, &w->lock);
			continue;
		}
		pthread_mutex_unlock(&w->lock);
		n = slots_report(w->slots, true, next);
		pthread_mutex_lock(&w->lock);
		memcpy(w->now, next, n * sizeof(*next));
		w->looked = clock_seconds();
		w->wanted = false;
	}
	pthread_mutex_unlock(&w->lock);
	free(next);
	return NULL;
}

struct device_watch *device_watch_new(struct slots *slots)
{
	struct device_watch *w = xcalloc(1, sizeof(*w));

	w->slots = slots;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->asked, NULL);
	return w;
}

void device_watch_free(struct device_watch *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->quits = true;
	pthread_cond_signal(&w->asked);
	pthread_mutex_unlock(&w->lock);
	if (w->started)
		pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->asked);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

size_t device_watch_read(struct device_watch *w, struct device_report *out)
{
	double now = clock_seconds();
	bool known;
	size_t n;

	pthread_mutex_lock(&w->lock);
	if (!w->wanted && (w->looked <= 0 || now >= w->looked + EVERY)) {
		if (!w->started)
			w->started = thread_start(&w->thread, look, w) == 0;
		w->wanted = w->started;
		pthread_cond_signal(&w->asked);
	}
	known = w->looked > 0 && now < w->looked + STALE;
	n = known ? slots_report(w->slots, false, NULL)
		  : slots_report(w->slots, false, out);
	if (known)
		memcpy(out, w->now, n * sizeof(*out));
	pthread_mutex_unlock(&w->lock);
	return n;
}
