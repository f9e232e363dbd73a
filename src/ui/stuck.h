/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A terminal that accepts no more output blocks the write of a frame, and meanwhile the
 * screen reads no signals. So signals are unblocked during a write, and their handler
 * diverts the rest of the frame: the write returns, and the screen can end. There is one
 * terminal at a time. Call these from the screen's thread only.
 */
#ifndef UI_STUCK_H
#define UI_STUCK_H

#include <stddef.h>

/* fd: the descriptor of the terminal that is written to. */
void stuck_guard(int fd);
void stuck_release(void);
/* Begin and end a write. stuck_end() returns the signal that arrived meanwhile, or 0. */
void stuck_begin(void);
int stuck_end(void);
/* Writes n bytes between the two. Returns the signal, or 0. */
int stuck_write(int fd, const void *bytes, size_t n);
/* Drops output that the terminal has not accepted, before it is restored. Signal-safe. */
void stuck_drop(int fd);

#endif
