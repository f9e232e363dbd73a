/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sobol's sequence (1967) with Owen's nested uniform scrambling (1995): a binary digit is
 * flipped or not by a random bit that is another one for all digits before it. That bit
 * is a hash of them and of the dimension's key, so nothing need be kept.
 *
 * Scrambling permutes the digits of one dimension, whatever others are. So where two
 * dimensions agree in the first digit, they agree or differ in it after that, too, in all
 * points alike: a correlation of about 3/4. Over 16 points there are just 8 first digits
 * to be had (they are linear in the digits of i, and the first point of each two differs
 * from the second), so of nine dimensions two agree, whatever the direction numbers are.
 * Hence dimensions come in groups of 8 whose first digits all differ over 16 points, and
 * each group after the first takes each 16 points in a random order of its own: padding,
 * as in Kollig & Keller (2002). Any 2^m points from a multiple of 2^m on, m ≥ 4, are then
 * the same set as before within a group, and independent of the other groups.
 */
#include "config.h"

#include <gsl/gsl_randist.h>
#include <stdlib.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "searcher/scrambled.h"

#define GROUP 8
#define BLOCK 16
#define BITS 32

struct scrambled_sobol {
	uint64_t seed;
	size_t dims;
	uint64_t *keys; /* one a dimension */
	uint32_t columns[GROUP][BITS];
};

/*
 * A primitive polynomial x^s + a_1 x^(s-1) + … + 1, with a_1 … a_(s-1) as bits, and the
 * first direction numbers m. The first five are those of Joe & Kuo (2008). Theirs of the
 * sixth and the seventh agree over 16 points with the first and the second in their first
 * digits; the last three here come from a search among all for such that none agree and
 * that the discrepancy of all eight is no larger.
 */
static const struct {
	int s;
	uint32_t a, m[5];
} numbers[GROUP - 1] = {
	{1, 0, {1}},
	{2, 1, {1, 3}},
	{3, 1, {1, 3, 1}},
	{3, 2, {1, 1, 1}},
	{4, 4, {1, 3, 7, 5}},
	{4, 1, {1, 1, 5, 11}},
	{5, 7, {1, 1, 5, 3, 5}},
};

/* Bratley & Fox (1988), equations 2 and 3. */
static void set_columns(uint32_t *columns, int s, uint32_t a, const uint32_t *first)
{
	for (int k = 0; k < s; k++)
		columns[k] = first[k] << (BITS - 1 - k);
	for (int k = s; k < BITS; k++) {
		columns[k] = columns[k - s] ^ (columns[k - s] >> s);
		for (int q = 1; q < s; q++)
			if (a >> (s - 1 - q) & 1)
				columns[k] ^= columns[k - q];
	}
}

struct scrambled_sobol *scrambled_sobol_new(uint64_t seed, size_t dims)
{
	struct scrambled_sobol *s = xcalloc(1, sizeof(*s));

	s->seed = seed;
	s->dims = dims;
	s->keys = xcalloc(dims, sizeof(*s->keys));
	for (size_t d = 0; d < dims; d++) {
		gsl_rng *rng = stream_new(seed, (uint32_t)d, STREAM_SCRAMBLE, 0);

		s->keys[d] = (uint64_t)gsl_rng_get(rng) << 32;
		s->keys[d] |= gsl_rng_get(rng);
		gsl_rng_free(rng);
	}
	for (int k = 0; k < BITS; k++) /* the first dimension: van der Corput's */
		s->columns[0][k] = UINT32_C(1) << (BITS - 1 - k);
	for (int d = 1; d < GROUP; d++)
		set_columns(s->columns[d], numbers[d - 1].s, numbers[d - 1].a,
			numbers[d - 1].m);
	return s;
}

void scrambled_sobol_free(struct scrambled_sobol *s)
{
	if (!s)
		return;
	free(s->keys);
	free(s);
}

/* Which point the group takes as its i-th. */
static uint32_t in_order(const struct scrambled_sobol *s, uint32_t i, uint32_t group)
{
	unsigned char order[BLOCK];
	gsl_rng *rng;

	if (!group)
		return i;
	for (unsigned char k = 0; k < BLOCK; k++)
		order[k] = k;
	rng = stream_new(s->seed, i / BLOCK, STREAM_SCRAMBLE, group);
	gsl_ran_shuffle(rng, order, BLOCK, 1);
	gsl_rng_free(rng);
	return i - i % BLOCK + order[i % BLOCK];
}

static uint32_t digits_of(const uint32_t *columns, uint32_t i)
{
	uint32_t x = 0;

	for (int k = 0; k < BITS && i >> k; k++)
		x ^= i >> k & 1 ? columns[k] : 0;
	return x;
}

/* The digits before one are a path in a binary tree: its node has a number from 1 on. */
static double scramble(uint64_t key, uint32_t x)
{
	uint64_t node = 1, y = 0;

	for (int k = BITS - 1; k >= 0; k--) {
		uint64_t digit = x >> k & 1;

		y = y << 1 | (digit ^ stream_mix(key ^ node) >> 63);
		node = node << 1 | digit;
	}
	/* what follows 32 digits is as good as random */
	y = y << 21 | stream_mix(key ^ node) >> 43;
	return (double)y * 0x1p-53;
}

void scrambled_sobol_point(const struct scrambled_sobol *s, uint32_t i, double *x)
{
	uint32_t at = i;

	for (size_t d = 0; d < s->dims; d++) {
		if (d % GROUP == 0)
			at = in_order(s, i, (uint32_t)(d / GROUP));
		x[d] = scramble(s->keys[d], digits_of(s->columns[d % GROUP], at));
	}
}
