/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders that belong to a trial. */
#ifndef OBJECTIVE_FOLDER_H
#define OBJECTIVE_FOLDER_H

#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* One that is there already is as good. -1 with err. */
int folder_make(const char *path, struct error *err);
bool folder_is_empty(const char *path);
/* Appends what a trial's file in there is called: FOLDER/trial-00007 and the end. */
void folder_file(
	const char *folder, uint32_t trial, const char *end, struct strbuf *out);
/* Removes what is in it, and itself. */
void folder_remove(const char *path);

#endif
