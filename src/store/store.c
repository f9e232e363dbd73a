/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Threads: the store's own thread reads the journal and writes the file; nobody else
 * touches the database between start and close. `lock` guards the queue of checkpoints,
 * which the tuner fills, and the path, which that thread changes and others ask for. close() rings `done` when nothing more will come.
 *
 * All that is new goes into one transaction, so the file always holds the study up to
 * some event. When a transaction fails it is rolled back and tried again with the next.
 *
 * That one process writes is seen to by a lock on the file itself (flock), which goes
 * with the process; its pid stands in the table study, for the message.
 */
#include "config.h"

#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "store/store_file.h"
#include "store/store_parts.h"

#define WRITE_EVERY 100	 /* milliseconds, at most */
#define LOOK_EVERY 250	 /* for the file, when there is no news */
#define RETRY_EVERY 1000 /* after a failure */

static struct store *store_new(const char *path, int fd)
{
	struct store *s = xcalloc(1, sizeof(*s));

	s->path = xstrdup(path);
	s->fd = fd;
	s->bell = -1;
	s->done = eventfd(0, EFD_CLOEXEC);
	pthread_mutex_init(&s->lock, NULL);
	return s;
}

/* All that we have made: what beside it is SQLite's was not there before. */
static void remove_files(const struct store *s)
{
	char *part;

	if (!place_is(s->fd, s->path))
		return;
	while ((part = filename_part_beside(s->path))) {
		bool gone = unlink(part) == 0;

		free(part);
		if (!gone)
			break;
	}
	unlink(s->path);
}

/* remove: the file, too. */
static void store_free(struct store *s, bool remove)
{
	for (size_t i = 0; i < s->n_blobs; i++)
		free(s->blobs[i].data);
	free(s->blobs);
	store_writer_free(s->writer);
	sqlite3_close(s->db);
	if (remove)
		remove_files(s);
	if (s->done >= 0)
		close(s->done);
	if (s->fd >= 0)
		close(s->fd);
	pthread_mutex_destroy(&s->lock);
	free(s->path);
	free(s);
}

/* Opening */

int store_read_origin(struct store *s, struct stored_origin *o, struct error *err)
{
	return store_origin_read(s->db, s->path, o, err);
}

int store_keep_overrides(
	struct store *s, char *const *overrides, size_t n, struct error *err)
{
	return store_origin_override(s->db, overrides, n)
		       ? store_file_error(s->db, s->path, err)
		       : 0;
}

int store_read_checkpoints(struct store *s,
	void (*take)(void *arg, uint32_t trial, int epoch, const void *data, size_t size),
	void *arg, struct error *err)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(
		s->db, "SELECT trial, epoch, state FROM checkpoint", -1, &st, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		if (rc == SQLITE_ROW)
			take(arg, (uint32_t)sqlite3_column_int64(st, 0),
				sqlite3_column_int(st, 1), sqlite3_column_blob(st, 2),
				(size_t)sqlite3_column_bytes(st, 2));
	}
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : store_file_error(s->db, s->path, err);
}

static int identify(struct store *s, struct error *err)
{
	if (store_origin_identify(s->db, s->identity, &s->older))
		return store_file_error(s->db, s->path, err);
	s->older &= !s->created;
	return 0;
}

struct store *store_create(
	const char *path, const struct store_origin *origin, struct error *err)
{
	struct store *s;
	char *part;
	int fd;

	if (filename_is_part(path)) {
		error_usage(err,
			"%s: SQLite would take it for a part of the database of that "
			"name; give another name with -o",
			path);
		return NULL;
	}
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		if (errno == EEXIST)
			error_usage(err,
				"%s exists; continue it with rungtop resume, or give "
				"another name with -o",
				path);
		else
			error_usage(err, "%s: %s; give another name with -o, or -o none",
				path, strerror(errno));
		return NULL;
	}
	s = store_new(path, fd);
	s->created = true;
	flock(fd, LOCK_EX | LOCK_NB);
	part = filename_part_beside(path);
	if (part) {
		error_usage(err,
			"%s exists, and SQLite would take it for a part of %s; give "
			"another name with -o",
			part, path);
		unlink(path);
		free(part);
		store_free(s, false);
		return NULL;
	}
	s->db = store_file_create(path, store_origin_write, origin, err);
	if (s->db && !identify(s, err))
		return s;
	store_free(s, true);
	return NULL;
}

