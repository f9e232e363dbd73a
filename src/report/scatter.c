/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/scatter.h"

#include <math.h>
#include <stdlib.h>

#include "base/stream.h"
#include "base/xalloc.h"

size_t sample_count(size_t n, size_t max)
{
	return n < max ? n : max;
}

size_t sample_at(size_t n, size_t max, size_t i)
{
	return n <= max ? i : (size_t)((double)i * (double)n / (double)max);
}

double jitter(uint32_t trial)
{
	return (double)(stream_mix(trial + 1ull) >> 11) * 0x1p-53 - 0.5;
}

static double lowest(const double *y, size_t n)
{
	double lo = y[0];

	for (size_t i = 1; i < n; i++)
		lo = fmin(lo, y[i]);
	return lo;
}

void swarm(const double *y, size_t n, double dot, double half_width, double *dx)
{
	size_t *row = xcalloc(n + 1, sizeof(*row)), rows = 0;
	size_t *in_row, *placed, most = 0;
	double lo = n ? lowest(y, n) : 0, step;

	for (size_t i = 0; i < n; i++) {
		row[i] = (size_t)floor((y[i] - lo) / dot);
		if (row[i] >= rows)
			rows = row[i] + 1;
	}
	in_row = xcalloc(rows + 1, sizeof(*in_row));
	placed = xcalloc(rows + 1, sizeof(*placed));
	for (size_t i = 0; i < n; i++)
		if (++in_row[row[i]] > most)
			most = in_row[row[i]];
	step = most > 1 ? fmin(dot, half_width / (double)(most / 2)) : 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = placed[row[i]]++;

		dx[i] = (k & 1 ? step : -step) * (double)((k + 1) / 2);
	}
	free(row);
	free(in_row);
	free(placed);
}
