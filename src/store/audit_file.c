/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/audit_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/number.h"
#include "base/xalloc.h"
#include "store/database.h"
#include "store/store_origin.h"

#define APPLICATION_ID 0x72756e61 /* "runa" */
#define BUSY 5000		  /* milliseconds to wait for another process's lock */

struct audit_file {
	char *path;
	sqlite3 *db;
	const struct study_info *info;
};

char *audit_file_path(const char *recording)
{
	size_t n = strlen(recording);
	struct strbuf path = STRBUF_INIT;

	if (filename_ends(recording, ".db"))
		n -= 3;
	strbuf_addf(&path, "%.*s.audit.db", (int)n, recording);
	return strbuf_detach(&path);
}

static int wrong(const struct audit_file *a, struct error *err)
{
	return error_set(err, "%s: %s", a->path, sqlite3_errmsg(a->db));
}

static int make(struct audit_file *a, const char *of, struct error *err)
{
	struct strbuf columns = STRBUF_INIT;
	char *sql;
	int rc;

	for (size_t m = 0; m < a->info->n_metrics; m++) {
		char *name = sqlite3_mprintf(", \"%w\" REAL", a->info->metrics[m]);

		strbuf_adds(&columns, name);
		sqlite3_free(name);
	}
	sql = sqlite3_mprintf("BEGIN IMMEDIATE;"
			      "CREATE TABLE IF NOT EXISTS audit(study TEXT, name TEXT);"
			      "CREATE TABLE IF NOT EXISTS future("
			      " trial INTEGER PRIMARY KEY, \"end\" TEXT NOT NULL,"
			      " epochs INTEGER NOT NULL, why TEXT);"
			      "CREATE TABLE IF NOT EXISTS epoch("
			      " trial INTEGER NOT NULL, epoch INTEGER NOT NULL,"
			      " seconds REAL%s, PRIMARY KEY(trial, epoch)) WITHOUT ROWID;"
			      "INSERT INTO audit SELECT %Q, %Q"
			      " WHERE NOT EXISTS(SELECT 1 FROM audit);"
			      "PRAGMA application_id = %d; COMMIT",
		columns.buf, of, a->info->name, APPLICATION_ID);
	rc = sqlite3_exec(a->db, sql, NULL, NULL, NULL);
	sqlite3_free(sql);
	strbuf_release(&columns);
	return rc == SQLITE_OK ? 0 : wrong(a, err);
}

/* The first column of the first row of a query; NULL: it has none. free() it. */
static char *one_text(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;
	const char *text = NULL;
	char *copy;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return NULL;
	if (sqlite3_step(st) == SQLITE_ROW)
		text = (const char *)sqlite3_column_text(st, 0);
	copy = text ? xstrdup(text) : NULL;
	sqlite3_finalize(st);
	return copy;
}

/* Whether it is ours, and of this recording. */
static int check(struct audit_file *a, const char *of, struct error *err)
{
	char *id = one_text(a->db, "PRAGMA application_id");
	char *study = one_text(a->db, "SELECT study FROM audit");
	int rc = 0;

	if (!id || atoi(id) != APPLICATION_ID)
		rc = error_usage(err, "%s: not an audit of rungtop's; move it away",
			a->path);
	else if (!study || strcmp(study, of) != 0)
		rc = error_usage(err,
			"%s: the audit of another study of that name; move it away",
			a->path);
	free(study);
	free(id);
	return rc;
}

static struct audit_file *open_file(const char *recording, const struct study_info *info,
	bool make_it, struct error *err)
{
	struct audit_file *a = xcalloc(1, sizeof(*a));
	char *of = NULL;
	bool exists;
	int rc = -1;

	a->path = audit_file_path(recording);
	a->info = info;
	exists = access(a->path, F_OK) == 0;
	if (exists || make_it) {
		of = store_origin_mark(recording, err);
		rc = of ? 0 : -1;
	} else {
		err->text[0] = '\0';
	}
	if (!rc && database_open(a->path,
			   make_it ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
				   : SQLITE_OPEN_READWRITE,
			   &a->db) != SQLITE_OK)
		rc = wrong(a, err);
	if (!rc) {
		sqlite3_busy_timeout(a->db, BUSY);
		database_distrust(a->db);
		if (exists)
			rc = check(a, of, err);
		else
			rc = make(a, of, err);
	}
	free(of);
	if (!rc)
		return a;
	audit_file_close(a);
	return NULL;
}

struct audit_file *audit_file_open(
	const char *recording, const struct study_info *info, struct error *err)
{
	return open_file(recording, info, true, err);
}

struct audit_file *audit_file_look(
	const char *recording, const struct study_info *info, struct error *err)
{
	return open_file(recording, info, false, err);
}

void audit_file_close(struct audit_file *a)
{
	if (!a)
		return;
	sqlite3_close(a->db);
	free(a->path);
	free(a);
}

static const char *end_name(enum future_end end)
{
	return end == FUTURE_WHOLE ? "whole" : "lost";
}

static int step(struct audit_file *a, sqlite3_stmt *st, struct error *err)
{
	int rc = sqlite3_step(st);

	sqlite3_reset(st);
	return rc == SQLITE_DONE ? 0 : wrong(a, err);
}

