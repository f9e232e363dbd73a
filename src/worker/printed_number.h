/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as programs print them, in whatever language they are written. */
#ifndef WORKER_PRINTED_NUMBER_H
#define WORKER_PRINTED_NUMBER_H

#include <stddef.h>

enum printed {
	PRINTED_NUMBER,	    /* a finite one */
	PRINTED_NOT_FINITE, /* NaN or an infinity, or a word for "no value" */
	PRINTED_OTHER,	    /* no number */
};

/*
 * Reads len bytes, the whole of which must be the number; *v is NaN unless it is a finite
 * one. 1e400 is an infinity, and so is what jq and NumPy's nan_to_num() print for one, the
 * largest double. The words are a table in tests/check_worker_printed.c, with the
 * programs that print them.
 */
enum printed printed_number(const char *text, size_t len, double *v);
/* The same of a number that a parser has read: NaN when it is not finite by this rule. */
double printed_finite(double v);

#endif
