/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the file of a study is: free names for it, and what has become of one. */
#ifndef STORE_STORE_PLACE_H
#define STORE_STORE_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>

/*
 * A free name for a study's recording and the folders beside it, "STEM.db", or the first of
 * "STEM-2.db", …; to be freed. *other, to be freed: what else than a recording is in the
 * way of a name before it, or NULL.
 */
char *store_free_name(const char *stem, char **other);

enum whereabouts {
	PLACE_HERE,  /* or it cannot be told */
	PLACE_MOVED, /* it has another path */
	PLACE_GONE,  /* it has none, or none that can be known */
};

/*
 * What has become of the open file that had this path. *now: its path if it was moved, to
 * be freed, as short as the old one if that was relative and it can be.
 */
enum whereabouts place_of(int fd, const char *path, char **now);
/* Whether the path is that of the open file. */
bool place_is(int fd, const char *path);
/*
 * A free name for what was to be at path, to be freed: beside it, in the working directory,
 * and where temporary files are, for i from 0 to PLACES - 1.
 */
#define PLACES 3
char *place_other(const char *path, int i);

/* What SQLite has beside a file, to know it again. */
struct place_parts {
	struct stat part[2]; /* -wal, -shm; st_nlink 0: not seen yet */
};

void place_see_parts(struct place_parts *p, const char *path);
/* Whether what lies beside a path, if anything does, is that. */
bool place_parts_fit(const struct place_parts *p, const char *path);
/* Removes those that are still the same, unless there is a file of that path by now. */
void place_remove_parts(const struct place_parts *p, const char *path);

#endif
