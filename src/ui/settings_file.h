/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of settings as text: one line of it is changed, and the others stay. */
#ifndef UI_SETTINGS_FILE_H
#define UI_SETTINGS_FILE_H

#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>

/* Whether there is nothing to read: no file, or only comments. */
bool settings_file_is_empty(const char *path);
/*
 * Appends the text of the file with "theme" or "keys.kill" set. -1 with err when the file
 * cannot be read.
 */
int settings_file_edit(const char *path, const char *key, const char *value,
	struct strbuf *out, struct error *err);
/* Writes it anew, whole or not at all; makes the folders. -1 with err. */
int settings_file_write(const char *path, const struct strbuf *text, struct error *err);

#endif
