/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recorded study: the file that a run writes, or the lines of --events. Gives its events
 * one after the other, as the run appended them; while the run goes on, there will be more.
 * One thread at a time.
 */
#ifndef STORE_RECORDED_H
#define STORE_RECORDED_H

#include "study/journal.h"
#include "study/study.h"

struct recorded;

enum recorded_kind {
	RECORDED_NONE,
	RECORDED_STUDY,	  /* by the first bytes */
	RECORDED_RUNNING, /* a process writes it now */
};

/*
 * What kind of a recording a file is; a study file is RECORDED_NONE. Not for a file that a
 * store of this process has open; see recorded_open_own().
 */
enum recorded_kind recorded_kind_of(const char *path);

/* Whether an SQLite file is a recording by what its header says; what is none: true. */
bool recorded_is_ours(const char *path);
/* Whether it begins as lines of --events do, and no header of a table. */
bool recorded_is_lines(const char *path);

/*
 * Opens the file and reads the study event. NULL with err (usage) when there is no such
 * file or it is no recording. *empty (may be NULL): it is a recording without an event yet.
 */
struct recorded *recorded_open(const char *path, bool *empty, struct error *err);
/*
 * The same for a file that a store of this process has open. recorded_open() opens and
 * closes the file to see what it is, and that would release all locks of this process on
 * it, SQLite's as well (fcntl(2)).
 */
struct recorded *recorded_open_own(const char *path, bool *empty, struct error *err);
/* Closes the file: recorded_next() gives 0 from now on. Events given so far stay valid. */
void recorded_leave(struct recorded *r);
/* Frees r and all that its events and the info point to. */
void recorded_close(struct recorded *r);
/* These live as long as r. */
const char *recorded_path(const struct recorded *r);
/* Whether it can go on: a database can, lines cannot. Before recorded_leave(). */
bool recorded_resumes(const struct recorded *r);
const struct study_info *recorded_info(const struct recorded *r);
/*
 * The fold of the events read so far. recorded_next() checks each event against it, so an
 * event that was given is safe for study_apply().
 */
const struct study *recorded_study(const struct recorded *r);
/*
 * 1: *e is the next event, the study event first; what it points to belongs to r. 0: there
 * are no more so far; ask again. -1 with err: the file is damaged; err says where.
 */
int recorded_next(struct recorded *r, struct event *e, struct error *err);
/*
 * Whether there can be more events: -1 with err when the study has not finished and the
 * file that was opened is no longer at its path.
 */
int recorded_check(const struct recorded *r, struct error *err);
/* Appends all events so far to a journal, which must not outlive r. -1 with err. */
int recorded_load(struct recorded *r, struct journal *j, struct error *err);
/*
 * The folder with the logs of its trials, or NULL: a run leaves it beside the file, under
 * the file's name. free() it.
 */
char *recorded_logs(const char *path);

#endif
