/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of check_studyfile, one a file, and what they share. */
#ifndef TESTS_CHECK_STUDYFILE_H
#define TESTS_CHECK_STUDYFILE_H

#include "studyfile/studyfile.h"

#include <check.h>

/*
 * Reads a study of two texts and a newline, as the file s.yaml, which has places; a text has
 * none.
 */
int try_study(struct studyfile *sf, const struct catalog *cat, const char *before,
	const char *text, struct error *err);
/* The same; it must be taken. */
void load_study(struct studyfile *sf, const struct catalog *cat, const char *before,
	const char *text);

TCase *prior_case(void);
TCase *sweeps_case(void);
TCase *when_case(void);
TCase *yaml_case(void);

#endif
