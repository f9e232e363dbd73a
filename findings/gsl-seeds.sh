#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# GSL 2.7.1 (Debian's libgsl-dev): seeds that are the same seed, and seeds that are none.
#
# One would guess: gsl_rng_set() takes an unsigned long, so there are 2^64 of them.
# Seen: 0 is 4357 for mt19937 and 1 for most others. Of the rest only the lower 32 bits count
# in most generators, and where these are 0 the value is not replaced any more: with the
# seed 2^32 ten and more generators, the popular taus and ranlxs1 among them, give the same
# number for ever.
# Why it matters: seeds made by hashing a trial's name, or by shifting its number into the
# upper half, fall together or to nothing. "Seeds 0 and 1" of taus are one run, counted
# twice.
. "$(dirname -- "$0")/lib.sh"
debian libgsl-dev 2.7.1

cat >a.c <<'C'
#include <gsl/gsl_rng.h>
#include <stdio.h>

static double first(const gsl_rng_type *t, unsigned long seed)
{
	gsl_rng *r = gsl_rng_alloc(t);
	double x;

	gsl_rng_set(r, seed);
	x = gsl_rng_uniform(r);
	gsl_rng_free(r);
	return x;
}

static int is_constant(const gsl_rng_type *t, unsigned long seed)
{
	gsl_rng *r = gsl_rng_alloc(t);
	int same = 1;

	gsl_rng_set(r, seed);
	for (double x = gsl_rng_uniform(r), i = 0; i < 1000; i++)
		same &= gsl_rng_uniform(r) == x;
	gsl_rng_free(r);
	return same;
}

int main(void)
{
	const gsl_rng_type *mt = gsl_rng_mt19937, *taus = gsl_rng_taus;
	int n = 0;

	printf("%d %d %d\n", first(mt, 0) == first(mt, 4357), first(taus, 0) == first(taus, 1),
		first(mt, 5) == first(mt, 5 + (1ul << 32)));
	printf("%d %d\n", is_constant(taus, 1ul << 32), is_constant(gsl_rng_ranlxs1, 1ul << 32));
	for (const gsl_rng_type **t = gsl_rng_types_setup(); *t; t++)
		n += is_constant(*t, 1ul << 32);
	printf("%d\n", n);
	return 0;
}
C
gcc -o a a.c -lgsl -lgslcblas -lm && ./a >out
seen 'mt19937: 0 is 4357; taus: 0 is 1; mt19937: 5 is 2^32 + 5' "$(sed -n 1p out)" '1 1 1'
seen 'with 2^32 taus is constant, and ranlxs1' "$(sed -n 2p out)" '1 1'
seen 'and so many generators are' "$(sed -n 3p out)" '13'
finish
