/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/blas.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_CBLAS_H
#include <cblas.h>
#else
#include <gsl/gsl_cblas.h>
#endif

void blas_begin(char **argv)
{
#ifdef HAVE_OPENBLAS_SET_NUM_THREADS
	const char *set = getenv("OPENBLAS_NUM_THREADS");

	if (set && !strcmp(set, "1"))
		return;
	if (setenv("OPENBLAS_NUM_THREADS", "1", 1) == 0)
		execv("/proc/self/exe", argv);
#else
	(void)argv;
#endif
}

void blas_single_thread(void)
{
#ifdef HAVE_OPENBLAS_SET_NUM_THREADS
	openblas_set_num_threads(1);
#endif
}

void blas_add_product(int m, int n, int k, const float *a, const float *b, float *c)
{
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, 1,
		c, n);
}

void blas_product_bt(int m, int n, int k, const float *a, const float *b, float *c)
{
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1, a, k, b, k, 0, c,
		n);
}

void blas_product_at(int m, int n, int k, const float *a, const float *b, float *c)
{
	cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, n, k, 1, a, m, b, n, 0, c,
		n);
}
