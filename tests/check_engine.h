/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of check_engine, one a file. */
#ifndef CHECK_ENGINE_H
#define CHECK_ENGINE_H

#include <check.h>

TCase *resume_case(void);
TCase *resume_by_hand_case(void);
TCase *store_case(void);

#endif
