/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --version prints. */
#ifndef CLI_VERSION_H
#define CLI_VERSION_H

#include "study/platform.h"

/* "rungtop 0.1.0", and what a report of a fault should name: see version.c. */
void version_print(void);
/* What its numbers depend on here. Lives for ever; the main thread calls it. */
const struct platform *version_platform(void);

#endif
