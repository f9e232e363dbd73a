/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/store_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "store/database.h"

#define APPLICATION_ID 0x72756e67 /* "rung" */
#define MAGIC "SQLite format 3"	  /* with its NUL */

/* Each brings the schema from one version to the next; never changed once released. */
static const char *const migrations[] = {
	"CREATE TABLE study("
	" id INTEGER PRIMARY KEY CHECK(id = 1),"
	" name TEXT, seed INTEGER, metric TEXT, goal TEXT, objective TEXT,"
	" started TEXT, pid INTEGER,"
	" path TEXT, file TEXT, overrides TEXT, data_dir TEXT);"
	"CREATE TABLE event("
	" seq INTEGER PRIMARY KEY, t REAL NOT NULL, kind TEXT NOT NULL,"
	" data TEXT NOT NULL);"
	"CREATE TABLE trial("
	" id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, t REAL NOT NULL,"
	" bracket INTEGER NOT NULL, round INTEGER NOT NULL, config TEXT NOT NULL,"
	" state TEXT, why TEXT, end_seq INTEGER, end_t REAL);"
	"CREATE INDEX trial_end ON trial(end_seq) WHERE end_seq IS NOT NULL;"
	"CREATE TABLE trial_param("
	" trial INTEGER NOT NULL, name TEXT NOT NULL, value,"
	" PRIMARY KEY(trial, name)) WITHOUT ROWID;"
	"CREATE TABLE task("
	" seq INTEGER PRIMARY KEY, t REAL NOT NULL, trial INTEGER NOT NULL,"
	" worker INTEGER NOT NULL, \"from\" INTEGER NOT NULL, \"to\" INTEGER NOT NULL,"
	" bracket INTEGER NOT NULL, round INTEGER NOT NULL, rung INTEGER NOT NULL);"
	"CREATE TABLE report("
	" seq INTEGER PRIMARY KEY, t REAL NOT NULL, trial INTEGER NOT NULL,"
	" epoch INTEGER NOT NULL, seconds REAL);"
	"CREATE TABLE decision("
	" seq INTEGER PRIMARY KEY, t REAL NOT NULL, trial INTEGER NOT NULL,"
	" bracket INTEGER NOT NULL, round INTEGER NOT NULL, rung INTEGER NOT NULL,"
	" level INTEGER NOT NULL, value REAL, results INTEGER NOT NULL,"
	" places INTEGER NOT NULL, rank INTEGER NOT NULL, cutoff REAL,"
	" verdict TEXT NOT NULL, by_hand INTEGER NOT NULL);"
	"CREATE TABLE checkpoint("
	" trial INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, state BLOB NOT NULL);"
	"CREATE VIEW rung AS SELECT bracket, round, rung, level, count(*) AS verdicts,"
	" sum(verdict = 'promote') AS climbed, sum(verdict = 'stop') AS stopped,"
	" max(results) AS results FROM decision GROUP BY bracket, round, rung;",
	"ALTER TABLE trial ADD COLUMN failure TEXT;",
	"ALTER TABLE trial ADD COLUMN origin TEXT;",
	"ALTER TABLE decision ADD COLUMN broken REAL NOT NULL DEFAULT 0;",
	"ALTER TABLE decision ADD COLUMN cutoff_broken REAL NOT NULL DEFAULT 0;",
};

#define LOG_ALONE (-1)
#define BUSY 5000 /* milliseconds to wait for another process's lock */
#define FORMAT ((int)(sizeof(migrations) / sizeof(*migrations)))

int store_file_error(sqlite3 *db, const char *path, struct error *err)
{
	return error_set(err, "%s: %s", path, store_file_says(db));
}

const char *store_file_says(sqlite3 *db)
{
	switch (sqlite3_errcode(db)) {
	case SQLITE_NOTADB:
		return "not a recorded study";
	case SQLITE_INTERRUPT:
		return "looking for the next event finds no end";
	default:
		return sqlite3_errmsg(db);
	}
}

/*
 * Whether what we read are tables, as we have made them, and no views or the tables of a
 * module: those could compute for ever, and tell anything.
 */
