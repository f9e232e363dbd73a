/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that people give, as names of files. */
#ifndef BASE_FILENAME_H
#define BASE_FILENAME_H

#include <stdbool.h>

#define FILENAME_BYTES 100 /* of a safe name: what is put behind it has room in 255 */

/*
 * A name of one file in a folder, for any text: UTF-8 of 1 to FILENAME_BYTES bytes without
 * slashes, control and formatting characters, and what shells, URIs and other systems'
 * folders give a meaning (\ : * ? " < > |), each of which is an underscore in it; nor does it
 * begin with a dot, a dash, a tilde or a blank, or end with a blank. "study" for an empty
 * one. A text that is such a name is its own. Different texts may have the same one. To be
 * freed.
 */
char *filename_of(const char *text);
bool filename_ends(const char *path, const char *end);
/*
 * Whether a file of that name, which need not be there, is beside one that is called so
 * without the end (-wal, -shm, -journal): if that is an SQLite database, SQLite takes it
 * for a part of it, and may cut or remove it.
 */
bool filename_is_part(const char *path);
/* What is there of that kind beside a path, to be freed; NULL: nothing. */
char *filename_part_beside(const char *path);

#endif
