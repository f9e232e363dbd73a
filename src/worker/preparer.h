/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The process that Python programs are forked from: data/rungtop-preparer.py, which see.
 * Here it is started when it is first needed, and again when it has ended.
 */
#ifndef WORKER_PREPARER_H
#define WORKER_PREPARER_H

#include "base/error.h"

#include <sys/types.h>

struct preparer;

/* file: the script; names: "learn", or modules with blanks between. Both are copied. */
struct preparer *preparer_new(const char *file, const char *names);
/* It ends, at once; programs that came of it do not. NULL is fine. */
void preparer_free(struct preparer *p);
/* Where what it says is kept; before the first preparer_ask(). */
void preparer_set_log(struct preparer *p, const char *path);
const char *preparer_file(const struct preparer *p);
const char *preparer_names(const struct preparer *p);
/*
 * The socket where a program that is called so is to be asked for, borrowed; any thread.
 * NULL with err when it must be started without: err->text is "" when that was told before.
 */
const char *preparer_ask(struct preparer *p, char *const *argv, struct error *err);
/* Its process; 0: there is none. */
pid_t preparer_pid(struct preparer *p);

#endif