static int check_tables(sqlite3 *db, const char *path, struct error *err)
{
	static const char sql[] =
		"SELECT name FROM sqlite_schema WHERE lower(name) IN ('study', 'event', "
		"'trial', 'task', 'report', 'decision', 'checkpoint')"
		" AND (type <> 'table' OR coalesce(rootpage, 0) < 1)";
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(db, sql, -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		error_usage(err, "%s: damaged: '%s' is no table", path,
			(const char *)sqlite3_column_text(st, 0));
	else if (rc != SQLITE_DONE)
		store_file_error(db, path, err);
	err->usage = true;
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

bool store_file_may_be_ours(const unsigned char head[STORE_HEADER])
{
	return memcmp(head, MAGIC, sizeof(MAGIC)) != 0 ||
	       ((unsigned)head[68] << 24 | head[69] << 16 | head[70] << 8 | head[71]) ==
		       APPLICATION_ID;
}

/*
 * False when the file is another program's database, whose log is not to be touched: as it
 * says itself, before SQLite has read it.
 */
static bool may_be_ours(sqlite3 *db)
{
	sqlite3_file *file = NULL;
	unsigned char head[STORE_HEADER];

	sqlite3_file_control(db, NULL, SQLITE_FCNTL_FILE_POINTER, &file);
	if (!file || !file->pMethods ||
		file->pMethods->xRead(file, head, sizeof(head), 0) != SQLITE_OK)
		return true;
	return store_file_may_be_ours(head);
}

static int pragma(sqlite3 *db, const char *name, int *value)
{
	sqlite3_stmt *st;
	char sql[64];
	int rc;

	snprintf(sql, sizeof(sql), "PRAGMA %s", name);
	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return -1;
	rc = sqlite3_step(st);
	*value = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return rc == SQLITE_ROW ? 0 : -1;
}

static int add_schema(sqlite3 *db, int from)
{
	struct strbuf sql = STRBUF_INIT;
	int rc;

	strbuf_addf(&sql, "PRAGMA application_id = %d;", APPLICATION_ID);
	for (int v = from; v < FORMAT; v++)
		strbuf_adds(&sql, migrations[v]);
	strbuf_addf(&sql, "PRAGMA user_version = %d", FORMAT);
	rc = sqlite3_exec(db, sql.buf, NULL, NULL, NULL);
	strbuf_release(&sql);
	return rc;
}

static int migrate(sqlite3 *db, int from)
{
	return sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) ||
			       add_schema(db, from) ||
			       sqlite3_exec(db, "COMMIT", NULL, NULL, NULL)
		       ? -1
		       : 0;
}

static int foreign(const char *path, struct error *err)
{
	return error_usage(err, "%s: an SQLite file, but not one of rungtop's", path);
}

static int check(sqlite3 *db, const char *path, bool read_only, struct error *err)
{
	int id, version, pages;

	if (pragma(db, "application_id", &id) < 0 ||
		pragma(db, "user_version", &version) < 0 ||
		pragma(db, "page_count", &pages) < 0) {
		store_file_error(db, path, err);
		err->usage = true;
		return -1;
	}
	if (!pages)
		return error_usage(
			err, "%s: is empty; no study was recorded in it", path);
	if (id != APPLICATION_ID)
		return foreign(path, err);
	if (version > FORMAT)
		return error_usage(err,
			"%s: written by a newer rungtop; its format is %d, this one "
			"knows %d",
			path, version, FORMAT);
	if (version < 1)
		return error_usage(err, "%s: damaged: its format is %d", path, version);
	if (check_tables(db, path, err) < 0)
		return -1;
	if (version < FORMAT && !read_only && migrate(db, version) < 0)
		return store_file_error(db, path, err);
	return 0;
}

/* Only once it is known to be ours: the mode stays with the file. */
static int set_up_writing(sqlite3 *db, const char *path, struct error *err)
{
	if (!sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
		    NULL, NULL, NULL))
		return 0;
	store_file_error(db, path, err);
	err->usage = true;
	return -1;
}

/* Whether something lies beside the file: events in its log, say. */
static bool has_beside(const char *path, const char *end)
{
	struct strbuf other = STRBUF_INIT;
	struct stat st;
	bool has;

	strbuf_addf(&other, "%s%s", path, end);
	has = stat(other.buf, &st) == 0 && st.st_size > 0;
	strbuf_release(&other);
	return has;
}

/* Whether it is what SQLite makes beside the file that could not be made. */
static bool needs_room(sqlite3 *db, int rc)
{
	int more = sqlite3_extended_errcode(db);

	return rc == SQLITE_CANTOPEN || rc == SQLITE_READONLY || rc == SQLITE_FULL ||
	       more == SQLITE_IOERR_SHMOPEN || more == SQLITE_IOERR_SHMSIZE ||
	       more == SQLITE_IOERR_SHMMAP;
}

/*
 * Whoever reads the log of a file makes what SQLite needs for it beside the file, and only
 * a connection that could write takes it away again. This one never writes (query_only),
 * nor does it roll back what a journal holds that lies there. LOG_ALONE: without its log,
 * which cannot be read, it would be an older study.
 */
