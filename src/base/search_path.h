/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_SEARCH_PATH_H
#define BASE_SEARCH_PATH_H

#include <stdbool.h>

bool is_file(const char *path);
/* Whether there is a program of that name in PATH, as execvp() looks for it. */
bool is_in_path(const char *name);
/*
 * Why execvp() could not start it, looked for in PATH unless its name has a slash: "it is
 * not in PATH", "it is not executable". NULL: it could. Static, or of strerror().
 */
const char *cannot_start(const char *name);

#endif
