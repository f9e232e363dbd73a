/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a searcher that learns knows: every trial it was told of, as a point of the unit
 * cube with its results. All searchers that learn share it and feed it from their report.
 *
 * A point has one coordinate a parameter that is not constant: where in [0, 1] the value
 * lies in its distribution's own measure (domain_position). Equal volumes of the cube are
 * hence equally likely to be drawn at random. A category lies at the middle of its share,
 * so two trials have the same one just when the coordinates are equal. NaN: the parameter
 * has no value that its domain knows of, such as one that does not apply (space.h). What a
 * searcher proposes for one that will not apply is taken out; it is told of NaN there.
 *
 * A loss is the metric turned so that smaller is better. Of a trial that diverged or
 * failed at a level, or on its way there, it is INFINITY: the worst. Killing one says
 * nothing; the results that it has stay.
 *
 * One that breaks constraints has its score (base/score.h), which comes behind all that
 * break none, by how much it breaks.
 *
 * A level is an epoch at which a trial was compared with others (PROGRESS_LEVEL). One that
 * ends by itself before its next level has its last value as its result there.
 *
 * To be told is O(log n) in the trials at the level. Everything here follows from what
 * was told, in its order.
 */
#ifndef SEARCHER_KNOWN_H
#define SEARCHER_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/order_tree.h"
#include "searcher/searcher.h"

struct known_dim {
	size_t param;	/* its index in the space */
	size_t n_items; /* the categories that can be drawn; 0: it is a number */
	double *items;	/* where each of them lies, ascending */
};

struct known_trial {
	bool told;
	bool pending;  /* trains to the level `until`, and has no result there yet */
	int until;     /* of its last task; INT32_MAX where its own end is the level */
	int epoch;     /* trained so far */
	double latest; /* the loss after it; NaN: none; INFINITY: not finite */
	int level;     /* the highest at which it has a result; 0: it has none */
	double loss;   /* there */
};

struct known_level {
	int epoch;
	struct ranking ranking; /* of losses; not finite: the worst */
	double *losses;		/* a trial; NaN: no result here */
	size_t n_losses, cap_losses;
	size_t n_finite; /* results that are not the worst */
};

struct known {
	const struct space *space; /* borrowed */
	bool maximize;
	uint64_t seed;
	struct known_dim *dims; /* n_dims */
	size_t n_dims;
	struct known_level *levels; /* n_levels, ascending; each has a result */
	size_t n_levels, cap_levels;
	struct known_trial *trials; /* n_trials, by id; some may not have been told */
	size_t n_trials, cap_trials;
	size_t n_with_result; /* of these */
	double *points; /* n_dims a trial */
	size_t cap_points;
	uint32_t *pending; /* n_pending, in no order of meaning */
	size_t n_pending, cap_pending;
	double *u; /* space->n numbers to work with */
};

/* setup's space is borrowed. */
void known_init(struct known *k, const struct searcher_setup *setup);
void known_release(struct known *k);
/* Whether the trial's highest level with a result is another one now. */
bool known_report(struct known *k, const struct trial_progress *p);

/* x[n_dims] of a trial that was told; borrowed until the next report. */
const double *known_point(const struct known *k, uint32_t trial);
/* The highest level with at least so many results, the worst among them; or NULL. */
const struct known_level *known_level_with(const struct known *k, size_t results);
/* A trial's loss at the level; NaN: it has none there. */
double known_loss(const struct known_level *l, uint32_t trial);
/*
 * Up to n results of the level from the given rank (1 is the best) on into out[n], in
 * their order, ties to the lower id; values are losses. How many there are.
 */
size_t known_results(
	const struct known_level *l, size_t rank, size_t n, struct result *out);
/* The metric's value of a loss; NaN: it has none, or breaks constraints. */
double known_value(const struct known *k, double loss);

/*
 * The distance of two points: Euclid's, where two categories, or a number and NaN, are 1
 * apart.
 */
double known_distance(const struct known *k, const double *a, const double *b);
/*
 * The two trials nearest to x that have a result, nearest first, ties to the lower id;
 * NO_TRIAL where there is none. O(n).
 */
void known_nearest(const struct known *k, const double *x, uint32_t nearest[2]);

/* Where a configuration lies, into x[n_dims]. */
void known_locate(const struct known *k, const struct value *config, double *x);
/* The configuration at x, into config[space->n]; constants have their value. */
void known_config(struct known *k, const double *x, struct value *config);
/*
 * What the n results of a level, in their order, say of a point at which each weighs
 * e^weights[i]: into why, their median, and as its spread half of what lies between their
 * 16th and 84th percentile. All together weigh once more as much as the heaviest, so that
 * one that is alone there is not taken for certain. Nothing where that is not finite.
 * Overwrites weights.
 */
void known_predict(const struct known *k, const struct known_level *l,
	const struct result *results, size_t n, double *weights, struct proposal *why);
/*
 * The random configuration of a trial, the one that the searcher `random` gives it with
 * the same seed; and *why says so.
 */
void known_random(
	struct known *k, uint32_t trial, struct value *config, struct proposal *why);

#endif
