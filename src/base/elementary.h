/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few functions of libm with the same bits on every processor. The C library picks code
 * by what the processor can do; with and without fused multiply-add, the last bits of its
 * exp, log, sin, cos and pow differ, and so would a study's configurations and curves. These
 * are additions and multiplications in a fixed order, within two units in the last place.
 * Pure; any thread.
 */
#ifndef BASE_ELEMENTARY_H
#define BASE_ELEMENTARY_H

#include <stdint.h>

/* Beyond the range of a double: 0 or INFINITY; NaN gives NaN. */
double elementary_exp(double x);
/* Of 0: -INFINITY; below 0: NaN. */
double elementary_log(double x);
/* |x| < 1e5 */
double elementary_sin(double x);
double elementary_cos(double x);
/* x^n by squaring; the error grows with n, to n / 2 units in the last place. */
double elementary_power(double x, uint64_t n);

#endif
