/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looks at the devices for a screen that shows them: in a thread of its own, once a second
 * while somebody asks, and not at all else.
 */
#ifndef WORKER_DEVICE_WATCH_H
#define WORKER_DEVICE_WATCH_H

#include "worker/slots.h"

struct device_watch;

/* The slots outlive it. */
struct device_watch *device_watch_new(struct slots *slots);
/* NULL is fine. */
void device_watch_free(struct device_watch *w);
/*
 * Copies how they were at the last look, and has them looked at again when that was a second
 * ago. Never waits for a device. How many; out[DEVICES_MAX]. Any thread.
 */
size_t device_watch_read(struct device_watch *w, struct device_report *out);

#endif
