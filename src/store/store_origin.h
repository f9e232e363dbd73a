/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of the table study that a study is begun again from. */
#ifndef STORE_STORE_ORIGIN_H
#define STORE_STORE_ORIGIN_H

#include "store/store.h"

#include <sqlite3.h>

/* For store_file_create(): arg is a struct store_origin. */
int store_origin_write(sqlite3 *db, const void *arg);
/* -1 with err (usage), which names the path. */
int store_origin_read(
	sqlite3 *db, const char *path, struct stored_origin *o, struct error *err);

#define STORE_IDENTITY 33 /* bytes, with a NUL */

/*
 * What tells the recording from all others, 32 hexadecimal digits; it gets that if it has
 * none (*isnew). Whether SQLite refused.
 */
int store_origin_identify(sqlite3 *db, char *identity, bool *isnew);

#endif
