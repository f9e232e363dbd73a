/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tests of show and export, for check_cli's suite. */
#ifndef CHECK_CLI_EXPORT_H
#define CHECK_CLI_EXPORT_H

#include <check.h>

TCase *export_case(void);

#endif
