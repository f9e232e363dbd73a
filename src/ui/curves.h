/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Learning curves of chosen trials: the metric over epochs, x = log(epoch), so that
 * rungs stand equally far apart.
 */
#ifndef UI_CURVES_H
#define UI_CURVES_H

#include "ui/panes.h"
#include "ui/plot.h"

struct series {
	uint32_t trial;
	struct plot_ink ink;
	bool label; /* its name stands at its end */
};

/* Whether the y axis is logarithmic: as chosen, else for a metric that is minimised. */
bool curves_log_y(const struct scene *sc);
/* Draws n series, later ones over earlier ones, with axes and rung levels of bracket b. */
void curves_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct series *series, size_t n, int bracket);
/* One series in one row of `cols` cells at the pen, values between lo and hi. */
void curves_spark(const struct scene *sc, struct pen *p, const struct series *se,
	int cols, double lo, double hi);

#endif
