/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What this user has seen of lessons and captions: a small YAML file in the folder for state,
 * $XDG_STATE_HOME/rungtop/lessons or ~/.local/state/rungtop/lessons. Where nothing can be
 * kept, nothing is, and every lesson is new and no caption shows.
 */
#ifndef UI_PROGRESS_H
#define UI_PROGRESS_H

#include <stdbool.h>

#include "base/error.h"

/* The file, free() it; NULL: there is no place for it. */
char *progress_path(void);
/* Whether the file is there: rungtop has been started on a screen before. */
bool progress_begun(void);
/* What is kept of a lesson, "seen" or "2 of 3", to be freed; NULL: nothing is. */
char *progress_of(const char *lesson);
/* Keeps it; lesson NULL: the file alone. -1 with err. */
int progress_keep(const char *lesson, const char *what, struct error *err);

#endif
