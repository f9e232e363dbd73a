/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results at a rung in their order: better first, ties to the lower trial id, values
 * that are not finite last. Everything is O(log n).
 *
 * A result is open while its trial may still be promoted from here.
 */
#ifndef BASE_ORDER_TREE_H
#define BASE_ORDER_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A tree gets as high with 28^7 insertions, more than 32 bits count. */
#define RANKING_HEIGHT 8

struct ranking_node;

/* The way from the root down to a result. */
struct ranking_path {
	double key;
	uint32_t trial, rank;			    /* rank 0: there is none */
	struct ranking_node *nodes[RANKING_HEIGHT]; /* by height: leaves have 0 */
	uint32_t at[RANKING_HEIGHT];		    /* in each */
};

struct ranking {
	bool maximize;
	uint32_t n;
	int height;		   /* of the root */
	struct ranking_node *root; /* NULL: no result */
	struct ranking_path last;  /* to what came last, if nothing has moved since */
};

struct result {
	uint32_t trial;
	double value; /* NaN: not finite */
};

void ranking_init(struct ranking *r, bool maximize);
void ranking_release(struct ranking *r);
uint32_t ranking_size(const struct ranking *r);
/* A trial has one result in a ranking. It is not open at first. */
void ranking_add(struct ranking *r, struct result x);
/* x as it was added. */
void ranking_remove(struct ranking *r, struct result x);
/* From 1. x as it was added. */
uint32_t ranking_rank(const struct ranking *r, struct result x);
/* The result of the given rank, 1 … size. */
struct result ranking_at(const struct ranking *r, uint32_t rank);
/* Up to n results from a rank on, in their order, into out[n]; how many. */
size_t ranking_copy(const struct ranking *r, uint32_t rank, size_t n, struct result *out);
/* x is open from now on, unless it is not finite; or no longer. */
void ranking_open(struct ranking *r, struct result x);
void ranking_shut(struct ranking *r, struct result x);
/* x counts as not finite from now on, and is not open. */
void ranking_spoil(struct ranking *r, struct result x);
/* The best open result; false when there is none. rank may be NULL. */
bool ranking_first_open(const struct ranking *r, struct result *x, uint32_t *rank);

/* The same order for plain arrays: whether a comes before b. */
bool result_before(struct result a, struct result b, bool maximize);
void results_sort(struct result *results, size_t n, bool maximize);

#endif
