/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of check_objective, one a file. */
#ifndef TESTS_CHECK_OBJECTIVE_H
#define TESTS_CHECK_OBJECTIVE_H

#include "fixture.h"

TCase *simulated_case(void);
TCase *table_case(void);

#endif
