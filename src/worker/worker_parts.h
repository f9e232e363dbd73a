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

struct driver_call;

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
	struct driver_call *call;  /* under way for the attempt; NULL: none */
	pid_t called;		   /* its process, or that of the last one; 0: reaped */
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
/* TERM to the program, and KILL after `grace`; why is kept. */
void worker_stop(struct worker *w, double grace, const char *why);

/*
 * What the program on hold has on GPUs (worker_aside.c).
 */

/* STOP, or CONT, to all processes of the program. */
void worker_stop_program(struct worker *w, bool stopped);
/* Stops the program, as soon as nothing is under way for it. */
void worker_hold(struct worker *w);
/* Continues a program on hold, and brings back first what was put aside. */
void worker_go_on(struct worker *w);
void worker_put_aside(struct worker *w);
/* The answer to what is asked then. */
void worker_may_put_aside(struct worker *w, const json_t *command);
/* The descriptor to be listened to; -1: none. */
int worker_call_fd(const struct worker *w);
void worker_listen_to_call(struct worker *w);
/* When worker_meet_call() is to be called; INFINITY: never. */
double worker_call_until(const struct worker *w);
void worker_meet_call(struct worker *w, double now);
/* Notes whether the process of the last calls has ended. */
void worker_reap_call(struct worker *w);
/* The program is over, or is to be: so is what is under way for it. */
void worker_end_call(struct worker *w);

#endif
