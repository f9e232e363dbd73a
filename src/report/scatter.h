/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many things in little room: which of them to draw, and where to put those that would
 * cover one another. Nothing is random: the same study gives the same picture.
 */
#ifndef REPORT_SCATTER_H
#define REPORT_SCATTER_H

#include <stddef.h>
#include <stdint.h>

/* How many of n to draw when at most max can be, and the i-th of them: evenly spread. */
size_t sample_count(size_t n, size_t max);
size_t sample_at(size_t n, size_t max, size_t i);

/* A place in [-0.5, 0.5) for a trial, the same whenever it is asked for. */
double jitter(uint32_t trial);

/*
 * Dots of width `dot` at heights y[n], in points, beside one another where they would
 * touch: dx[i] is how far dot i goes to the side, at most half_width. Like a beeswarm, in
 * rows: the first of each row in the middle, then right and left in turn. All rows keep
 * the same steps, so that the longest are where most dots are.
 */
void swarm(const double *y, size_t n, double dot, double half_width, double *dx);

#endif
