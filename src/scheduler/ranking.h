/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results at a rung in their order: better first, ties to the lower trial id, values
 * that are not finite last. Everything is O(log n), but for rare moves of larger parts.
 *
 * A result is open while its trial may still be promoted from here.
 */
#ifndef SCHEDULER_RANKING_H
#define SCHEDULER_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ranking_block;

struct ranking_spot {
	size_t block;
	uint32_t at;
};

struct ranking {
	bool maximize;
	uint32_t n;
	struct ranking_block **blocks; /* n_blocks of them, in the order of the results */
	struct key *firsts;	       /* the first result of each */
	uint32_t *sizes;	       /* of each */
	uint32_t *sums;		       /* of the sizes */
	uint64_t *with_open;	       /* a bit for each that has an open result */
	size_t n_blocks, cap_blocks;
	struct ranking_spot last; /* where the last result was put */
};

struct result {
	uint32_t trial;
	double value; /* NaN: not finite */
};

void ranking_init(struct ranking *r, bool maximize);
void ranking_release(struct ranking *r);
uint32_t ranking_size(const struct ranking *r);
/* A trial has one result in a ranking. One that is not finite is never open. */
void ranking_add(struct ranking *r, struct result x, bool open);
/* From 1. x as it was added. */
uint32_t ranking_rank(const struct ranking *r, struct result x);
/* The result of the given rank, 1 … size. */
struct result ranking_at(const struct ranking *r, uint32_t rank);
/* x is open no longer; or is again. */
void ranking_shut(struct ranking *r, struct result x);
void ranking_open(struct ranking *r, struct result x);
/* x counts as not finite from now on, and is not open. */
void ranking_spoil(struct ranking *r, struct result x);
/* The best open result; false when there is none. rank may be NULL. */
bool ranking_first_open(const struct ranking *r, struct result *x, uint32_t *rank);

/* The same order for plain arrays: whether a comes before b. */
bool result_before(struct result a, struct result b, bool maximize);
void results_sort(struct result *results, size_t n, bool maximize);

#endif
