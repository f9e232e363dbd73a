/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The monotonic clock, in seconds; only differences mean something. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

double clock_seconds(void);

#endif
