/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server gives the tasks of a study to other programs, its clients: over a Unix socket, or
 * to the one that has our standard input and output. A client sends requests, each a JSON
 * object on a line, and gets one answer for each; see rungtop(1), ASK AND TELL. For the tuner
 * it is the pool: a worker is a place for one client with one task.
 *
 * Its thread reads requests and keeps the tasks; it folds the journal for those who ask how
 * the study is doing, and passes on to the tuner what it is to do.
 */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "base/error.h"
#include "study/journal.h"
#include "tuner/pool.h"
#include "tuner/tuner.h"

struct server;

struct server_setup {
	const struct study_info *info; /* all of these outlive the server */
	const struct objective *objective; /* clients, settled when the server starts */
	struct journal *journal;
	bool grows; /* as many workers as there are clients: else as many as the study has */
};

struct server *server_new(const struct server_setup *setup);
/* The pool, for the tuner, which frees it, and with it the server. */
struct pool *server_pool(struct server *s);
/*
 * Listens at a socket that only the user may connect to. An old one at which nobody
 * answers is replaced. -1 with err (usage): something else is there, or somebody answers.
 * Main thread, before others are started.
 */
int server_listen(struct server *s, const char *path, struct error *err);
/* Serves the program at these descriptors, whose end is the end of the study. */
void server_serve_pair(struct server *s, int in, int out);
/* Starts its thread; when the tuner has been started. -1 with err. */
int server_start(struct server *s, struct tuner *tuner, struct error *err);
/*
 * Readable when the study has finished and no client is left that has something to ask: they
 * have gone, or have been silent for too long.
 */
int server_done(const struct server *s);
/* Ends its thread, and with it all connections; removes the socket. Any number of times. */
void server_stop(struct server *s);

#endif
