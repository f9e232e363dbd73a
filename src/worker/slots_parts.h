/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files slots*.c share. */
#ifndef WORKER_SLOTS_PARTS_H
#define WORKER_SLOTS_PARTS_H

#include <pthread.h>

#include "worker/slots.h"

/* A device, as far as trials are given it. */
struct slot_device {
	int users;	 /* slots that are given out on it */
	int held;	 /* programs that wait there */
	int most;	 /* slots at once; up to the share */
	int calm;	 /* tasks that were over since `most` has changed */
	int patience;	 /* `most` rises after so many */
	double left;	 /* clock_seconds() when the last user left */
	double doubtful; /* until then others are better */
	bool gone, taken;
	char trouble[160]; /* why nobody gets it; "": nothing is wrong with it */
};

struct slots {
	struct devices *devices; /* NULL: there are none, and programs must see none */
	int n;			 /* devices */
	int whole;		 /* devices that a slot has */
	int share;		 /* slots that a device has */
	int count;		 /* slots, when they were counted */
	bool hip, skips_busy;
	pthread_mutex_t lock;	/* guards what follows */
	struct slot_device *of; /* n */
	struct slot *owned;	/* given out, or held */
	struct slot_wait *waiting; /* the first to come first */
	double looked;		   /* clock_seconds() */
};

/* Remarks, kept while the lock is held and told after that. */
struct slot_notes {
	char text[4][320];
	int n;
};

void slot_note(struct slot_notes *notes, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Looks at all devices, without the lock, and takes it for what follows from that. */
void slots_look(struct slots *s, struct slot_notes *notes);

#endif
