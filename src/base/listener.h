/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is told of what is no error: a line each, such as what of a file is not used. */
#ifndef BASE_LISTENER_H
#define BASE_LISTENER_H

struct listener {
	void (*hear)(void *arg, const char *line); /* copies the line */
	void *arg;
};

/* to NULL: nobody is told. */
void listener_tell(const struct listener *to, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
