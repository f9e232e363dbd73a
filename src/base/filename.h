/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that people give, made into names of files. */
#ifndef BASE_FILENAME_H
#define BASE_FILENAME_H

#include <stdbool.h>

#define FILENAME_BYTES 100 /* of a safe name: what is put behind it has room in 255 */

/*
 * Makes a file name of any text: UTF-8 of 1 to FILENAME_BYTES bytes. Slashes, control and
 * formatting characters, and what has a meaning to shells, URIs and other systems' folders
 * (\ : * ? " < > |) become underscores. The name does not begin with a dot, a dash, a tilde
 * or a blank, or end with a blank; an empty text gives "study". A text that is already such
 * a name stays as it is. Different texts may give the same name. free() it.
 */
char *filename_of(const char *text);
bool filename_ends(const char *path, const char *end);
/*
 * Whether the name ends in -wal, -shm or -journal and a file with the rest of the name
 * exists. If that is an SQLite database, SQLite takes a file of this name for a part of it,
 * and may cut or remove it. The file itself need not exist.
 */
bool filename_is_part(const char *path);
/* An existing file of that kind beside a path, to be freed; NULL: there is none. */
char *filename_part_beside(const char *path);

#endif
