/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A study that was recorded: the file that a run writes, or the lines of --events. Its
 * events come one after the other, as the run appended them, and while the run goes on
 * more of them come. One thread at a time.
 */
#ifndef STORE_RECORDED_H
#define STORE_RECORDED_H

#include "study/journal.h"
#include "study/study.h"

struct recorded;

enum recorded_kind {
	RECORDED_NONE,
	RECORDED_STUDY,	  /* or so it begins */
	RECORDED_RUNNING, /* a process writes it now */
};

/* What a file is; a study file is none of them. Not for one that this process has open. */
enum recorded_kind recorded_kind_of(const char *path);

/*
 * Reads as far as the study event. NULL with err (usage): no such file, or none of ours;
 * `empty` (may be NULL) says whether it is one of ours that has no event yet.
 */
struct recorded *recorded_open(const char *path, bool *empty, struct error *err);
/*
 * The same of a file that a store of this process has open. recorded_open() would look
 * into it first, and closing it would take all locks away that the process has on it
 * (fcntl(2)), SQLite's included.
 */
struct recorded *recorded_open_own(const char *path, bool *empty, struct error *err);
/* Closes the file: there is no more to come. What it has given stays. */
void recorded_leave(struct recorded *r);
/* What its events point to, the info included, goes with it. */
void recorded_close(struct recorded *r);
/* These live as long as r. */
const char *recorded_path(const struct recorded *r);
const struct study_info *recorded_info(const struct recorded *r);
/*
 * The study as far as it has been read, for whoever needs no copy of their own: what
 * recorded_next() gives has been checked against it, so study_apply() can rely on it.
 */
const struct study *recorded_study(const struct recorded *r);
/*
 * 1: *e is the next event, the study event first; it points to memory of r's. 0: no more
 * have been recorded so far; ask again. -1 with err: the file is damaged; says where.
 */
int recorded_next(struct recorded *r, struct event *e, struct error *err);
/*
 * Whether more can come: -1 with err when the file that was opened is not at its path any
 * more, unless the study has finished.
 */
int recorded_check(const struct recorded *r, struct error *err);
/* All that are there now go to a journal, which must not outlive r. -1 with err. */
int recorded_load(struct recorded *r, struct journal *j, struct error *err);

#endif
