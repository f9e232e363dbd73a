/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of check_store, one a file. */
#ifndef TESTS_CHECK_STORE_H
#define TESTS_CHECK_STORE_H

#include "fixture.h"

TCase *damage_case(void);
TCase *follow_case(void);
TCase *names_case(void);
TCase *recorded_case(void);

#endif
