/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One number for a value and for how much of the constraints it breaks, so that whatever
 * compares numbers has the order of constrained optimisation (Deb, An efficient
 * constraint handling method for genetic algorithms, 2000, section 3): of two that break
 * nothing the better value, what breaks nothing before what does, and of two that break
 * some the one that breaks less.
 *
 * What breaks nothing has its value as its score. The rest lies beyond 2^512, on the bad
 * side: the amount times 2^768, which is exact, and so in the same order. Values beyond
 * 2^512, and amounts out of [2^-200, 2^200], count as these ends.
 */
#ifndef BASE_SCORE_H
#define BASE_SCORE_H

#include <stdbool.h>

/* broken: 0: nothing is. NaN where either is not finite. */
double score_of(double value, double broken, bool maximize);
/* The amount that is broken; 0: none, or it is no such score: NaN, or beyond 2^968. */
double score_broken(double score);

#endif
