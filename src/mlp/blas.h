/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has to be said to the BLAS library once, for the products of gemm.h. */
#ifndef MLP_BLAS_H
#define MLP_BLAS_H

/*
 * The first thing in main. OpenBLAS reads its environment when it is loaded and never
 * again: without it, it starts threads of its own, which are open to all signals, and on a
 * processor younger than itself it falls back to kernels of an older one. So starts the
 * program again with one thread and, where the processor can run them and the user has
 * said nothing else, the kernels with the widest vectors; returns when there is nothing
 * to set.
 */
void blas_begin(char **argv);
/* Holds the library to the calling thread: the workers are the parallelism. */
void blas_single_thread(void);

#endif