static int writer_pid(const char *path)
{
	struct error ignored;
	sqlite3 *db = store_file_open(path, true, &ignored);
	sqlite3_stmt *st;
	int pid = 0;

	if (db && sqlite3_prepare_v2(db, "SELECT pid FROM study", -1, &st, NULL) ==
			  SQLITE_OK) {
		if (sqlite3_step(st) == SQLITE_ROW)
			pid = sqlite3_column_int(st, 0);
		sqlite3_finalize(st);
	}
	sqlite3_close(db);
	return pid;
}

static int check_whole(struct store *s, struct error *err)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(s->db, "PRAGMA quick_check(1)", -1, &st, NULL);
	const char *said = NULL;

	if (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		said = (const char *)sqlite3_column_text(st, 0);
	rc = said && !strcmp(said, "ok") ? 0
					 : error_usage(err, "%s: damaged: %s", s->path,
						   said ? said : sqlite3_errmsg(s->db));
	sqlite3_finalize(st);
	return rc;
}

static int take_over(struct store *s, struct error *err)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "UPDATE study SET pid = %d", (int)getpid());
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL))
		return store_file_error(s->db, s->path, err);
	return 0;
}

struct store *store_reopen(const char *path, struct error *err)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct store *s;
	struct stat st;

	if (fd < 0) {
		error_usage(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		error_usage(err, "%s: not a file", path);
		close(fd);
		return NULL;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		error_usage(err,
			"%s: process %d is running it; watch it with rungtop watch", path,
			writer_pid(path));
		close(fd);
		return NULL;
	}
	s = store_new(path, fd);
	s->db = store_file_open(path, false, err);
	if (s->db && !check_whole(s, err) && !take_over(s, err) && !identify(s, err))
		return s;
	store_free(s, false);
	return NULL;
}

/* The thread */

void store_checkpoint(struct store *s, uint32_t trial, int epoch, void *data, size_t size)
{
	pthread_mutex_lock(&s->lock);
	ARRAY_ROOM(s->blobs, s->n_blobs, s->cap_blobs);
	s->blobs[s->n_blobs++] = (struct store_blob){.trial = trial,
		.epoch = epoch,
		.seq = journal_length(s->journal),
		.data = data,
		.size = size};
	pthread_mutex_unlock(&s->lock);
}

/* Takes the checkpoints whose reports are among the events up to seq. */
static struct store_blob *take_blobs(struct store *s, uint64_t seq, size_t *n)
{
	struct store_blob *taken;

	pthread_mutex_lock(&s->lock);
	for (*n = 0; *n < s->n_blobs && s->blobs[*n].seq <= seq; ++*n)
		continue;
	taken = xcalloc(*n + 1, sizeof(*taken));
	if (*n) {
		memcpy(taken, s->blobs, *n * sizeof(*taken));
		s->n_blobs -= *n;
		memmove(s->blobs, s->blobs + *n, s->n_blobs * sizeof(*s->blobs));
	}
	pthread_mutex_unlock(&s->lock);
	return taken;
}

/* Events in their order, and each checkpoint after the report that it came with. */
static int write_rows(
	struct store *s, uint64_t end, const struct store_blob *blobs, size_t n_blobs)
{
	size_t b = 0;

	for (uint64_t seq = s->stored + 1; seq <= end; seq++) {
		for (; b < n_blobs && blobs[b].seq < seq; b++)
			if (store_writer_blob(s->writer, &blobs[b], &s->failure) < 0)
				return -1;
		if (store_writer_event(
			    s->writer, journal_at(s->journal, seq), &s->failure) < 0)
			return -1;
	}
	for (; b < n_blobs; b++)
		if (store_writer_blob(s->writer, &blobs[b], &s->failure) < 0)
			return -1;
	return 0;
}

/* Everything that is new, as one transaction. */
static int write_new(struct store *s)
{
	uint64_t end = journal_completed(s->journal);
	size_t n;
	struct store_blob *blobs = take_blobs(s, end, &n);
	int rc = store_writer_begin(s->writer, &s->failure);

	if (!rc)
		rc = write_rows(s, end, blobs, n);
	rc = store_writer_end(s->writer, rc, &s->failure);
	if (!rc)
		s->stored = end;
	/* a checkpoint that could not be written is only lost time */
	for (size_t i = 0; i < n; i++)
		free(blobs[i].data);
	free(blobs);
	return rc;
}

