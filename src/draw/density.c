/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "draw/density.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

void density_init(struct density *d, const struct plot *p)
{
	d->width = plot_width(p);
	d->height = plot_height(p);
	d->counts = xcalloc((size_t)d->width * (size_t)d->height + 1, sizeof(*d->counts));
}

void density_release(struct density *d)
{
	free(d->counts);
	d->counts = NULL;
}

static void count(struct density *d, int x, double y, uint32_t weight)
{
	double row = floor(y + 0.5); /* may be beyond any int */

	if (row >= 0 && row < d->height)
		d->counts[(int)row * d->width + x] += weight;
}

void density_line(
	struct density *d, double x0, double y0, double x1, double y1, uint32_t weight)
{
	double to = ceil(x1) - 1;

	if (!isfinite(y0) || !isfinite(y1) || !isfinite(x0) || !isfinite(x1))
		return;
	if (x0 == x1 && x0 >= 0 && x0 < d->width) {
		double low = fmax(fmin(y0, y1), -1), high = fmin(fmax(y0, y1), d->height);

		for (double y = low; y <= high; y++)
			count(d, (int)x0, y, weight);
	}
	if (x0 >= d->width)
		return;
	for (int x = x0 < 0 ? 0 : (int)floor(x0) + 1; x <= to && x < d->width; x++)
		count(d, x, y0 + (y1 - y0) * (x - x0) / (x1 - x0), weight);
}

void density_draw(const struct density *d, struct plot *p, struct plot_ink ink)
{
	/* Bayer's matrix: neighbours light up as far apart in time as they can */
	static const uint8_t order[4][4] = {
		{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};
	uint32_t most = 1;

	for (int i = 0; i < d->width * d->height; i++)
		most = d->counts[i] > most ? d->counts[i] : most;
	for (int y = 0; y < d->height; y++)
		for (int x = 0; x < d->width; x++) {
			uint32_t n = d->counts[y * d->width + x];

			/* by the logarithm, or the crowd at the first rung is all there is */
			if (n && !plot_covers(p, x, y, ink) &&
				16 * log1p(n) > order[y % 4][x % 4] * log1p(most))
				plot_dot(p, x, y, ink);
		}
}
