/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders that belong to a trial. */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/strbuf.h"

/* Creates it unless it exists. -1 with err. */
int folder_make(const char *path, struct error *err);
/* The recording that folders belong to. */
struct folder_owner {
	const char *identity; /* of the recording; no other one has it */
	bool older; /* it is older than this mark: unmarked folders may be its own */
};

/*
 * Creates a folder for a recording, and writes into it which one. An existing folder is
 * accepted when it belongs to the same recording, or is empty and unmarked; its content is
 * not changed. -1 with err (usage) when it belongs to another. *made: it did not exist.
 */
int folder_claim(const char *path, const struct folder_owner *owner, bool *made,
	struct error *err);
bool folder_is_empty(const char *path);
/* Appends the name of a trial's file: FOLDER/trial-00007 and the end. */
void folder_file(const char *folder, uint32_t trial, const char *end, struct strbuf *out);
/* Removes the folder with everything in it. */
void folder_remove(const char *path);

#endif
