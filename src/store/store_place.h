/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The place of a recording: free names for it, and whether it was moved or removed. */
#ifndef STORE_STORE_PLACE_H
#define STORE_STORE_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>

/*
 * The first free name of "STEM.db", "STEM-2.db", … for a recording and the folders beside
 * it; to be freed. *other, to be freed: a file that is no recording and has an earlier one
 * of these names, or NULL.
 */
char *store_free_name(const char *stem, char **other);

enum whereabouts {
	PLACE_HERE,  /* or it cannot be told */
	PLACE_MOVED, /* it has another path */
	PLACE_GONE,  /* it has none, or none that can be known */
};

/*
 * What has become of the open file that had this path. *now: its present path if it was
 * moved, to be freed; relative if the old one was and that is possible.
 */
enum whereabouts place_of(int fd, const char *path, char **now);
/* Whether the path is that of the open file. */
bool place_is(int fd, const char *path);
/*
 * A free name for a file that cannot be at path, to be freed. i from 0 to PLACES - 1: beside
 * it, in the working directory, in the directory for temporary files.
 */
#define PLACES 3
char *place_other(const char *path, int i);

/* The files that SQLite keeps beside a recording, to recognise them later. */
struct place_parts {
	struct stat part[2]; /* -wal, -shm; st_nlink 0: not seen yet */
};

void place_see_parts(struct place_parts *p, const char *path);
/* Whether the files beside a path, if there are any, are those. */
bool place_parts_fit(const struct place_parts *p, const char *path);
/* Removes those that are still the same, unless a file has that path by now. */
void place_remove_parts(const struct place_parts *p, const char *path);

#endif
