/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal given back when the program dies of a bug: what to write is worked out
 * beforehand, so the handlers call nothing that a signal handler may not.
 */
#ifndef UI_CRASH_H
#define UI_CRASH_H

/* Remembers the terminal's modes as they are, before curses changes them. */
void crash_guard(int fd);
/* Takes SEGV, BUS, FPE, ILL and ABRT; curses must be set up. */
void crash_arm(void);
/* Gives the signals back. */
void crash_release(void);

#endif
