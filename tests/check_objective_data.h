/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_OBJECTIVE_DATA_H
#define CHECK_OBJECTIVE_DATA_H

#include <check.h>

TCase *data_tcase(void);

#endif
