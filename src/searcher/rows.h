/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a table that a searcher may still propose (searcher_setup.candidates), as
 * points of the unit cube. Each is taken once.
 */
#ifndef SEARCHER_ROWS_H
#define SEARCHER_ROWS_H

#include "searcher/known.h"

struct rows {
	const struct value *const *configs; /* all of them, borrowed */
	double *points;			    /* known->n_dims a row */
	size_t *left;			    /* n_left rows, in no order of meaning */
	size_t n_left, n;
};

/* Of a setup without candidates: none, and n is 0. */
void rows_init(struct rows *r, const struct known *k, const struct searcher_setup *setup);
void rows_release(struct rows *r);
/* Of the i-th that is left, n_dims numbers; borrowed until rows_release(). */
const double *rows_point(const struct rows *r, const struct known *k, size_t i);
/* Which of those that are left is nearest to x; ties to the lower row. One must be. */
size_t rows_nearest(const struct rows *r, const struct known *k, const double *x);
/* The same, and x is then where it is; coordinates that it has not stay. */
size_t rows_move_to_nearest(const struct rows *r, const struct known *k, double *x);
/* Takes the i-th that is left: its configuration into config, its row into why. */
void rows_take(struct rows *r, const struct known *k, size_t i, struct value *config,
	struct proposal *why);
/*
 * The random configuration of a trial: any row that is left, by the trial and the seed;
 * known_random() where there never were any. why says so. False: none is left.
 */
bool rows_random(struct rows *r, struct known *k, uint32_t trial, struct value *config,
	struct proposal *why);

#endif
