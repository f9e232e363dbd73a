/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings file as text. One line of it changes, and the others stay. */
#ifndef UI_SETTINGS_FILE_H
#define UI_SETTINGS_FILE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/strbuf.h"

/* Whether the file does not exist or has comments only. */
bool settings_file_is_empty(const char *path);
/*
 * Appends the text of the file with a key such as "theme" or "keys.kill" set. -1 with err
 * when the file cannot be read.
 */
int settings_file_edit(const char *path, const char *key, const char *value,
	struct strbuf *out, struct error *err);
/* Replaces the file atomically, and creates its folders. -1 with err. */
int settings_file_write(const char *path, const struct strbuf *text, struct error *err);

#endif
