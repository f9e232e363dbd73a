/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A terminal that takes nothing more blocks who writes to it, and while a frame is being
 * written nobody reads the signals that are to end the screen. So they are let through
 * then, and their handler turns the rest of the frame away from the terminal: the write
 * comes back, and the screen can end. One terminal at a time; the screen's thread only.
 */
#ifndef UI_STUCK_H
#define UI_STUCK_H

/* fd: the terminal's descriptor that is written to. */
void stuck_guard(int fd);
void stuck_release(void);
/* Around what writes. stuck_end() returns the signal that came meanwhile, or 0. */
void stuck_begin(void);
int stuck_end(void);
/* Before the terminal is given back: drops what it does not take. Signal-safe. */
void stuck_drop(int fd);

#endif
