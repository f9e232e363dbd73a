/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way to one worker process (see worker.h), which may be on another machine. Belongs
 * to one thread at a time.
 */
#ifndef WORKER_CONNECTION_H
#define WORKER_CONNECTION_H

#include "base/error.h"
#include "base/line_buffer.h"
#include "base/strbuf.h"
#include "worker/launcher.h"

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

struct connection_setup {
	const struct launcher *launcher; /* lives as long as the connection */
	const char *options; /* one more word of theirs; NULL: none */
	const char *log;     /* where its stderr goes in the end; NULL: nowhere */
};

struct connection {
	pid_t pid;
	int to, from; /* its stdin, its stdout */
	int said;     /* a file in memory: its stderr, and that of who carries it */
	struct line_buffer lines;
	bool greeted; /* it has said where it is */
	bool lost;    /* it is gone, or does not answer */
	bool silent;  /* the latter */
	const struct launcher *launcher;
	bool opened; /* it has been told what it trains */
	char *log;
	char *node;	  /* once it has greeted */
	char *job, *step; /* of Slurm; NULL: none */
	/* The pool's. */
	bool ending;	      /* its program has been told to end */
	struct connection **holder; /* of one on hold */
	struct connection *next;    /* in its list */
};

enum news { NEWS_MESSAGE, NEWS_NONE, NEWS_CANCELLED, NEWS_LOST };

/* Starts a worker. NULL with err. */
struct connection *connection_start(
	const struct connection_setup *setup, struct error *err);
/* Ends whoever still runs. NULL is fine. */
void connection_free(struct connection *l);

/*
 * Sends a message; takes it. Of a worker that is gone the next wait tells; one that does
 * not read for the launcher's patience is given up as by connection_kill().
 */
void connection_send(struct connection *l, json_t *message);
/*
 * Waits for a message of the worker until clock_seconds() says so (INFINITY: for ever),
 * or until cancel_fd (-1: none) is readable. json_decref() the message. A greeting is
 * read by the way.
 */
enum news connection_wait(
	struct connection *l, double until, int cancel_fd, json_t **message);
/* Drops what the worker says until then. NEWS_NONE, or before that NEWS_LOST. */
enum news connection_drain(struct connection *l, double until);
/* The worker does not answer: it is given up, and killed. The connection is lost then. */
void connection_kill(struct connection *l);
/* Appends why the connection was lost: "node n2 does not answer". */
void connection_explain(const struct connection *l, struct strbuf *why);
/* The node of a lost one that has taken others with it, or will; malloc'ed; else NULL. */
char *connection_lost_node(const struct connection *l);
/* The end of its stderr, and of that of what carries it; malloc'ed. */
char *connection_said(const struct connection *l);
/* What its stderr ended with: the last error, or else the last line; "": nothing. */
void connection_last_words(const struct connection *l, struct strbuf *out);

#endif
