/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of check_mlp, one a file. */
#ifndef TESTS_CHECK_MLP_H
#define TESTS_CHECK_MLP_H

#include "fixture.h"

TCase *curves_case(void);
TCase *data_case(void);

#endif
