/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders that belong to a trial. */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* One that is there already is as good. -1 with err. */
int folder_make(const char *path, struct error *err);
/* Whose folders they are: a recording's, and whether it is older than this is written. */
struct folder_owner {
	const char *identity; /* of the recording; no other one has it */
	bool older;	      /* folders that say no owner may be its own */
};

/*
 * The same for a folder that belongs to a recording, which is written into it. One that is
 * there is taken when it is the same recording's, or empty and nobody's; nothing in it is
 * touched. -1 with err (usage) when it is another's. *made: it was not there.
 */
int folder_claim(const char *path, const struct folder_owner *owner, bool *made,
	struct error *err);
bool folder_is_empty(const char *path);
/* Appends what a trial's file in there is called: FOLDER/trial-00007 and the end. */
void folder_file(const char *folder, uint32_t trial, const char *end, struct strbuf *out);
/* Removes what is in it, and itself. */
void folder_remove(const char *path);

#endif
