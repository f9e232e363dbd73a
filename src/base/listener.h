/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receiver of remarks that are not errors, such as keys of a file that are not used. */
#ifndef BASE_LISTENER_H
#define BASE_LISTENER_H

struct listener {
	void (*hear)(void *arg, const char *line); /* copies the line */
	void *arg;
};

/* Sends a line. to NULL: does nothing. */
void listener_tell(const struct listener *to, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
