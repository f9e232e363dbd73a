/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that is moved or removed while it is open. SQLite goes on with what it has open,
 * and whoever looks for the file finds it without its log, which has the old name. So all
 * goes into the file itself, and then it is opened where it is now; or what there was of it
 * goes to a new one. Until that works all goes where it went before.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "store/database.h"
#include "store/store_file.h"
#include "store/store_parts.h"

static int open_again(struct store *s)
{
	struct error *err = &s->failure;

	s->db = store_file_open(s->path, false, err);
	if (!s->db)
		return -1;
	s->writer = store_writer_new(s->db, s->info, s->checkpoint_limit, err);
	if (s->writer) {
		place_see_parts(&s->parts, s->path);
		return 0;
	}
	sqlite3_close(s->db);
	s->db = NULL;
	return -1;
}

void store_leave(struct store *s, char *path)
{
	store_writer_free(s->writer);
	sqlite3_close(s->db);
	s->writer = NULL;
	s->db = NULL;
	place_remove_parts(&s->parts, s->path);
	s->parts = (struct place_parts){0};
	pthread_mutex_lock(&s->lock);
	free(s->path);
	s->path = path;
	pthread_mutex_unlock(&s->lock);
}

static int go_along(struct store *s, const char *now)
{
	if (sqlite3_wal_checkpoint_v2(
		    s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK) {
		error_set(&s->failure, "%s", sqlite3_errmsg(s->db));
		return -1;
	}
	store_leave(s, xstrdup(now));
	return open_again(s);
}

/* Takes the path. */
static int save_at(struct store *s, char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0) {
		error_set(&s->failure, "%s: %s", path, strerror(errno));
	} else {
		int rc = database_copy(s->db, path);

		if (rc == SQLITE_OK) {
			store_leave(s, path);
			close(s->fd);
			s->fd = fd;
			return open_again(s);
		}
		error_set(&s->failure, "%s: %s", path, sqlite3_errstr(rc));
	}
	if (fd >= 0) {
		unlink(path);
		close(fd);
	}
	free(path);
	return -1;
}

static int save_anew(struct store *s)
{
	char *was = xstrdup(s->path);
	int rc = -1;

	for (int i = 0; i < PLACES && rc < 0 && s->db; i++)
		rc = save_at(s, place_other(was, i));
	free(was);
	return rc;
}

int store_find_again(struct store *s, struct strbuf *was)
{
	char *now;
	enum whereabouts place = place_of(s->fd, s->path, &now);
	int rc;

	if (place == PLACE_HERE && s->db) {
		place_see_parts(&s->parts, s->path);
		return 0;
	}
	if (place != PLACE_HERE)
		strbuf_addf(was, "%s was %s", s->path,
			place == PLACE_MOVED ? "moved" : "removed or replaced");
	if (!s->db)
		rc = open_again(s);
	else if (place == PLACE_MOVED && place_parts_fit(&s->parts, now))
		rc = go_along(s, now);
	else
		rc = save_anew(s);
	free(now);
	return rc < 0 ? -1 : 1;
}
