/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/store_origin.h"

#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "store/store_file.h"

static char *overrides_json(const char *const *overrides, size_t n)
{
	json_t *list = json_array();
	char *text;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(overrides[i]));
	text = json_dumps(list, 0);
	json_decref(list);
	return text;
}

int store_origin_write(sqlite3 *db, const void *arg)
{
	const struct store_origin *o = arg;
	char *overrides = overrides_json(o->overrides, o->n_overrides);
	time_t now = time(NULL);
	char started[32];
	struct tm tm;
	sqlite3_stmt *st;
	int rc;

	strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	rc = sqlite3_prepare_v2(db,
		"INSERT INTO study(id, started, pid, path, file, overrides, data_dir)"
		" VALUES(1, ?, ?, ?, ?, ?, ?)",
		-1, &st, NULL);
	if (rc == SQLITE_OK) {
		sqlite3_bind_text(st, 1, started, -1, SQLITE_STATIC);
		sqlite3_bind_int(st, 2, (int)getpid());
		sqlite3_bind_text(st, 3, o->path, -1, SQLITE_STATIC);
		sqlite3_bind_text(st, 4, o->text, -1, SQLITE_STATIC);
		sqlite3_bind_text(st, 5, overrides, -1, SQLITE_STATIC);
		sqlite3_bind_text(st, 6, o->data_dir, -1, SQLITE_STATIC);
		rc = sqlite3_step(st);
		sqlite3_finalize(st);
	}
	free(overrides);
	return rc != SQLITE_DONE;
}

int store_origin_override(sqlite3 *db, char *const *overrides, size_t n)
{
	char *text = overrides_json((const char *const *)overrides, n);
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(db, "UPDATE study SET overrides = ?", -1, &st, NULL);

	if (rc == SQLITE_OK) {
		sqlite3_bind_text(st, 1, text, -1, SQLITE_STATIC);
		rc = sqlite3_step(st);
		sqlite3_finalize(st);
	}
	free(text);
	return rc != SQLITE_DONE;
}

/* A column that older recordings lack, which older programs do not miss. */
static int add_identity(sqlite3 *db)
{
	if (sqlite3_table_column_metadata(db, NULL, "study", "identity", NULL, NULL, NULL,
		    NULL, NULL) == SQLITE_OK)
		return SQLITE_OK;
	return sqlite3_exec(
		db, "ALTER TABLE study ADD COLUMN identity TEXT", NULL, NULL, NULL);
}

/* Empty: it has none. */
static int read_identity(sqlite3 *db, char *identity)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(db, "SELECT identity FROM study", -1, &st, NULL);
	const char *text;

	if (rc != SQLITE_OK)
		return rc;
	text = sqlite3_step(st) == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0)
					      : NULL;
	snprintf(identity, STORE_IDENTITY, "%s", text ? text : "");
	return sqlite3_finalize(st);
}

int store_origin_identify(sqlite3 *db, char *identity, bool *isnew)
{
	int rc = add_identity(db);

	*isnew = false;
	if (rc == SQLITE_OK)
		rc = read_identity(db, identity);
	if (rc != SQLITE_OK || identity[0])
		return rc;
	*isnew = true;
	rc = sqlite3_exec(db, "UPDATE study SET identity = lower(hex(randomblob(16)))",
		NULL, NULL, NULL);
	return rc != SQLITE_OK ? rc : read_identity(db, identity);
}

static char *column_text(sqlite3_stmt *st, int i)
{
	const char *t = (const char *)sqlite3_column_text(st, i);

	return t ? xstrdup(t) : NULL;
}

int store_origin_read(
	sqlite3 *db, const char *path, struct stored_origin *o, struct error *err)
{
	sqlite3_stmt *st;
	json_t *list = NULL;
	int rc = sqlite3_prepare_v2(
		db, "SELECT path, file, overrides, data_dir FROM study", -1, &st, NULL);

	*o = (struct stored_origin){0};
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW) {
		o->path = column_text(st, 0);
		o->text = column_text(st, 1);
		o->data_dir = column_text(st, 3);
		if (sqlite3_column_text(st, 2))
			list = json_loads(
				(const char *)sqlite3_column_text(st, 2), 0, NULL);
	}
	sqlite3_finalize(st);
	o->overrides = xcalloc(json_array_size(list) + 1, sizeof(*o->overrides));
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *t = json_string_value(json_array_get(list, i));

		o->overrides[o->n_overrides++] = xstrdup(t ? t : "");
	}
	json_decref(list);
	if (rc == SQLITE_ROW && o->path && o->text)
		return 0;
	stored_origin_release(o);
	return error_usage(err, "%s: has no study file in it", path);
}

int store_origin_of(const char *path, struct stored_origin *o, struct error *err)
{
	sqlite3 *db = store_file_open(path, true, err);
	int rc = db ? store_origin_read(db, path, o, err) : -1;

	sqlite3_close(db);
	return rc;
}

char *store_origin_mark(const char *path, struct error *err)
{
	sqlite3 *db = store_file_open(path, true, err);
	sqlite3_stmt *st = NULL;
	char identity[STORE_IDENTITY], *mark = NULL;

	if (!db)
		return NULL;
	if (read_identity(db, identity) == SQLITE_OK && identity[0])
		mark = xstrdup(identity);
	else if (sqlite3_prepare_v2(db,
			 "SELECT coalesce(started, '') || ' ' || coalesce(name, '')"
			 " || ' ' || coalesce(seed, 0) FROM study",
			 -1, &st, NULL) == SQLITE_OK &&
		 sqlite3_step(st) == SQLITE_ROW)
		mark = column_text(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	if (!mark)
		error_usage(err, "%s: no study was recorded in it", path);
	return mark;
}

void stored_origin_release(struct stored_origin *o)
{
	for (size_t i = 0; i < o->n_overrides; i++)
		free(o->overrides[i]);
	free(o->overrides);
	free(o->path);
	free(o->text);
	free(o->data_dir);
	*o = (struct stored_origin){0};
}
