/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scrambled sequences: Sobol's and Halton's with their digits permuted at random. Each
 * point is uniform on the unit cube, all of them together are as even as before, and what
 * two dimensions had in common is gone. Point i can be asked for in any order.
 */
#ifndef SEARCHER_SCRAMBLED_H
#define SEARCHER_SCRAMBLED_H

#include <stddef.h>
#include <stdint.h>

/* Sobol's, of any number of dimensions; see scrambled_sobol.c. */
struct scrambled_sobol;
struct scrambled_sobol *scrambled_sobol_new(uint64_t seed, size_t dims);
void scrambled_sobol_free(struct scrambled_sobol *s);
/* Point i into x[dims], each in [0, 1). */
void scrambled_sobol_point(const struct scrambled_sobol *s, uint32_t i, double *x);

/* Halton's, of up to SCRAMBLED_HALTON_DIMS dimensions; see scrambled_halton.c. */
#define SCRAMBLED_HALTON_DIMS 1229
struct scrambled_halton;
struct scrambled_halton *scrambled_halton_new(uint64_t seed, size_t dims);
void scrambled_halton_free(struct scrambled_halton *h);
void scrambled_halton_point(const struct scrambled_halton *h, uint32_t i, double *x);

#endif
