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
 * Runs nothing that others have written into the schema of the file: no trigger, and no
 * function that does more than compute. To be called before the first query.
 */
void database_distrust(sqlite3 *db);
/*
 * For a connection that only reads: no views either, no value of more than 256 MiB, and no
 * step of more than a billion instructions, which fails with SQLITE_INTERRUPT.
 */
void database_read_alone(sqlite3 *db);
/* sqlite3_step(), with its instructions counted from 0. */
int database_step(sqlite3_stmt *st);
/* As database_open(), for a file that no process writes, in a folder that is read-only. */
int database_open_immutable(const char *path, sqlite3 **db);
/* Copies a database with its write-ahead log into an empty file. SQLite's result. */
int database_copy(sqlite3 *from, const char *path);

#endif
