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
 * The portable products (gemm_portable.h) have them on every processor, too.
 *
 * A prepared product belongs to one thread; kernels are found when they are first needed.
 */
#ifndef MLP_GEMM_H
#define MLP_GEMM_H

#include <stdbool.h>
#include <stddef.h>

#define GEMM_LANES 16 /* strides in multiples of it are the fast ones: 64 bytes */
#define GEMM_PANEL 64
#define GEMM_SIZES 13 /* chunks: 256, 128, 64, 32, 16, 8, and 1 to 7 */

enum kernels { KERNELS_FAST, KERNELS_PORTABLE };

#define KERNELS_NAMES "fast portable" /* in the order of the enum */

/* C[m][n] += or = A B, as LIBXSMM has it: column by column, so B comes first. */
typedef void (*gemm_kernel)(const float *b, const float *a, float *c, ...);

/*
 * The columns of a panel, given those of a matrix. A matrix in panels is cut into bands of
 * so many columns (the last one has what is left), which lie one after the other, each
 * dense: a product reads a band from its first byte to its last, where rows as long as
 * the whole matrix would defeat the prefetchers and the TLB.
 */
int gemm_panel(enum kernels how, int n);

/* C[m][n] = A[m][k] B[k][n] for any m, B in panels. n: a multiple of GEMM_LANES. */
struct gemm_rows {
	enum kernels how;
	int n, k, lda, ldc, panel;
	gemm_kernel kernels[2][GEMM_SIZES];
};

void gemm_rows_init(
	struct gemm_rows *g, enum kernels how, int n, int k, int lda, int ldc);
void gemm_rows_run(struct gemm_rows *g, int m, const float *a, const float *b, float *c);
/* So many rows at a time are as fast as all of them, and still in the cache after. */
int gemm_rows_chunk(enum kernels how, int m);

/*
 * C[m][n] = or += A[k][m]^T B[k][n] for any k, one block of C after the other: up to
 * `block` of its rows in one panel, dense, as the panel of B is that it comes from: B as
 * a whole would keep to a few sets of the cache, and drive itself out of them.
 */
struct gemm_outer {
	enum kernels how;
	int m, n, lda, panel, block;
	gemm_kernel kernels[2][2][2][GEMM_SIZES];
};

void gemm_outer_init(struct gemm_outer *g, enum kernels how, int m, int n, int lda);
/*
 * The block of C that begins at row i and column j, where a panel and a block begin; b is
 * the panel of B there. Its numbers of rows and columns follow from them; returns their
 * product.
 */
size_t gemm_outer_run(struct gemm_outer *g, int i, int j, int k, const float *a,
	const float *b, float *c, bool add);

/* "LIBXSMM", or the CBLAS that was configured. */
const char *gemm_name(void);
/* What it makes code for: "LIBXSMM 1.17 for hsw", or "none". Returns out. */
const char *gemm_library(char *out, size_t size);

#endif
