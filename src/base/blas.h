/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Set-up of the libraries behind CBLAS and LAPACK, for whoever calls them: the products of
 * mlp/gemm.h, the Cholesky factors of searcher/cholesky.h.
 */
#ifndef BASE_BLAS_H
#define BASE_BLAS_H

/*
 * Call it first in main(). OpenBLAS reads its environment only when it is loaded. By default
 * it starts threads of its own, which receive signals, and on a processor that is newer than
 * itself it uses kernels for an older one. So this sets the environment and starts the
 * program again: with one thread, and with the kernels for the widest vectors that the
 * processor has, unless the user has chosen others. Returns when everything is set. It does
 * so whatever library was configured, since one may come with another's LAPACK.
 */
void blas_begin(char **argv);
/*
 * Limits the library to the calling thread: the workers are the parallelism, and what is
 * computed must not depend on a number of threads.
 */
void blas_single_thread(void);
/* What it says of itself: "OpenBLAS 0.3.21 DYNAMIC_ARCH Haswell", or its name. */
const char *blas_library(void);

#endif
