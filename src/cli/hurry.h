/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A signal has ended the study: what is still to be said must not keep the program on a
 * terminal or a pipe that takes nothing.
 */
#ifndef CLI_HURRY_H
#define CLI_HURRY_H

/* From now on stdout and stderr have two seconds; the rest goes nowhere. Once; main thread. */
void hurry(void);

#endif
