/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The process that Python programs are forked from; data/rungtop-preparer.py explains it.
 * It is started when it is first needed, and again when it has ended.
 */
#ifndef WORKER_PREPARER_H
#define WORKER_PREPARER_H

#include <sys/types.h>

#include "base/error.h"

struct preparer;

/* file: the script; names: "learn", or modules with blanks between. Both are copied. */
struct preparer *preparer_new(const char *file, const char *names);
/* Ends it at once; programs that it has started go on. NULL is allowed. */
void preparer_free(struct preparer *p);
/* The file for its stderr; before the first preparer_ask(). */
void preparer_set_log(struct preparer *p, const char *path);
const char *preparer_file(const struct preparer *p);
const char *preparer_names(const struct preparer *p);
/*
 * The socket to ask for a program with this command line, borrowed; any thread. NULL with
 * err when it must be started without; err->text is "" when the reason was given before.
 * threads: how many the libraries may start (threads.h), which they read when they are
 * imported; for another number than before the preparer starts again.
 */
const char *preparer_ask(
	struct preparer *p, char *const *argv, int threads, struct error *err);
/* Ends one that does not answer; the next preparer_ask() starts another. Any thread. */
void preparer_give_up(struct preparer *p);
/* Its process; 0: there is none. */
pid_t preparer_pid(struct preparer *p);

#endif
