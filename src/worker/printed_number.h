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
 * Reads len bytes, all of which must be one number; *v is NaN unless the number is finite.
 * 1e400 counts as an infinity, and so does the largest double, which jq and NumPy's
 * nan_to_num() print for one. tests/check_worker_printed.c has a table of the words, with
 * the programs that print them.
 */
enum printed printed_number(const char *text, size_t len, double *v);
/* The same for a number that a parser has read: NaN when it is not finite by this rule. */
double printed_finite(double v);

#endif
