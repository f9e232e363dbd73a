/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mlp/gemm.h"

#include "mlp/gemm_portable.h"

#include <stdio.h>
#include <string.h>

#ifdef HAVE_LIBXSMM
#include <libxsmm.h>
#endif
#ifdef HAVE_CBLAS_H
#include <cblas.h>
#else
#include <gsl/gsl_cblas.h>
#endif

#define ROWS_CHUNK 64
/* A block of C: with LIBXSMM it stays in the first level cache for whoever reads it next. */
#define BLOCK_FLOATS (1 << 11)
#define BLOCK_FLOATS_CBLAS (1 << 16) /* which packs B anew for each */
#define BLOCK_ROWS_MIN 16

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

/*
 * LIBXSMM's code leaves its vectors behind in the upper halves of the registers, and the
 * processor drags them through every narrow instruction until they are cleared.
 */
static inline void clear_vectors(void)
{
#ifdef __x86_64__
	__asm__ volatile("vzeroupper" ::
				 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6",
			 "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",
			 "xmm14", "xmm15");
#endif
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

const char *gemm_library(char *out, size_t size)
{
	snprintf(out, size, "%s for %s%s", LIBXSMM_VERSION, libxsmm_get_target_arch(),
		has_kernels() ? "" : ", not used");
	return out;
}

#else

static bool has_kernels(void)
{
	return false;
}

const char *gemm_library(char *out, size_t size)
{
	snprintf(out, size, "none");
	return out;
}

static inline void clear_vectors(void)
{
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

/* What is ours, or LIBXSMM's, wants small pieces; a CBLAS packs them by itself. */
static bool wants_pieces(enum kernels how)
{
	return how == KERNELS_PORTABLE || has_kernels();
}

int gemm_panel(enum kernels how, int n)
{
	return wants_pieces(how) && n > GEMM_PANEL ? GEMM_PANEL : n;
}

void gemm_rows_init(
	struct gemm_rows *g, enum kernels how, int n, int k, int lda, int ldc)
{
	*g = (struct gemm_rows){.how = how,
		.n = n,
		.k = k,
		.lda = lda,
		.ldc = ldc,
		.panel = gemm_panel(how, n)};
}

int gemm_rows_chunk(enum kernels how, int m)
{
	return wants_pieces(how) && m > ROWS_CHUNK ? ROWS_CHUNK : m;
}

/* A panel of n columns of C; false when there is no kernel. */
static bool run_panel(struct gemm_rows *g, gemm_kernel *kernels, int n, int m,
	const float *a, const float *b, float *c)
{
	while (m) {
		int i = size_index(m < ROWS_CHUNK ? m : ROWS_CHUNK), rows = sizes[i];

		if (!kernels[i])
			kernels[i] =
				kernel(rows, n, g->k, g->lda, n, g->ldc, false, false);
		if (!kernels[i])
			return false;
		kernels[i](b, a, c);
		a += (size_t)rows * (size_t)g->lda;
		c += (size_t)rows * (size_t)g->ldc;
		m -= rows;
	}
	clear_vectors();
	return true;
}

void gemm_rows_run(struct gemm_rows *g, int m, const float *a, const float *b, float *c)
{
	for (int j = 0; j < g->n; j += g->panel) {
		int left = g->n - j, n = left < g->panel ? left : g->panel;

		if (g->how == KERNELS_PORTABLE)
			gemm_portable(m, n, g->k, (struct gemm_portable_a){a, g->lda, 1},
				b, c + j, g->ldc, false);
		else if (!run_panel(g, g->kernels[n < g->panel], n, m, a, b, c + j))
			cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, g->k,
				1, a, g->lda, b, n, 0, c + j, g->ldc);
		b += (size_t)g->k * (size_t)n;
	}
}

void gemm_outer_init(struct gemm_outer *g, enum kernels how, int m, int n, int lda)
{
	int panel = gemm_panel(how, n);
	int block = (wants_pieces(how) ? BLOCK_FLOATS : BLOCK_FLOATS_CBLAS) / panel;

	block = (block < BLOCK_ROWS_MIN ? BLOCK_ROWS_MIN : block) & ~7;
	*g = (struct gemm_outer){.how = how,
		.m = m,
		.n = n,
		.lda = lda,
		.panel = panel,
		.block = block < m ? block : m};
}

size_t gemm_outer_run(struct gemm_outer *g, int i, int j, int k, const float *a,
	const float *b, float *c, bool add)
{
	int m = g->m - i < g->block ? g->m - i : g->block;
	int n = g->n - j < g->panel ? g->n - j : g->panel;
	gemm_kernel(*kernels)[GEMM_SIZES] = g->kernels[m < g->block][n < g->panel];
	int all = k;

	a += i;
	if (g->how == KERNELS_PORTABLE) {
		gemm_portable(m, n, k, (struct gemm_portable_a){a, 1, g->lda}, b, c, n,
			add);
		return (size_t)m * (size_t)n;
	}
	while (k) {
		int s = size_index(k), rows = sizes[s];

		if (!kernels[add][s])
			kernels[add][s] = kernel(m, n, rows, g->lda, n, n, true, add);
		if (!kernels[add][s])
			break;
		kernels[add][s](b, a, c);
		a += (size_t)rows * (size_t)g->lda;
		b += (size_t)rows * (size_t)n;
		k -= rows;
		add = true;
	}
	if (k < all)
		clear_vectors();
	if (k)
		cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, n, k, 1, a,
			g->lda, b, n, add ? 1 : 0, c, n);
	return (size_t)m * (size_t)n;
}
