/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a study that a session has open, new or resumed, and prints what came of it. */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "cli/session.h"

/*
 * Runs it to its end, on the screen or in batch, and writes what the options ask for.
 * Main thread. Returns the exit status: the study's, a signal's when one ended it, or
 * that of a write that failed.
 */
int run_session(struct session *s, const struct options *o, bool on_screen);

#endif
