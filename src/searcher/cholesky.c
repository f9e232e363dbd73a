/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/cholesky.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/xalloc.h"

/*
 * LAPACK has no header that comes with every library. The lengths of the texts are
 * arguments at the end, as Fortran compilers pass them.
 */
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info,
	size_t uplo_length);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info,
	size_t uplo_length);
void dtrtrs_(const char *uplo, const char *trans, const char *diag, const int *n,
	const int *nrhs, const double *a, const int *lda, double *b, const int *ldb,
	int *info, size_t uplo_length, size_t trans_length, size_t diag_length);

/*
 * Not by dpotrf's info alone: OpenBLAS 0.3.21 says 0 of a matrix with NaN in it, whose
 * factor has NaN on the diagonal then.
 */
static bool is_factor(const double *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(a[i + i * n] > 0 && isfinite(a[i + i * n])))
			return false;
	return true;
}

/* Lower triangle and diagonal as they were, from the upper one, plus `more`. */
static void restore(double *a, size_t n, const double *diagonal, double more)
{
	for (size_t j = 0; j < n; j++) {
		a[j + j * n] = diagonal[j] + more;
		for (size_t i = j + 1; i < n; i++)
			a[i + j * n] = a[j + i * n];
	}
}

int cholesky_factor(double *a, size_t n, double *jitter)
{
	int size = (int)n, info;
	double mean = 0, *diagonal;

	*jitter = 0;
	if (!n)
		return 0;
	diagonal = xcalloc(n, sizeof(*diagonal));
	for (size_t i = 0; i < n; i++) {
		diagonal[i] = a[i + i * n];
		mean += diagonal[i] / (double)n;
	}
	while (*jitter <= 1) {
		dpotrf_("L", &size, a, &size, &info, 1);
		if (!info && is_factor(a, n))
			break;
		*jitter = *jitter > 0 ? *jitter * 10 : 1e-10;
		restore(a, n, diagonal, *jitter * mean);
	}
	free(diagonal);
	return *jitter <= 1 ? 0 : -1;
}

static void solve(
	const char *transposed, const double *l, size_t n, double *b, size_t columns)
{
	int size = (int)n, nrhs = (int)columns, info;

	if (!n || !columns)
		return;
	dtrtrs_("L", transposed, "N", &size, &nrhs, l, &size, b, &size, &info, 1, 1, 1);
	assert(!info);
}

void cholesky_forward(const double *l, size_t n, double *b, size_t columns)
{
	solve("N", l, n, b, columns);
}

void cholesky_backward(const double *l, size_t n, double *b, size_t columns)
{
	solve("T", l, n, b, columns);
}

void cholesky_invert(double *l, size_t n)
{
	int size = (int)n, info;

	if (!n)
		return;
	dpotri_("L", &size, l, &size, &info, 1);
	assert(!info);
}

double cholesky_log_determinant(const double *l, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += log(l[i + i * n]);
	return 2 * sum;
}
