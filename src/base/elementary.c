/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/elementary.h"

#include <math.h>
#include <stddef.h>

#include "base/number.h"

/* ln 2 and pi / 2 in two parts: small multiples of the first are exact. */
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define HALF_PI_HIGH 0x1.921fb544p+0
#define HALF_PI_LOW 0x1.0b4611a626331p-34

/* c[0] + c[1] x + … */
static double horner(const double *c, size_t n, double x)
{
	double sum = c[--n];

	while (n)
		sum = sum * x + c[--n];
	return sum;
}

/* x = k ln 2 + r with |r| <= ln 2 / 2, and the series of e^r - 1 - r. */
double elementary_exp(double x)
{
	static const double c[] = {1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720,
		1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800,
		1.0 / 479001600, 1.0 / 6227020800};
	double k, high, r, sum, rest;

	if (isnan(x))
		return x;
	if (x > 710 || x < -746)
		return x > 0 ? (double)INFINITY : 0;
	k = nearbyint(x / M_LN2);
	high = x - k * LN2_HIGH;
	r = high - k * LN2_LOW;
	sum = 1 + r;
	/* what r and the sum have lost is small enough to be added at the end */
	rest = (r - (sum - 1)) + ((high - r) - k * LN2_LOW);
	return ldexp(sum + (rest + r * r * horner(c, sizeof(c) / sizeof(c[0]), r)), (int)k);
}

/* x = 2^k m with m within a factor of sqrt 2 of 1, and ln m = 2 artanh((m - 1)/(m + 1)). */
double elementary_log(double x)
{
	static const double c[] = {2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13,
		2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23};
	double f, s, t;
	int k;

	if (isnan(x) || x <= 0 || isinf(x))
		return x == 0 ? -(double)INFINITY : x > 0 ? x : NO_NUMBER;
	f = frexp(x, &k);
	if (f < M_SQRT1_2) {
		f *= 2;
		k--;
	}
	f -= 1;
	s = f / (2 + f);
	t = s * s * horner(c, sizeof(c) / sizeof(c[0]), s * s);
	/* 2 s is f - s f, of which f is exact */
	return k * LN2_HIGH + (f - (s * (f - t) - k * LN2_LOW));
}

/* Within pi / 4 of 0. */
static double small_sin(double r)
{
	static const double c[] = {-1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880,
		-1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000,
		1.0 / 355687428096000};

	return r + r * (r * r * horner(c, sizeof(c) / sizeof(c[0]), r * r));
}

static double small_cos(double r)
{
	static const double c[] = {1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800,
		1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000};
	double s = r * r;

	return 1 - (s / 2 - s * (s * horner(c, sizeof(c) / sizeof(c[0]), s)));
}

/* The sine, some quarters of a turn ahead. */
static double sin_ahead(double x, int quarters)
{
	double k = nearbyint(x / M_PI_2);
	double r = (x - k * HALF_PI_HIGH) - k * HALF_PI_LOW;

	switch (((int)k + quarters) & 3) {
	case 0:
		return small_sin(r);
	case 1:
		return small_cos(r);
	case 2:
		return -small_sin(r);
	default:
		return -small_cos(r);
	}
}

double elementary_sin(double x)
{
	return sin_ahead(x, 0);
}

double elementary_cos(double x)
{
	return sin_ahead(x, 1);
}

double elementary_power(double x, uint64_t n)
{
	double result = 1;

	for (; n; n >>= 1, x *= x)
		if (n & 1)
			result *= x;
	return result;
}
