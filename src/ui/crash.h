/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Restores the terminal when the program crashes. What has to be written is prepared
 * beforehand, so the handlers call nothing that is unsafe in a signal handler.
 */
#ifndef UI_CRASH_H
#define UI_CRASH_H

/* Remembers the terminal's modes. Call it before curses changes them. */
void crash_guard(int fd);
/* Installs handlers for SEGV, BUS, FPE, ILL and ABRT. Curses must be set up. */
void crash_arm(void);
/* Restores the default handlers. */
void crash_release(void);

#endif
