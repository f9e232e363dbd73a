/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The suites of tests/check_engine. */
#ifndef TESTS_CHECK_ENGINE_FOLLOW_H
#define TESTS_CHECK_ENGINE_FOLLOW_H

#include <check.h>
#include <stdbool.h>

Suite *engine_follow_suite(void);

#endif
