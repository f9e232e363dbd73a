/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What limits mean for a study as it stands. Pure. */
#ifndef STUDY_STOPPING_H
#define STUDY_STOPPING_H

#include <stdbool.h>

#include "study/study.h"

/* The first limit whose coming ends a study at once and has come: "epochs"; or NULL. */
const char *stopping_reached(const struct study *s, const struct stop_limits *l);
/* Whether no more trials may begin. */
bool stopping_closes(const struct study *s, const struct stop_limits *l);
/* Whether nothing ends the study. rounds: its scheduler has some. */
bool stopping_never(const struct study *s, const struct stop_limits *l, bool rounds);
/*
 * Changes limits so that n more trials begin than would by them: what the study has come to
 * already is no limit any more.
 */
void stopping_more(const struct study *s, int64_t n, struct stop_limits *l);

#endif
