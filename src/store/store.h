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

#include "study/journal.h"

struct store;

/* What is needed to begin the study again from its file; all texts borrowed. */
struct store_origin {
	const char *path;	      /* of the study file, absolute */
	const char *text;	      /* what was in it */
	const char *const *overrides; /* KEY=VALUE, in their order */
	size_t n_overrides;
	const char *data_dir; /* or NULL */
};

/* A new file; an existing one is never touched. NULL with err (usage). */
struct store *store_create(
	const char *path, const struct store_origin *origin, struct error *err);
/* One to go on with. NULL with err; when another process writes it, its pid is named. */
struct store *store_reopen(const char *path, struct error *err);
/*
 * A free name for a study's recording and the folders beside it, "STEM.db", or the first of
 * "STEM-2.db", …; to be freed. *other, to be freed: what else than a recording is in the
 * way of a name before it, or NULL.
 */
char *store_free_name(const char *stem, char **other);

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
/* What no other recording has. *older: it is from before there were any. */
const char *store_identity(const struct store *s, bool *older);
/*
 * Where it is; it changes when the file is moved or removed while the study runs. Only
 * before store_start() and after store_finish(), and not beyond store_close().
 */
const char *store_path(const struct store *s);
/* The same, to be freed; any thread, at any time before store_close(). */
char *store_path_now(struct store *s);
/*
 * After the journal's finish event (or without a start): writes the rest and closes the
 * file. -1 with err when not all is in the file.
 */
int store_finish(struct store *s, struct error *err);
/*
 * The same, unless it has been done, and gives the file free. A new one that has got no
 * event is removed. NULL is legal.
 */
int store_close(struct store *s, struct error *err);

/* Reading one to go on with */

struct stored_origin { /* as store_origin, owned */
	char *path, *text, *data_dir;
	char **overrides;
	size_t n_overrides;
};

int store_read_origin(struct store *s, struct stored_origin *o, struct error *err);
void stored_origin_release(struct stored_origin *o);
/* Calls take for each checkpoint; data is valid during the call. */
int store_read_checkpoints(struct store *s,
	void (*take)(void *arg, uint32_t trial, int epoch, const void *data, size_t size),
	void *arg, struct error *err);

#endif
