#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# GSL 2.7.1 (Debian's libgsl-dev): gsl_cdf_beta_Pinv(), the quantiles of a beta distribution.
#
# One would guess: it inverts gsl_cdf_beta_P() for every a, b > 0, perhaps less exactly at
# the ends.
# Seen: it gives NaN (with an error, which ends the program unless its handler is off) in the
# midst of the range, and not for exotic shapes alone: for a = 5, b = 0.1 at the median, for
# a = 1000, b = 3 at 0.01. gsl_cdf_beta_P() is fine there, and bisection finds the place.
# Why it matters: a beta prior on a parameter draws by this function, or by gsl_ran_beta(). Some
# trials get NaN for a parameter, by their number, long after the sweep was tried out.
. "$(dirname -- "$0")/lib.sh"
debian libgsl-dev 2.7.1

cat >a.c <<'C'
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>

static void look(double p, double a, double b)
{
	double x = gsl_cdf_beta_Pinv(p, a, b), low = 0, high = 1;

	for (int i = 0; i < 100; i++) {
		double mid = (low + high) / 2;

		*(gsl_cdf_beta_P(mid, a, b) < p ? &low : &high) = mid;
	}
	printf("%s %.4f\n", isnan(x) ? "NaN" : "a number", high);
}

int main(void)
{
	gsl_set_error_handler_off();
	look(0.5, 2, 5);
	look(0.5, 5, 0.1);
	look(0.01, 1000, 3);
	return 0;
}
C
gcc -o a a.c -lgsl -lgslcblas -lm && ./a >out
seen 'the median for 2, 5; by bisection' "$(sed -n 1p out)" 'a number 0.2644'
seen 'the median for 5, 0.1; by bisection' "$(sed -n 2p out)" 'NaN 0.9999'
seen 'the first hundredth for 1000, 3; by bisection' "$(sed -n 3p out)" 'NaN 0.9916'
finish
