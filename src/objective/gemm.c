/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/gemm.h"

#include <string.h>

#ifdef HAVE_LIBXSMM
#include <libxsmm.h>
#endif
#ifdef HAVE_CBLAS_H
#include <cblas.h>
#else
#include <gsl/gsl_cblas.h>
#endif

#define PANEL_FLOATS (1 << 18) /* of B: 1 MiB, half of a usual second level cache */
#define PANEL_COLUMNS 64
#define ROWS_CHUNK 64
/* A block of C: with LIBXSMM it stays in the first level cache for whoever reads it next. */
#define BLOCK_FLOATS (1 << 13)
#define BLOCK_ROWS_MIN 16
#define BLOCK_FLOATS_CBLAS (1 << 16) /* which packs B anew for each */

static const int sizes[GEMM_SIZES] = {256, 128, 64, 32, 16, 8, 7, 6, 5, 4, 3, 2, 1};

/* The largest chunk of at most n. */
static int size_index(int n)
{
	int i = 0;

	while (sizes[i] > n)
		i++;
	return i;
}

#ifdef HAVE_LIBXSMM

static bool has_kernels(void)
{
	return libxsmm_get_target_archid() >= LIBXSMM_X86_AVX2;
}

static gemm_kernel kernel(
	int m, int n, int k, int lda, int ldb, int ldc, bool transposed, bool add)
{
	float one = 1, beta = add ? 1 : 0;
	int flags = transposed ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
	int prefetch = LIBXSMM_GEMM_PREFETCH_NONE;

	if (!has_kernels())
		return NULL;
	return (gemm_kernel)libxsmm_smmdispatch(
		n, m, k, &ldb, &lda, &ldc, &one, &beta, &flags, &prefetch);
}

#else

static bool has_kernels(void)
{
	return false;
}

static gemm_kernel kernel(
	int m, int n, int k, int lda, int ldb, int ldc, bool transposed, bool add)
{
	(void)m, (void)n, (void)k, (void)lda, (void)ldb, (void)ldc, (void)transposed;
	(void)add;
	return NULL;
}

#endif

const char *gemm_name(void)
{
	return has_kernels() ? "LIBXSMM" : CBLAS_NAME;
}

void gemm_rows_init(struct gemm_rows *g, int n, int k, int lda, int ldb, int ldc)
{
	*g = (struct gemm_rows){
		.n = n, .k = k, .lda = lda, .ldb = ldb, .ldc = ldc, .panel = n};
	if ((size_t)k * (size_t)n > PANEL_FLOATS && has_kernels() && n > PANEL_COLUMNS)
		g->panel = PANEL_COLUMNS;
}

int gemm_rows_chunk(int m)
{
	return has_kernels() && m > ROWS_CHUNK ? ROWS_CHUNK : m;
}

/* A panel of n columns of C; false when there is no kernel. */
static bool run_panel(struct gemm_rows *g, gemm_kernel *kernels, int n, int m,
	const float *a, const float *b, float *c)
{
	while (m) {
		int i = size_index(m < ROWS_CHUNK ? m : ROWS_CHUNK), rows = sizes[i];

		if (!kernels[i])
			kernels[i] = kernel(
				rows, n, g->k, g->lda, g->ldb, g->ldc, false, false);
		if (!kernels[i])
			return false;
		kernels[i](b, a, c);
		a += (size_t)rows * (size_t)g->lda;
		c += (size_t)rows * (size_t)g->ldc;
		m -= rows;
	}
	return true;
}

void gemm_rows_run(struct gemm_rows *g, int m, const float *a, const float *b, float *c)
{
	for (int j = 0; j < g->n; j += g->panel) {
		int left = g->n - j, n = left < g->panel ? left : g->panel;

		if (run_panel(g, g->kernels[n < g->panel], n, m, a, b + j, c + j))
			continue;
		cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, g->k, 1, a,
			g->lda, b + j, g->ldb, 0, c + j, g->ldc);
	}
}

void gemm_outer_init(struct gemm_outer *g, int m, int n, int lda, int ldb, int ldc)
{
	int block = (has_kernels() ? BLOCK_FLOATS : BLOCK_FLOATS_CBLAS) / ldc;

	block = (block < BLOCK_ROWS_MIN ? BLOCK_ROWS_MIN : block) & ~7;
	*g = (struct gemm_outer){.n = n, .lda = lda, .ldb = ldb, .ldc = ldc};
	g->block = block < m ? block : m;
	g->rest = m % g->block;
}

void gemm_outer_run(
	struct gemm_outer *g, int m, int k, const float *a, const float *b, float *c)
{
	gemm_kernel(*kernels)[GEMM_SIZES] = g->kernels[m != g->block];
	bool add = false;

	while (k) {
		int i = size_index(k), rows = sizes[i];

		if (!kernels[add][i])
			kernels[add][i] =
				kernel(m, g->n, rows, g->lda, g->ldb, g->ldc, true, add);
		if (!kernels[add][i])
			break;
		kernels[add][i](b, a, c);
		a += (size_t)rows * (size_t)g->lda;
		b += (size_t)rows * (size_t)g->ldb;
		k -= rows;
		add = true;
	}
	if (k)
		cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, g->n, k, 1, a,
			g->lda, b, g->ldb, add ? 1 : 0, c, g->ldc);
}
