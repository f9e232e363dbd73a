/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking another program that answers at once, such as squeue or nvidia-smi. */
#ifndef WORKER_ASK_H
#define WORKER_ASK_H

#include <stddef.h>

/*
 * Runs a program, for some seconds at most, and sets `out` to what it prints on its
 * standard output, cut to the size; "": no answer. environment NULL: ours. Any thread.
 */
void ask_program(
	const char *const *argv, char *const *environment, char *out, size_t size);

#endif
