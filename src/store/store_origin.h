/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a study is begun again from: a row of the table study. */
#ifndef STORE_STORE_ORIGIN_H
#define STORE_STORE_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct sqlite3;

/* What a study is resumed from; all texts borrowed. */
struct store_origin {
	const char *path;	      /* of the study file, absolute */
	const char *text;	      /* what was in it */
	const char *const *overrides; /* KEY=VALUE, in their order */
	size_t n_overrides;
	const char *data_dir; /* or NULL */
};

/* The same, owned. */
struct stored_origin {
	char *path, *text, *data_dir;
	char **overrides;
	size_t n_overrides;
};

void stored_origin_release(struct stored_origin *o);

/* For store_file_create(): arg is a struct store_origin. */
int store_origin_write(struct sqlite3 *db, const void *arg);
/* -1 with err (usage), which names the path. */
int store_origin_read(
	struct sqlite3 *db, const char *path, struct stored_origin *o, struct error *err);
/* The same of a file that this process has not open. */
int store_origin_of(const char *path, struct stored_origin *o, struct error *err);

/*
 * What tells the recording in a file from all others, also one without an identity; free()
 * it. NULL with err (usage). The file is only read.
 */
char *store_origin_mark(const char *path, struct error *err);

/* Replaces the overrides. Nonzero when SQLite refuses. */
int store_origin_override(struct sqlite3 *db, char *const *overrides, size_t n);

#define STORE_IDENTITY 33 /* bytes, with a NUL */

/*
 * What tells the recording from all others, 32 hexadecimal digits. One without is given
 * its own (*isnew). Nonzero when SQLite refuses.
 */
int store_origin_identify(struct sqlite3 *db, char *identity, bool *isnew);

#endif
