/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/database.h"

#include <stddef.h>
#include <string.h>

#include "base/strbuf.h"

#define VALUE_MAX (256 << 20)
#define STEP_MAX 1000000000

/* A path that is nothing else to SQLite begins with a slash or a dot. */
static const char *in_folder(const char *path)
{
	return *path == '/' ? "" : "./";
}

int database_open(const char *path, int flags, sqlite3 **db)
{
	struct strbuf name = STRBUF_INIT;
	int rc;

	strbuf_addf(&name, "%s%s", in_folder(path), path);
	rc = sqlite3_open_v2(name.buf, db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	strbuf_release(&name);
	return rc;
}

int database_open_immutable(const char *path, sqlite3 **db)
{
	struct strbuf uri = STRBUF_INIT;
	int rc;

	/* an empty authority, or the first name of "//a/b" would be one */
	strbuf_addf(&uri, "file:%s%s", *path == '/' ? "//" : "", in_folder(path));
	for (const char *c = path; *c; c++) {
		if (strchr("?#%", *c))
			strbuf_addf(&uri, "%%%02x", (unsigned char)*c);
		else
			strbuf_addch(&uri, *c);
	}
	strbuf_adds(&uri, "?immutable=1");
	rc = sqlite3_open_v2(uri.buf, db,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	strbuf_release(&uri);
	return rc;
}

void database_distrust(sqlite3 *db)
{
#ifdef SQLITE_DBCONFIG_DEFENSIVE
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
#endif
#ifdef SQLITE_DBCONFIG_TRUSTED_SCHEMA
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
#endif
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)NULL);
}

static int stop(void *nothing)
{
	(void)nothing;
	return 1;
}

void database_read_alone(sqlite3 *db)
{
#ifdef SQLITE_DBCONFIG_ENABLE_VIEW
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)NULL);
#endif
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, VALUE_MAX);
	sqlite3_progress_handler(db, STEP_MAX, stop, NULL);
}

/* The handler is called by what a statement has counted since this was last set to 0. */
int database_step(sqlite3_stmt *st)
{
	sqlite3_stmt_status(st, SQLITE_STMTSTATUS_VM_STEP, 1);
	return sqlite3_step(st);
}

int database_copy(sqlite3 *from, const char *path)
{
	sqlite3 *to = NULL;
	int rc = database_open(path, SQLITE_OPEN_READWRITE, &to);

	if (rc == SQLITE_OK) {
		sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");

		if (b)
			sqlite3_backup_step(b, -1);
		sqlite3_backup_finish(b);
		rc = sqlite3_errcode(to);
	}
	sqlite3_close(to);
	return rc;
}
