/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite files by their paths. */
#ifndef ENGINE_DATABASE_H
#define ENGINE_DATABASE_H

#include <sqlite3.h>

/*
 * sqlite3_open_v2() of a file, whatever its path is: SQLite itself takes "file:…" for a
 * URI, and ":memory:" and "" for no file at all. One thread at a time has the connection.
 */
int database_open(const char *path, int flags, sqlite3 **db);
/* The same for a file that nobody writes, in a folder that cannot be written to. */
int database_open_immutable(const char *path, sqlite3 **db);

#endif
