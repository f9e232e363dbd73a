/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Errors as values: one line of text, filled by the function that found the mistake and
 * printed by cli or ui, never by another room.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

struct error {
	char text[1024]; /* one line without a newline; "": no error */
	bool usage;      /* the user's input is at fault: exit status 2, else 1 */
};

/* Where something was written. line 0: only the file; col 0: file and line. */
struct place {
	const char *file; /* borrowed; NULL: in no file */
	int line, col;    /* from 1; col counts bytes */
};

/* Fills err with the formatted line, as a runtime failure. Returns -1, to be returned. */
int error_set(struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for a mistake in the user's input: "FILE:LINE:COL: text"; sets usage. */
int error_at(struct error *err, struct place at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A mistake in the user's input that has no place in a file. */
int error_usage(struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
