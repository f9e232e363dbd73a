/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests with answers worked by hand, each for the real scheduler (loop 0) and for its
 * reference (loop 1).
 */
#ifndef REFERENCE_TRAPS_H
#define REFERENCE_TRAPS_H

#include <check.h>

/* The traps that such schedulers are known to fall into. */
TCase *traps_case(void);
/* The papers' tables, and small examples. */
TCase *tables_case(void);

#endif
