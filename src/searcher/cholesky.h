/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cholesky factors of symmetric positive definite matrices, by LAPACK. A matrix is
 * column-major as LAPACK has it: element (i, j) of one with n rows is a[i + j * n]. Pure;
 * any thread, when BLAS keeps to the calling one (base/blas.h).
 */
#ifndef SEARCHER_CHOLESKY_H
#define SEARCHER_CHOLESKY_H

#include <stddef.h>

/* More than that on the diagonal, beside a mean of 1, is worth a word. */
#define CHOLESKY_JITTER_SMALL 1e-4

/*
 * The lower factor of a (n × n, both triangles given) into its lower triangle; the upper
 * one stays. When the matrix is not positive definite a constant is added to its diagonal,
 * the first of 0, 1e-10, 1e-9 … times the diagonal's mean that helps; *jitter is that
 * factor. -1: up to 1 none does, which means that a holds what is not finite.
 */
int cholesky_factor(double *a, size_t n, double *jitter);
/* b (n × columns) becomes L⁻¹ b. */
void cholesky_forward(const double *l, size_t n, double *b, size_t columns);
/* b (n × columns) becomes L⁻ᵀ b. */
void cholesky_backward(const double *l, size_t n, double *b, size_t columns);
/* The lower triangle of l becomes that of (L Lᵀ)⁻¹. */
void cholesky_invert(double *l, size_t n);
/* log det(L Lᵀ) */
double cholesky_log_determinant(const double *l, size_t n);

#endif
