/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker process, for the files that it is made of. All of it is for one thread. */
#ifndef WORKER_WORKER_PARTS_H
#define WORKER_WORKER_PARTS_H

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/line_buffer.h"
#include "worker/attempt.h"
#include "worker/trainer.h"

#define KIB ((size_t)1024)
#define LINE_KIB 1024 /* that a line may have to be read */

struct worker {
	int in, out, child_fd;
	struct line_buffer commands, lines[2];
	struct attempt *attempt; /* NULL: idle */
	double fence, fence_at;
	bool quits;
	atomic_bool broken;	   /* our output cannot be written any more */
	struct trainer *trainer;   /* NULL: programs are run */
	struct preparer *preparer; /* our own, or NULL */
	struct attempt *kept;	   /* one that is done, whose program waits; NULL: none */
	pthread_mutex_t saying;	   /* it speaks, too */
};

/* Sends a message; it is taken. Also for the trainer's thread. */
void worker_say(struct worker *w, json_t *message);
/* Who and where we are. */
void worker_say_hello(struct worker *w);
/*
 * One read of the program's output (0) or errors (1), and what its lines come to. False
 * when nothing can be read now, or ever.
 */
bool worker_listen_to(struct worker *w, int which);
/* The lines that have been read; last: no rest of one will come. */
void worker_take_lines(struct worker *w, int which, bool last);

#endif