static int open_read_only(const char *path, sqlite3 **db)
{
	bool journal = has_beside(path, "-journal");
	int rc = database_open(
		path, journal ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, db);

	if (rc != SQLITE_OK || !may_be_ours(*db))
		return rc;
	if (journal || !sqlite3_db_readonly(*db, NULL) || has_beside(path, "-wal"))
		rc = sqlite3_exec(*db,
			"PRAGMA query_only = ON; SELECT 1 FROM sqlite_schema", NULL, NULL,
			NULL);
	else
		rc = SQLITE_READONLY;
	if (!needs_room(*db, rc))
		return SQLITE_OK; /* what else may be wrong shows later */
	/* A folder or file that cannot be written to: nobody else writes it either. */
	if (has_beside(path, "-wal"))
		return LOG_ALONE;
	sqlite3_close(*db);
	return database_open_immutable(path, db);
}

static sqlite3 *refuse(sqlite3 *db, const char *path, struct error *err)
{
	store_file_error(db, path, err);
	err->usage = true;
	sqlite3_close(db);
	return NULL;
}

sqlite3 *store_file_open(const char *path, bool read_only, struct error *err)
{
	sqlite3 *db = NULL;
	int rc = read_only ? open_read_only(path, &db)
			   : database_open(path, SQLITE_OPEN_READWRITE, &db);

	if (rc == LOG_ALONE) {
		sqlite3_close(db);
		error_usage(err,
			"%s: a part of it is in %s-wal, and the folder is read-only; "
			"copy both to another folder",
			path, path);
		return NULL;
	}
	if (rc != SQLITE_OK)
		return refuse(db, path, err);
	sqlite3_busy_timeout(db, BUSY);
	database_distrust(db);
	if (!may_be_ours(db))
		foreign(path, err);
	else if (!check(db, path, read_only, err) &&
		 (read_only || !set_up_writing(db, path, err)))
		return db;
	sqlite3_close(db);
	return NULL;
}

sqlite3 *store_file_create(const char *path, int (*fill)(sqlite3 *db, const void *arg),
	const void *arg, struct error *err)
{
	sqlite3 *db = NULL;

	if (database_open(path, SQLITE_OPEN_READWRITE, &db))
		return refuse(db, path, err);
	sqlite3_busy_timeout(db, BUSY);
	if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) || add_schema(db, 0) ||
		fill(db, arg) || sqlite3_exec(db, "COMMIT", NULL, NULL, NULL))
		return refuse(db, path, err);
	if (!set_up_writing(db, path, err))
		return db;
	sqlite3_close(db);
	return NULL;
}

static void add_name(struct strbuf *sql, const char *name)
{
	strbuf_addch(sql, '"');
	for (const char *c = name; *c; c++) {
		strbuf_addch(sql, *c);
		if (*c == '"')
			strbuf_addch(sql, '"');
	}
	strbuf_addch(sql, '"');
}

int store_file_add_metrics(sqlite3 *db, const struct study_info *info, struct error *err)
{
	struct strbuf sql = STRBUF_INIT;
	int rc;

	if (sqlite3_table_column_metadata(db, NULL, "report", info->metric, NULL, NULL,
		    NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	strbuf_adds(&sql, "BEGIN;");
	for (size_t m = 0; m < info->n_metrics; m++) {
		strbuf_adds(&sql, "ALTER TABLE report ADD COLUMN ");
		add_name(&sql, info->metrics[m]);
		strbuf_adds(&sql, " REAL;");
	}
	strbuf_adds(&sql, "CREATE VIEW curve AS SELECT trial, epoch, ");
	add_name(&sql, info->metric);
	strbuf_adds(&sql, " AS value, t FROM report;"
			  "CREATE VIEW best AS SELECT trial.id AS trial, ");
	strbuf_addf(&sql, "%s(curve.value) AS value", info->maximize ? "max" : "min");
	strbuf_addf(&sql,
		", curve.epoch AS epoch, trial.state AS state,"
		" trial.config AS config"
		" FROM trial JOIN curve ON curve.trial = trial.id"
		" WHERE curve.value IS NOT NULL GROUP BY trial.id"
		" ORDER BY value%s;",
		info->maximize ? " DESC" : "");
	strbuf_adds(&sql, "COMMIT;");
	rc = sqlite3_exec(db, sql.buf, NULL, NULL, NULL);
	strbuf_release(&sql);
	return rc ? error_set(err, "%s", sqlite3_errmsg(db)) : 0;
}

const char *store_file_library(void)
{
	return sqlite3_libversion();
}
