/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

/*
 * pthread_create() with all signals blocked in the new thread: they are for the main one.
 * 0, or an errno.
 */
int thread_start(pthread_t *thread, void *(*run)(void *arg), void *arg);

#endif
