/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mistake in a line that the user has typed, with its place. */
#ifndef UI_MISTAKE_H
#define UI_MISTAKE_H

#include <stddef.h>

#include "base/error.h"

struct mistake {
	struct error err;
	size_t at; /* the byte of the line where it begins */
};

/* Fills the mistake, at byte `at` of the line. Returns -1. */
int mistake_at(struct mistake *m, size_t at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same from an error, without the place `in_line`. Returns -1. */
int mistake_from(struct mistake *m, size_t at, const struct error *err);
/* The place for errors that mistake_from() takes. */
extern const struct place in_line;

#endif
