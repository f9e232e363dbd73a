/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Halton's sequence (1960) with random permutations of the digits: in the base that is the
 * dimension's prime, each digit of i has one of its own (Owen 2017, "A randomized Halton
 * algorithm in R"). The plain sequence begins in base b with a ramp of b points, so two
 * large bases give nearly the same numbers for as many points. Permutations that are
 * linear, a × digit + c modulo b, would not do: they turn ramps into ramps.
 */
#include "config.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "searcher/scrambled.h"

struct base {
	uint32_t b;
	int digits;	  /* that any i has at most */
	uint16_t *digit;  /* the permutations: `digits` of them, b numbers each */
	double remainder; /* in [0, 1): the digits after those */
};

struct scrambled_halton {
	size_t dims;
	struct base *bases;
};

static uint32_t next_prime(uint32_t p)
{
	for (p++;; p++) {
		bool prime = true;

		for (uint32_t q = 2; prime && q * q <= p; q++)
			prime = p % q != 0;
		if (prime)
			return p;
	}
}

static void set_base(struct base *base, uint32_t b, gsl_rng *rng)
{
	base->b = b;
	for (uint64_t most = 1; most <= UINT32_MAX; most *= b)
		base->digits++;
	base->digit = xcalloc((size_t)base->digits * b, sizeof(*base->digit));
	for (int k = 0; k < base->digits; k++) {
		uint16_t *digit = base->digit + (size_t)k * b;

		for (uint32_t i = 0; i < b; i++)
			digit[i] = (uint16_t)i;
		gsl_ran_shuffle(rng, digit, b, sizeof(*digit));
	}
	base->remainder = gsl_rng_uniform(rng);
}

struct scrambled_halton *scrambled_halton_new(uint64_t seed, size_t dims)
{
	struct scrambled_halton *h = xcalloc(1, sizeof(*h));
	uint32_t prime = 1;

	h->dims = dims;
	h->bases = xcalloc(dims, sizeof(*h->bases));
	for (size_t d = 0; d < dims; d++) {
		gsl_rng *rng = stream_new(seed, (uint32_t)d, STREAM_SCRAMBLE, 0);

		prime = next_prime(prime);
		set_base(&h->bases[d], prime, rng);
		gsl_rng_free(rng);
	}
	return h;
}

void scrambled_halton_free(struct scrambled_halton *h)
{
	if (!h)
		return;
	for (size_t d = 0; d < h->dims; d++)
		free(h->bases[d].digit);
	free(h->bases);
	free(h);
}

void scrambled_halton_point(const struct scrambled_halton *h, uint32_t i, double *x)
{
	for (size_t d = 0; d < h->dims; d++) {
		const struct base *base = &h->bases[d];
		double share = 1, sum = 0;
		uint32_t rest = i;

		for (int k = 0; k < base->digits; k++, rest /= base->b) {
			share /= base->b;
			sum += share * base->digit[(size_t)k * base->b + rest % base->b];
		}
		x[d] = fmin(sum + share * base->remainder, 1 - 0x1p-53);
	}
}
