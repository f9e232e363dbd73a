/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Learning curves of chosen trials: a metric over log(epoch), so that rungs stand equally
 * far apart; or over epochs, or the study's time. A value that is not finite is a gap.
 */
#ifndef UI_CURVES_H
#define UI_CURVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draw/plot.h"
#include "ui/before_start.h"
#include "ui/view.h"

struct series {
	uint32_t trial;
	struct plot_ink ink;
	bool label; /* its name stands at its end */
	bool ghost; /* what it would have come to is drawn, too */
};

/* Steps of smoothing that there are, from none on. */
#define CURVES_SMOOTHINGS 3

/* The part of the x axis that a pane shows, and its crosshair. */
struct curves_window {
	double from, to;      /* within 0 … 1 */
	bool cross;	      /* the crosshair is on: it stands on the selected trial */
	uint32_t cross_trial; /* that cross_epoch is of */
	int cross_epoch;
	double cross_at; /* where along the axis it is wanted, 0 … 1 */
	int followed;	 /* the epoch that what shows was last moved to */
	int rows;	 /* of the pane; 0: it has not been laid out yet */
	struct before_start before; /* what shows while nothing has begun */
};

/* How curves are drawn. */
struct curves_look {
	size_t metric;
	bool log_y;
	enum curves_x x;
	double smooth;	 /* weight of what came before, 0 … 1 */
	double from, to; /* the part of the x axis that shows, within 0 … 1 */
};

/* Epochs of a trial that stand for `weight` trials in the ground. */
struct curves_span {
	uint32_t trial;
	int from, to;
	uint32_t weight;
};

/* What is drawn: the series, later ones over earlier ones, and a density where none is. */
struct curves_set {
	struct series *series;
	size_t n, cap;
	struct curves_span *ground;
	size_t n_ground, cap_ground;
	int bracket;	/* whose rungs show */
	uint32_t cross; /* the trial with the crosshair, or STUDY_NONE */
	int cross_epoch;
};

/* Chooses what a pane with this window draws; curves_release() afterwards. */
void curves_choose(
	struct curves_set *l, const struct scene *sc, const struct curves_window *w);
/* Whether a pane of so many rows draws a choice of the trials; else it draws all. */
bool curves_are_chosen(const struct study *s, int rows);
void curves_release(struct curves_set *l);
/*
 * Whether the y axis of a metric is logarithmic: as the user has chosen, else as
 * axis_suits_log() says. It never is where the metric has had a value at or below 0.
 */
bool curves_log_y(const struct scene *sc, size_t metric);
/* The weight of what came before in curves smoothed by this step; 0: they are not. */
double curves_smoothing(int step);
/* As the view has it, the whole of the x axis. The study must have begun. */
struct curves_look curves_look(const struct scene *sc);
/* Draws the set, with axes and rung levels. */
void curves_plot(const struct scene *sc, struct grid *g, struct area in,
	const struct curves_look *look, const struct curves_set *set);
/* Draws n series over the whole of the x axis, with the rung levels of bracket b. */
void curves_draw(const struct scene *sc, struct grid *g, struct area in,
	const struct series *series, size_t n, int bracket);
/* One series in one row of `cols` cells at the pen, values between lo and hi. */
void curves_spark(const struct scene *sc, struct pen *p, const struct series *se,
	int cols, double lo, double hi);

/*
 * A running average, in place: each value weighs `weight` times what the next one does.
 * Unbiased: divided by the sum of the weights (Kingma and Ba, Adam, section 3). A value
 * that is not finite stays, and counts for nothing.
 */
void curves_smooth(double *values, size_t n, double weight);
/* The place of a trial's epoch along the whole x axis: 0 … 1. */
double curves_place(
	const struct study *s, enum curves_x x, const struct study_trial *t, int epoch);
/* The trial's epoch that is nearest to such a place; 0: it has none. */
int curves_nearest(const struct study *s, enum curves_x x, const struct study_trial *t,
	double place);

#endif
