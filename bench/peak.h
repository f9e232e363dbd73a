/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the core can do at all, measured. */
#ifndef BENCH_PEAK_H
#define BENCH_PEAK_H

/* CPU seconds of the calling thread: what others do on the machine is not in them. */
double bench_seconds(void);
/*
 * GFLOP/s of fused multiply-adds in single precision, with the widest vectors there are,
 * in registers only; for about that many seconds.
 */
double bench_peak(double seconds);
/* The middle of n numbers, which it sorts. */
double bench_median(double *x, int n);

#endif