static void tell_failure(struct store *s, const char *what)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "not recorded: %s: %s", what, s->failure.text);
	if (s->warn)
		s->warn(s->arg, WARNING_LASTS, text.buf);
	strbuf_release(&text);
}

static void tell_success(struct store *s, const char *was)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "recorded again: %s%s%s", s->path, *was ? "; " : "", was);
	if (s->warn)
		s->warn(s->arg, WARNING_OVER, text.buf);
	strbuf_release(&text);
	s->failure.text[0] = '\0';
}

/* Finds the file, writes what is new, and tells when that begins to fail or to go again. */
static void keep_up(struct store *s, bool *failing)
{
	struct strbuf was = STRBUF_INIT;
	int rc;

	rc = store_find_again(s, &was);
	if (rc >= 0 && journal_completed(s->journal) > s->stored && write_new(s) < 0)
		rc = -1;
	if (rc < 0 && !*failing)
		tell_failure(s, was.len ? was.buf : s->path);
	else if (rc > 0 || (*failing && rc == 0))
		tell_success(s, was.buf);
	*failing = rc < 0;
	strbuf_release(&was);
}

static void *follow(void *arg)
{
	struct store *s = arg;
	bool failing = false, last = false;

	for (;;) {
		struct pollfd p[] = {{.fd = s->done, .events = POLLIN},
			{.fd = s->bell, .events = POLLIN}};
		eventfd_t n;

		keep_up(s, &failing);
		if (last)
			return NULL;
		/* Gather for a while, then wait for news. */
		last = poll(p, 1, failing ? RETRY_EVERY : WRITE_EVERY) > 0;
		if (last || journal_completed(s->journal) > s->stored)
			continue;
		poll(p, 2, LOOK_EVERY);
		if (p[1].revents)
			eventfd_read(s->bell, &n);
	}
}

int store_start(struct store *s, struct journal *j, const struct study_info *info,
	uint64_t stored, size_t checkpoint_limit,
	void (*warn)(void *arg, enum warning w, const char *text), void *arg,
	struct error *err)
{
	struct error wrong;
	int rc;

	s->journal = j;
	s->info = info;
	s->stored = stored;
	s->warn = warn;
	s->arg = arg;
	s->checkpoint_limit = checkpoint_limit;
	if (!stored && store_file_add_metrics(s->db, info, &wrong) < 0)
		return error_set(err, "%s: %s", s->path, wrong.text);
	s->writer = store_writer_new(s->db, info, checkpoint_limit, &wrong);
	if (!s->writer)
		return error_set(err, "%s: %s", s->path, wrong.text);
	s->bell = journal_bell(j);
	rc = thread_start(&s->thread, follow, s);
	if (rc)
		return error_set(
			err, "cannot start a thread for the file: %s", strerror(rc));
	s->started = true;
	return 0;
}

const char *store_identity(const struct store *s, bool *older)
{
	*older = s->older;
	return s->identity;
}

const char *store_path(const struct store *s)
{
	return s->path;
}

char *store_path_now(struct store *s)
{
	char *path;

	pthread_mutex_lock(&s->lock);
	path = xstrdup(s->path);
	pthread_mutex_unlock(&s->lock);
	return path;
}

/* The thread has ended. What is missing is written; then the file is whole, by itself. */
static int finish(struct store *s, struct error *err)
{
	struct strbuf was = STRBUF_INIT;
	int rc;

	rc = store_find_again(s, &was);
	if (rc >= 0 && s->stored < journal_length(s->journal))
		rc = write_new(s);
	if (rc < 0)
		error_set(err, "%s: not all is recorded: %s", was.len ? was.buf : s->path,
			s->failure.text);
	strbuf_release(&was);
	return rc < 0 ? -1 : 0;
}

uint64_t store_stored(const struct store *s)
{
	return s->stored;
}

int store_finish(struct store *s, struct error *err)
{
	int rc = 0;

	if (s->started) {
		eventfd_write(s->done, 1);
		pthread_join(s->thread, NULL);
		rc = finish(s, err);
	}
	s->started = false;
	store_leave(s, xstrdup(s->path));
	return rc;
}

int store_close(struct store *s, struct error *err)
{
	bool began;
	int rc;

	if (!s)
		return 0;
	began = s->journal && journal_length(s->journal);
	rc = store_finish(s, err);
	store_free(s, s->created && !began);
	return rc;
}
