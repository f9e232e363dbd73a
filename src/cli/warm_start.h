/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Warm starts: what a study file names as `from` and as `enqueue: best 5 of FILE` is read,
 * translated into the study's own space, and handed to the tuner.
 */
#ifndef CLI_WARM_START_H
#define CLI_WARM_START_H

#include "study/journal.h"
#include "studyfile/studyfile.h"

struct tuner;

struct warm_setup {
	struct tuner *tuner;
	struct journal *journal; /* the tuner's; keeps what is handed over */
	const struct study_info *info;
	struct studyfile *file; /* gets the notes */
};

/*
 * For a study that begins, before it starts. What does not fit becomes notes, a line each
 * kind with its count. -1 with err (usage), at the place in the study file: there is no
 * such file, or it is not what it should be.
 */
int warm_start(const struct warm_setup *setup, struct error *err);

#endif
