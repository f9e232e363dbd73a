/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OPENBLAS_NUM_THREADS as the user has set it, or not. rungtop sets it to 1 for itself
 * (base/blas.h); the programs of trials get the user's.
 */
#ifndef CLI_OUTER_THREADS_H
#define CLI_OUTER_THREADS_H

/* Notes it in the environment. Before blas_begin(). */
void outer_threads_keep(void);
/* Sets it again, in a worker. */
void outer_threads_restore(void);

#endif
