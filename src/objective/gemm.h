/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matrix products in single precision, X[m][n] being m rows of n floats, the rows a
 * stride apart. A product is prepared once for the numbers that stay and run for those
 * that change from batch to batch.
 *
 * Where LIBXSMM is there and knows the processor, its kernels do the work: code made for
 * one small shape. A product of any size is put together from few of them, rows in
 * chunks of powers of two, so that a sweep over hundreds of batch sizes makes a few dozen
 * kernels and not thousands. Otherwise CBLAS does it. Which of the two depends on the
 * machine alone, and how a product is cut on its shape alone: the same product has the
 * same bits in every thread and at every time.
 *
 * A prepared product belongs to one thread; kernels are found when they are first needed.
 */
#ifndef OBJECTIVE_GEMM_H
#define OBJECTIVE_GEMM_H

#include <stdbool.h>
#include <stddef.h>

#define GEMM_LANES 16 /* strides in multiples of it are the fast ones: 64 bytes */
#define GEMM_SIZES 13 /* chunks: 256, 128, 64, 32, 16, 8, and 1 to 7 */

/* C[m][n] += or = A B, as LIBXSMM has it: column by column, so B comes first. */
typedef void (*gemm_kernel)(const float *b, const float *a, float *c, ...);

/* C[m][n] = A[m][k] B[k][n] for any m */
struct gemm_rows {
	int n, k, lda, ldb, ldc;
	int panel; /* columns that are done together, and what is left at the end */
	gemm_kernel kernels[2][GEMM_SIZES];
};

/* C[m][n] = A[k][m]^T B[k][n] for any k and up to `block` m */
struct gemm_outer {
	int n, block, lda, ldb, ldc;
	int rest; /* the other m that there is a kernel for */
	gemm_kernel kernels[2][2][GEMM_SIZES];
};

void gemm_rows_init(struct gemm_rows *g, int n, int k, int lda, int ldb, int ldc);
void gemm_rows_run(struct gemm_rows *g, int m, const float *a, const float *b, float *c);
/* So many rows at a time are as fast as all of them, and still in the cache after. */
int gemm_rows_chunk(int m);

/* For C of m rows in all, which is made in blocks of `block` rows and what is left. */
void gemm_outer_init(struct gemm_outer *g, int m, int n, int lda, int ldb, int ldc);
/* m: g->block, or less in the last block. */
void gemm_outer_run(
	struct gemm_outer *g, int m, int k, const float *a, const float *b, float *c);

/* "LIBXSMM", or the CBLAS that was configured. */
const char *gemm_name(void);

#endif
