/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQLite file of a study: its schema, and whether a file is one. */
#ifndef STORE_STORE_FILE_H
#define STORE_STORE_FILE_H

#include <sqlite3.h>

#include "study/event.h"

#define STORE_HEADER 100 /* bytes of an SQLite file */

/* By these bytes: false, it is another program's database; what is no database: true. */
bool store_file_may_be_ours(const unsigned char head[STORE_HEADER]);

/*
 * Opens it; older schemas are brought up to date unless read only. NULL with one line in
 * err, which names the path.
 */
sqlite3 *store_file_open(const char *path, bool read_only, struct error *err);
/*
 * Opens a file that exists and is empty, and writes the schema and what fill() adds. fill
 * returns nonzero when SQLite refuses; then the file is empty still. NULL with err.
 */
sqlite3 *store_file_create(const char *path, int (*fill)(sqlite3 *db, const void *arg),
	const void *arg, struct error *err);
/* Gives the table report a column for each metric, unless it has them. */
int store_file_add_metrics(
	sqlite3 *db, const struct study_info *info, struct error *err);
/* What SQLite says of its last error, or what we say of it. */
const char *store_file_says(sqlite3 *db);
/* "PATH: what SQLite says"; -1. */
int store_file_error(sqlite3 *db, const char *path, struct error *err);
/* The version of SQLite. */
const char *store_file_library(void);

#endif
