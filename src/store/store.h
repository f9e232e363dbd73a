/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The store: a study in one SQLite file, written while it runs by a thread of its own
 * that reads the journal, some ten times a second. What it cannot write it tries again;
 * the study goes on meanwhile.
 *
 * The file is meant to be queried: tables study, trial, trial_param, task, report,
 * decision, event, checkpoint; views best, rung, curve. One process at a time writes it.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/store_origin.h"
#include "study/journal.h"

struct store;

/* A new file; an existing one is never touched. NULL with err (usage). */
struct store *store_create(
	const char *path, const struct store_origin *origin, struct error *err);
/*
 * A file that is there, to resume the study. NULL with err, which names the process that
 * writes it, if one does.
 */
struct store *store_reopen(const char *path, struct error *err);
/*
 * Starts the thread. Events up to `stored` are in the file already. warn may be called
 * from it: when writing begins to fail (WARNING_LASTS), and when it works again
 * (WARNING_OVER).
 */
int store_start(struct store *s, struct journal *j, const struct study_info *info,
	uint64_t stored, size_t checkpoint_limit,
	void (*warn)(void *arg, enum warning w, const char *text), void *arg,
	struct error *err);
/*
 * The tuner's thread: a trial's state after an epoch that has been reported; takes data.
 * Kept until the trial ends, a later one comes, or the limit is passed.
 */
void store_checkpoint(
	struct store *s, uint32_t trial, int epoch, void *data, size_t size);
/* What tells this recording from all others. *older: it had none and was given one. */
const char *store_identity(const struct store *s, bool *older);
/*
 * The path of the file, which changes when the file is moved or removed while the study
 * runs. Only before store_start() or after store_finish(); valid until store_close().
 */
const char *store_path(const struct store *s);
/* The same, to be freed; any thread, at any time before store_close(). */
char *store_path_now(struct store *s);
/* Any thread, at any time before store_close(): the events that are in the file. */
uint64_t store_stored(const struct store *s);
/*
 * After the journal's finish event (or without a start): writes the rest and closes the
 * file. -1 with err when not all is in the file.
 */
int store_finish(struct store *s, struct error *err);
/*
 * The same, unless it has been done, and frees s. A new file without an event is removed.
 * NULL is legal.
 */
int store_close(struct store *s, struct error *err);

/*
 * Appends a note or tags (CONTROL_NOTE, CONTROL_TAG) to a recording that no process writes
 * now. -1 with err.
 */
int store_annotate(const char *path, enum control_action action, const char *text,
	struct error *err);

/* Of a file that was reopened */

int store_read_origin(struct store *s, struct stored_origin *o, struct error *err);
/* Before the start: its overrides are these from now on. -1 with err. */
int store_keep_overrides(
	struct store *s, char *const *overrides, size_t n, struct error *err);
/* Calls take for each checkpoint; data is valid during the call. */
int store_read_checkpoints(struct store *s,
	void (*take)(void *arg, uint32_t trial, int epoch, const void *data, size_t size),
	void *arg, struct error *err);

#endif