static int keep_rows(struct audit_file *a, uint32_t trial, const struct audit_row *rows,
	size_t n, struct error *err)
{
	struct strbuf sql = STRBUF_INIT;
	sqlite3_stmt *st;
	int rc;

	strbuf_adds(&sql, "INSERT OR REPLACE INTO epoch VALUES(?, ?, ?");
	for (size_t m = 0; m < a->info->n_metrics; m++)
		strbuf_adds(&sql, ", ?");
	strbuf_addch(&sql, ')');
	rc = sqlite3_prepare_v2(a->db, sql.buf, -1, &st, NULL);
	strbuf_release(&sql);
	if (rc != SQLITE_OK)
		return wrong(a, err);
	for (size_t i = 0; rc == SQLITE_OK && i < n; i++) {
		sqlite3_bind_int64(st, 1, trial);
		sqlite3_bind_int64(st, 2, (sqlite3_int64)i + 1);
		sqlite3_bind_double(st, 3, rows[i].seconds);
		for (size_t m = 0; m < a->info->n_metrics; m++)
			sqlite3_bind_double(st, (int)m + 4, rows[i].metrics[m]);
		rc = step(a, st, err);
	}
	sqlite3_finalize(st);
	return rc;
}

static int keep_future(struct audit_file *a, uint32_t trial, enum future_end end, size_t n,
	const char *why, struct error *err)
{
	sqlite3_stmt *st;
	int rc;

	if (sqlite3_prepare_v2(a->db, "INSERT OR REPLACE INTO future VALUES(?, ?, ?, ?)",
		    -1, &st, NULL) != SQLITE_OK)
		return wrong(a, err);
	sqlite3_bind_int64(st, 1, trial);
	sqlite3_bind_text(st, 2, end_name(end), -1, SQLITE_STATIC);
	sqlite3_bind_int64(st, 3, (sqlite3_int64)n);
	sqlite3_bind_text(st, 4, why, -1, SQLITE_STATIC);
	rc = step(a, st, err);
	sqlite3_finalize(st);
	return rc;
}

int audit_file_keep(struct audit_file *a, uint32_t trial, enum future_end end,
	const struct audit_row *rows, size_t n, const char *why, struct error *err)
{
	if (sqlite3_exec(a->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
		return wrong(a, err);
	if (keep_rows(a, trial, rows, n, err) < 0 ||
		keep_future(a, trial, end, n, why, err) < 0) {
		sqlite3_exec(a->db, "ROLLBACK", NULL, NULL, NULL);
		return -1;
	}
	return sqlite3_exec(a->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK ? 0
									    : wrong(a, err);
}

/* The scores of a trial's epochs, which come next, one after the other. */
static size_t read_rows(const struct study_info *info, sqlite3_stmt *st, uint32_t trial,
	double **values, size_t *cap)
{
	size_t n = 0;

	sqlite3_bind_int64(st, 1, trial);
	while (database_step(st) == SQLITE_ROW) {
		double metrics[METRICS_MAX];

		for (size_t m = 0; m < info->n_metrics; m++)
			metrics[m] = sqlite3_column_type(st, (int)m) == SQLITE_NULL
					     ? NO_NUMBER
					     : sqlite3_column_double(st, (int)m);
		if (n == *cap) {
			*cap = *cap ? 2 * *cap : 64;
			*values = xreallocarray(*values, *cap, sizeof(**values));
		}
		(*values)[n++] = study_score(info, metrics);
	}
	sqlite3_reset(st);
	return n;
}

int audit_file_read(struct audit_file *a,
	void (*take)(void *arg, uint32_t trial, enum future_end end, const double *values,
		size_t n),
	void *arg, struct error *err)
{
	struct strbuf sql = STRBUF_INIT;
	sqlite3_stmt *futures = NULL, *rows = NULL;
	double *values = NULL;
	size_t cap = 0;
	int rc;

	for (size_t m = 0; m < a->info->n_metrics; m++) {
		char *name = sqlite3_mprintf(
			m ? ", \"%w\"" : "SELECT \"%w\"", a->info->metrics[m]);

		strbuf_adds(&sql, name);
		sqlite3_free(name);
	}
	strbuf_adds(&sql, " FROM epoch WHERE trial = ? ORDER BY epoch");
	if (sqlite3_prepare_v2(a->db,
		    "SELECT trial, \"end\" = 'whole', epochs FROM future", -1, &futures,
		    NULL) != SQLITE_OK ||
		sqlite3_prepare_v2(a->db, sql.buf, -1, &rows, NULL) != SQLITE_OK) {
		rc = wrong(a, err);
	} else {
		while ((rc = database_step(futures)) == SQLITE_ROW) {
			uint32_t trial = (uint32_t)sqlite3_column_int64(futures, 0);
			bool whole = sqlite3_column_int(futures, 1);
			size_t n = read_rows(a->info, rows, trial, &values, &cap);

			if (n == (size_t)sqlite3_column_int64(futures, 2))
				take(arg, trial, whole ? FUTURE_WHOLE : FUTURE_LOST,
					values, n);
		}
		rc = rc == SQLITE_DONE ? 0 : wrong(a, err);
	}
	sqlite3_finalize(futures);
	sqlite3_finalize(rows);
	strbuf_release(&sql);
	free(values);
	return rc;
}
