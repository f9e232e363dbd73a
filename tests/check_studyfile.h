/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of check_studyfile, one a file. */
#ifndef TESTS_CHECK_STUDYFILE_H
#define TESTS_CHECK_STUDYFILE_H

#include <check.h>

TCase *prior_case(void);
TCase *sweeps_case(void);
TCase *when_case(void);
TCase *yaml_case(void);

#endif
