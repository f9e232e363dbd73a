/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The variables that say how many threads a program's libraries may start: those of
 * OpenMP, OpenBLAS, MKL and the like. One that is already set was chosen, and is kept.
 */
#ifndef WORKER_THREADS_H
#define WORKER_THREADS_H

/* Sets them in our own environment; 0: none of them. One thread alone. */
void threads_set(int n);
/* Our environment with them, for another process; free() the array, not the strings. */
char **threads_environment(int n);

#endif
