/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of check_tuner, one a file. */
#ifndef TESTS_CHECK_TUNER_H
#define TESTS_CHECK_TUNER_H

#include "fixture.h"

TCase *resume_case(void);
TCase *resume_by_hand_case(void);

#endif
