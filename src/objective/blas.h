/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matrix products, all of them row by row and dense: X[m][n] has m rows of n floats
 * without gaps. Any thread may call them, each for itself.
 */
#ifndef OBJECTIVE_BLAS_H
#define OBJECTIVE_BLAS_H

/*
 * The first thing in main: OpenBLAS starts threads of its own when it is loaded, which
 * are open to all signals; only its environment keeps it from that. Starts the program
 * again with it set, when it is not; otherwise returns.
 */
void blas_begin(char **argv);
/* Holds the library to the calling thread: the workers are the parallelism. */
void blas_single_thread(void);

/* C[m][n] += A[m][k] B[k][n] */
void blas_add_product(int m, int n, int k, const float *a, const float *b, float *c);
/* C[m][n] = A[m][k] B[n][k]^T */
void blas_product_bt(int m, int n, int k, const float *a, const float *b, float *c);
/* C[m][n] = A[k][m]^T B[k][n] */
void blas_product_at(int m, int n, int k, const float *a, const float *b, float *c);

#endif
