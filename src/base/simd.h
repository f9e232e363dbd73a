/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SIMD marks a function whose plain loops are worth the widest vectors of the machine:
 * it is compiled once for each generation of them, and the loader picks one. exp and
 * tanh for such loops: libm's are not vectorised.
 *
 * A function marked SIMD calls nothing but static inline functions. Not under the
 * sanitizers, whose runtime is not there yet when the loader picks, and only where
 * the C library knows how to pick.
 */
#ifndef BASE_SIMD_H
#define BASE_SIMD_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SIMD_PLAIN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||               \
	__has_feature(memory_sanitizer) || __has_feature(undefined_behavior_sanitizer)
#define SIMD_PLAIN
#endif
#endif
#if !defined(__x86_64__) || !defined(__GLIBC__)
#define SIMD_PLAIN
#endif

#ifdef SIMD_PLAIN
#define SIMD_CLONES
#else
#define SIMD_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#endif

/*
 * gcc vectorises little at -O2, and nothing with a select or a square root while errno
 * and traps matter; and it calls memcpy for short rows. None of this touches values: a NaN
 * stays one.
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#define SIMD                                                                             \
	__attribute__((optimize("O3", "no-math-errno", "no-trapping-math",               \
		"no-tree-loop-distribute-patterns"))) SIMD_CLONES
#else
#define SIMD SIMD_CLONES
#endif

#define SIMD_INLINE static inline __attribute__((always_inline))

/* p, which begins on 64 bytes */
#if defined(__GNUC__)
#define SIMD_ALIGNED(p) __builtin_assume_aligned((p), 64)
#else
#define SIMD_ALIGNED(p) (p)
#endif

/*
 * Numbers too small for a full mantissa count as 0 from begin to end, in this thread. A
 * running mean that has nothing left to follow fades into them and stays there, and
 * processors take a hundred cycles for each. Not with `flush` false: processors differ in
 * whether a number is too small before it is rounded, or after. Returns what end takes back.
 */
static inline uint64_t simd_flush_begin(bool flush)
{
	uint64_t was = 0;
#if defined(__SSE2__)
	was = __builtin_ia32_stmxcsr();
	__builtin_ia32_ldmxcsr(((unsigned)was & ~0x8040u) | (flush ? 0x8040u : 0));
#elif defined(__aarch64__)
	__asm__ volatile("mrs %0, fpcr" : "=r"(was));
	__asm__ volatile("msr fpcr, %0"
			 :
			 : "r"((was & ~(1ull << 24)) | (uint64_t)flush << 24));
#endif
	return was;
}

static inline void simd_flush_end(uint64_t was)
{
#if defined(__SSE2__)
	__builtin_ia32_ldmxcsr((unsigned)was);
#elif defined(__aarch64__)
	__asm__ volatile("msr fpcr, %0" : : "r"(was));
#else
	(void)was;
#endif
}

/*
 * e^x within 2e-7 of it, relatively; NaN gives NaN, x is held within the range of a
 * normal result. x = n ln 2 + r with |r| <= ln 2 / 2; Taylor for e^r, n to the exponent.
 */
SIMD_INLINE float simd_exp(float x)
{
	const float shift =
		12582912.0f; /* 3 * 2^22: adding it rounds to a whole number */
	float t, n, r, p, scale;
	uint32_t bits;

	x = x > 88.0f ? 88.0f : x;
	x = x < -87.0f ? -87.0f : x;
	t = x * 1.44269504f + shift;
	n = t - shift;
	/* ln 2 in two parts, of which n times the first is exact */
	r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
	p = 1.0f / 5040;
	p = p * r + 1.0f / 720;
	p = p * r + 1.0f / 120;
	p = p * r + 1.0f / 24;
	p = p * r + 1.0f / 6;
	p = p * r + 0.5f;
	p = p * r + 1.0f;
	p = p * r + 1.0f;
	/* the low bits of t hold n; 127 is the bias of the exponent */
	memcpy(&bits, &t, sizeof(bits));
	bits = (bits + 127) << 23;
	memcpy(&scale, &bits, sizeof(scale));
	return p * scale;
}

/*
 * Square root within 2e-7, relatively, for normal x > 0: from a guess y of 1 / sqrt x by
 * the exponent, with r = 1 - x y^2, it is x y (1 - r)^(-1/2), a polynomial in r that is
 * best for |r| < 0.07. A quarter of what the exact instruction takes when there is nothing
 * to wait for but it. The root of 0 is 0; NaN gives NaN.
 */
SIMD_INLINE float simd_sqrt(float x)
{
	float y, r, p;
	uint32_t bits;

	memcpy(&bits, &x, sizeof(bits));
	bits = 0x5f375400u - (bits >> 1);
	memcpy(&y, &bits, sizeof(y));
	r = 1 - x * y * y;
	p = 0.275080653f;
	p = p * r + 0.314062083f;
	p = p * r + 0.374997291f;
	p = p * r + 0.499998031f;
	y *= x;
	return y + y * (p * r);
}

/*
 * ln x within 2e-7 for a normal x > 0; NaN gives NaN. x = 2^e m with m within a factor of
 * sqrt 2 of 1, and Cephes' polynomial for ln m.
 */
SIMD_INLINE float simd_log(float x)
{
	uint32_t bits;
	int32_t e;
	float m, f, p;

	memcpy(&bits, &x, sizeof(bits));
	bits += 0x3f800000u - 0x3f3504f3u; /* so that m begins at sqrt(1/2) */
	e = (int32_t)(bits >> 23) - 127;
	bits = (bits & 0x007fffffu) + 0x3f3504f3u;
	memcpy(&m, &bits, sizeof(m));
	f = m - 1;
	p = 7.0376836292e-2f;
	p = p * f - 1.1514610310e-1f;
	p = p * f + 1.1676998740e-1f;
	p = p * f - 1.2420140846e-1f;
	p = p * f + 1.4249322787e-1f;
	p = p * f - 1.6668057665e-1f;
	p = p * f + 2.0000714765e-1f;
	p = p * f - 2.4999993993e-1f;
	p = p * f + 3.3333331174e-1f;
	f += f * f * (p * f - 0.5f);
	f += (float)e * 0.693147181f;
	return x == x ? f : x;
}

/* tanh x within 2e-7; near 0 by its series, where the quotient would cancel. */
SIMD_INLINE float simd_tanh(float x)
{
	float s = x * x, e = simd_exp(2 * x), series;

	series = -1382.0f / 155925;
	series = series * s + 62.0f / 2835;
	series = series * s - 17.0f / 315;
	series = series * s + 2.0f / 15;
	series = series * s - 1.0f / 3;
	series = x + x * s * series;
	return s < 0.0625f ? series : 1 - 2 / (e + 1);
}

#endif
