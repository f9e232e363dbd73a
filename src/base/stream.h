/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random streams. Everything random about a trial comes from a stream of its own,
 * derived from (study seed, trial, purpose, epoch), so a curve depends neither on
 * the number of workers nor on pauses of the trial.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

enum stream_purpose {
	STREAM_CONFIG,	/* the searcher's draw */
	STREAM_WEIGHTS, /* initial weights */
	STREAM_SHUFFLE, /* the order of the rows in an epoch */
	STREAM_DROPOUT, /* the masks of an epoch */
	STREAM_DATA,	/* generated sets and the validation split (trial 0) */
	STREAM_BRACKET, /* the bracket a trial is drawn into */
	STREAM_SHIFT,	/* the shift of a quasi-random sequence (trial 0) */
	STREAM_CURVE,	/* simulated curves: the noise of an epoch */
	STREAM_COST,	/* what a simulated trial's epochs take */
	STREAM_FATE,	/* whether and when a simulated trial ends badly */
	STREAM_MODEL,	/* what a searcher's model draws */
	STREAM_SCRAMBLE, /* quasi-random sequences: a dimension, or a group's order */
	STREAM_AUDIT,	 /* the order in which an audit draws trials (trial 0) */
	STREAM_LEFT,	 /* how the rest of a study may go */
};

/* SplitMix64's finaliser (Steele, Lea & Flood 2014): a bijection that mixes all bits. */
uint64_t stream_mix(uint64_t x);

/*
 * Seeds rng for the stream. For a fixed (seed, purpose, epoch) the 32 bits that GSL
 * takes are a keyed permutation of the trial id, so no two trials share a stream.
 */
void stream_seed(gsl_rng *rng, uint64_t seed, uint32_t trial, enum stream_purpose purpose,
	uint32_t epoch);

/*
 * One number of the stream, in the open interval (0, 1), without a generator: for what
 * draws little and often. It is not the first one that stream_seed() leads to.
 */
double stream_uniform(
	uint64_t seed, uint32_t trial, enum stream_purpose purpose, uint32_t epoch);

/* A new generator (gsl_rng_taus2), seeded so; gsl_rng_free() it. */
gsl_rng *stream_new(
	uint64_t seed, uint32_t trial, enum stream_purpose purpose, uint32_t epoch);

#endif
