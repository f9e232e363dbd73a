/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_OBJECTIVE_COMMAND_H
#define CHECK_OBJECTIVE_COMMAND_H

#include <check.h>

TCase *arguments_case(void);
TCase *report_line_case(void);
TCase *printed_case(void);
TCase *slurm_case(void);

#endif
