/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptors that the loop of the screen waits for. */
#ifndef UI_WAKE_H
#define UI_WAKE_H

/* A timer that does not run yet; -1: there is none to be had. */
int wake_new(void);
/* Has it end at a time of clock_seconds(); 0: it is stopped. */
void wake_at(int timer, double at);
/* Has it end again and again; 0: it is stopped. */
void wake_every(int timer, double seconds);
/* Reads what has come. */
void wake_clear(int fd);

#endif
