/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a trial's program was called. */
#ifndef STUDY_CALLED_H
#define STUDY_CALLED_H

#include "study/study.h"

/*
 * Appends the words as a POSIX shell reads them, byte for byte those that the program got.
 * False, and nothing is appended: none is known.
 */
bool called_add(const struct study_trial *t, struct strbuf *out);
/* Why none is known, as the end of a sentence about the trial; static. */
const char *called_why_not(const struct study *s, const struct study_trial *t);

#endif
