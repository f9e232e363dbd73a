/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line that stands in the footer for about four seconds. */
#ifndef UI_MESSAGE_H
#define UI_MESSAGE_H

struct message {
	char text[256];
	double until; /* wall time */
};

/* Replaces what stands there. wall: the time now. */
void message_tell(struct message *m, double wall, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
