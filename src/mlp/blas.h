/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Set-up of the BLAS library, for the products of gemm.h. */
#ifndef MLP_BLAS_H
#define MLP_BLAS_H

/*
 * Call it first in main(). OpenBLAS reads its environment only when it is loaded. By default
 * it starts threads of its own, which receive signals, and on a processor that is newer than
 * itself it uses kernels for an older one. So this sets the environment and starts the
 * program again: with one thread, and with the kernels for the widest vectors that the
 * processor has, unless the user has chosen others. Returns when everything is set.
 */
void blas_begin(char **argv);
/* Limits the library to the calling thread: the workers are the parallelism. */
void blas_single_thread(void);

#endif
