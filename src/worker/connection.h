/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The connection to one worker process (see worker.h), which may be on another machine.
 * It belongs to one thread at a time.
 */
#ifndef WORKER_CONNECTION_H
#define WORKER_CONNECTION_H

#include <jansson.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/line_buffer.h"
#include "base/strbuf.h"
#include "worker/launcher.h"

struct slot;

struct connection_setup {
	const struct launcher *launcher; /* lives as long as the connection */
	const char *options;		 /* one more word for the worker; NULL: none */
	const char *log; /* the file that its stderr is copied to; NULL: none */
};

/* A program on hold; see pool_held.c and pool_aside.c. */
struct held {
	struct connection **holder; /* NULL: nobody wants it any more */
	uint32_t trial;
	int attempt;
	pthread_t by;  /* who has put it there */
	bool fresh;    /* nobody has tried yet to put aside what it has on GPUs */
	bool busy;     /* somebody does now, and has its connection */
	double aside;  /* bytes that were put aside */
	json_t *stays; /* what it has on devices: driver_calls.h; or NULL */
};

struct connection {
	pid_t pid;
	int to, from; /* its stdin, its stdout */
	int said;     /* a file in memory: its stderr, and its launcher's */
	struct line_buffer lines;
	bool greeted; /* its hello has come, with its node */
	bool lost;    /* it has ended, or does not answer */
	bool silent;  /* the latter */
	const struct launcher *launcher;
	bool opened; /* it has got the command `open` */
	char *log;
	char *node;	  /* once it has greeted */
	char *job, *step; /* of Slurm; NULL: none */
	/* What its program has of the GPUs, or waits on; NULL: nothing. The pool's. */
	struct slot *slot;
	bool ending;	      /* its program has been told to end */
	bool coming_back;     /* what it has on GPUs was put aside, and is not back yet */
	struct held held;     /* of one on hold */
	struct connection *next;    /* in its list */
	json_t *early; /* messages that came while another one was waited for; or NULL */
};

enum news { NEWS_MESSAGE, NEWS_NONE, NEWS_CANCELLED, NEWS_LOST };

/* Starts a worker. NULL with err. */
struct connection *connection_start(
	const struct connection_setup *setup, struct error *err);
/* Ends the worker if it still runs. NULL is allowed. */
void connection_free(struct connection *l);

/*
 * Sends a message, and takes it. When the worker is gone, the next connection_wait()
 * returns NEWS_LOST. A worker that does not read for launcher_patience() is killed as by
 * connection_kill().
 */
void connection_send(struct connection *l, json_t *message);
/*
 * Waits for a message from the worker until clock_seconds() reaches `until` (INFINITY: for
 * ever) or cancel_fd (-1: none) is readable. The caller owns the message. Hello messages
 * are handled in passing.
 */
enum news connection_wait(
	struct connection *l, double until, int cancel_fd, json_t **message);
/*
 * The same for a message that is one of these (NULL ends). Others are kept for
 * connection_wait(); so is the program's last one, for which NEWS_NONE is returned, with it.
 */
enum news connection_wait_for(struct connection *l, const char *const *words,
	double until, int cancel_fd, json_t **message);
/* Drops its messages until then. NEWS_NONE, or earlier NEWS_LOST. */
enum news connection_drain(struct connection *l, double until);
/* Kills a worker that does not answer; its connection is lost then. */
void connection_kill(struct connection *l);
/* Appends why the connection was lost: "node n2 does not answer". */
void connection_explain(const struct connection *l, struct strbuf *why);
/* Whether it was lost because Slurm has ended its step for lack of memory. */
bool connection_out_of_memory(const struct connection *l);
/* The node whose failure has ended it, malloc'ed; NULL: the node has not failed. */
char *connection_lost_node(const struct connection *l);
/* The end of its stderr and of its launcher's, malloc'ed. */
char *connection_said(const struct connection *l);
/* Appends the last error on its stderr, else the last line, else nothing. */
void connection_last_words(const struct connection *l, struct strbuf *out);

#endif
