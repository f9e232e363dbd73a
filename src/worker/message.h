/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages between rungtop and its worker processes: one JSON object a line. */
#ifndef WORKER_MESSAGE_H
#define WORKER_MESSAGE_H

#include <jansson.h>
#include <stdbool.h>

/*
 * Takes the message and writes its line to fd. When fd is nonblocking, waits at most
 * `patience` seconds for each write (INFINITY: for ever). 0, or an errno: ETIMEDOUT when
 * the other side has not read.
 */
int message_send(int fd, json_t *message, double patience);

/* The text of that name in the message, borrowed; "" when there is none. */
const char *message_field(const json_t *message, const char *name);
/*
 * A text that may not be UTF-8, such as a path, as a JSON string, or as {"base64": "…"}
 * where it is not UTF-8.
 */
json_t *message_text(const char *text);
/* The text again, malloc'ed; NULL when it is neither of these. */
char *message_read_text(const json_t *text);

#endif
