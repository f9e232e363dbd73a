/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "peak.h"

#include <stdlib.h>
#include <time.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define X86
#endif

#define ROUNDS 20000
#define CHAINS 12 /* more than a latency of 4 with 2 units needs */

double bench_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/*
 * CHAINS independent chains of a = a x + y, all in registers: the empty asm, which might
 * change any of them, keeps the compiler from folding the loop.
 */
#define CHAIN_LOOP(vector)                                                               \
	vector a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11;                         \
	vector x = {0}, y = {0};                                                         \
                                                                                         \
	x += 1.0001f;                                                                    \
	y += 1e-6f;                                                                      \
	a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = a8 = a9 = a10 = a11 = y;                 \
	for (int i = 0; i < ROUNDS; i++) {                                               \
		a0 = a0 * x + y, a1 = a1 * x + y, a2 = a2 * x + y, a3 = a3 * x + y;      \
		a4 = a4 * x + y, a5 = a5 * x + y, a6 = a6 * x + y, a7 = a7 * x + y;      \
		a8 = a8 * x + y, a9 = a9 * x + y, a10 = a10 * x + y, a11 = a11 * x + y;  \
		__asm__ volatile(""                                                      \
				 : KEEP(a0), KEEP(a1), KEEP(a2), KEEP(a3), KEEP(a4),     \
				 KEEP(a5), KEEP(a6), KEEP(a7), KEEP(a8), KEEP(a9),       \
				 KEEP(a10), KEEP(a11));                                  \
	}

#ifdef X86
#define KEEP(a) "+v"(a)
#else
#define KEEP(a) "+w"(a)
#endif

#ifdef X86
typedef float v16 __attribute__((vector_size(64)));
typedef float v8 __attribute__((vector_size(32)));

__attribute__((target("avx512f"))) static void chains_512(void)
{
	CHAIN_LOOP(v16)
}

__attribute__((target("avx2,fma"))) static void chains_256(void)
{
	CHAIN_LOOP(v8)
}
#endif

typedef float v4 __attribute__((vector_size(16)));

static void chains_128(void)
{
	CHAIN_LOOP(v4)
}

double bench_peak(double seconds)
{
	void (*run)(void) = chains_128;
	double lanes = 4, from, now, n = 0;

#ifdef X86
	if (__builtin_cpu_supports("avx512f"))
		run = chains_512, lanes = 16;
	else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		run = chains_256, lanes = 8;
#endif
	from = bench_seconds();
	do {
		for (int i = 0; i < 20; i++, n++)
			run();
		now = bench_seconds();
	} while (now - from < seconds);
	return n * ROUNDS * CHAINS * 2 * lanes / (now - from) * 1e-9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_median(double *x, int n)
{
	qsort(x, (size_t)n, sizeof(*x), by_value);
	return (x[n / 2] + x[(n - 1) / 2]) / 2;
}
