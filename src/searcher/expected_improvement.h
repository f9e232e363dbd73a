/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expected improvement (Jones, Schonlau & Welch 1998) as a logarithm, which still tells
 * candidates apart where the improvement itself is too small for a number (Ament et al.
 * 2023). Pure; any thread.
 */
#ifndef SEARCHER_EXPECTED_IMPROVEMENT_H
#define SEARCHER_EXPECTED_IMPROVEMENT_H

/*
 * log E[max(0, best - v)] of a normal v with this mean and standard deviation > 0: by how
 * much it is expected to be less than best. -INFINITY where it is out of all reach. Into
 * slopes, unless NULL, the derivatives by the mean and by the deviation.
 */
double log_expected_improvement(
	double mean, double deviation, double best, double slopes[2]);

/* The logarithm of h(z) = φ(z) + z Φ(z), the improvement in deviations. */
double log_improvement(double z);

#endif
