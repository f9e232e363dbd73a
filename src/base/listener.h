/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receiver of remarks that are not errors, such as keys of a file that are not used. */
#ifndef BASE_LISTENER_H
#define BASE_LISTENER_H

#include "base/error.h"

struct listener {
	/* at: what the line is about, or line 0. Copies the line. */
	void (*hear)(void *arg, struct place at, const char *line);
	void *arg;
};

/* Sends a line. to NULL: does nothing. */
void listener_tell(const struct listener *to, struct place at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
