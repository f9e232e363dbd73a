/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite files by their paths. */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <sqlite3.h>

/*
 * sqlite3_open_v2() of a file, whatever its path is: SQLite itself takes "file:…" for a
 * URI, and ":memory:" and "" for no file at all. One thread at a time has the connection.
 */
int database_open(const char *path, int flags, sqlite3 **db);
/*
 * What others have written into the schema of the file is not run: no trigger, no function
 * that does more than compute. To be called before anything is asked of it.
 */
void database_distrust(sqlite3 *db);
/*
 * For a connection that reads alone: no view either, no value of more than 256 MiB, and no
 * step that takes more than a billion instructions; that one is SQLITE_INTERRUPT.
 */
void database_read_alone(sqlite3 *db);
/* The next row; a step's instructions are counted from here. */
int database_step(sqlite3_stmt *st);
/* The same for a file that nobody writes, in a folder that cannot be written to. */
int database_open_immutable(const char *path, sqlite3 **db);
/* All of a database, what its log has included, into an empty file. SQLite's result. */
int database_copy(sqlite3 *from, const char *path);

#endif
