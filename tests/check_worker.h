/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of check_worker, one a file. */
#ifndef TESTS_CHECK_WORKER_H
#define TESTS_CHECK_WORKER_H

#include <check.h>

TCase *memory_case(void);
TCase *printed_case(void);
TCase *slurm_case(void);

#endif
