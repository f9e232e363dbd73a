/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of check_study, one a file. */
#ifndef TESTS_CHECK_STUDY_H
#define TESTS_CHECK_STUDY_H

#include "fixture.h"

TCase *alerts_case(void);
TCase *audit_case(void);
TCase *diagnosis_case(void);
TCase *earlier_case(void);
TCase *failures_case(void);
TCase *timeline_case(void);
TCase *starts_case(void);

#endif
