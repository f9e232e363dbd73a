/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mistake in a line that was typed on the screen, and where it is. */
#ifndef UI_MISTAKE_H
#define UI_MISTAKE_H

#include "base/error.h"

#include <stddef.h>

struct mistake {
	struct error err;
	size_t at; /* the byte of the line where it begins */
};

/* Fills the mistake, at byte `at` of the line. Returns -1. */
int mistake_at(struct mistake *m, size_t at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same from an error; cuts off its place where that is in_line. Returns -1. */
int mistake_from(struct mistake *m, size_t at, const struct error *err);
/* The place of errors that mistake_from() is going to take. */
extern const struct place in_line;

#endif
