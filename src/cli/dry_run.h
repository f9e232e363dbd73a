/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What run would do, in place of doing it. */
#ifndef CLI_DRY_RUN_H
#define CLI_DRY_RUN_H

#include "cli/session.h"

/*
 * Prints the plan of an open session, its first configurations, and how their programs
 * would be started. Starts and writes nothing. Returns the exit status.
 */
int dry_run(struct session *s, const struct options *o);

#endif
