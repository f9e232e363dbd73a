/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rungtop and its worker processes say to each other: a JSON object a line. */
#ifndef WORKER_MESSAGE_H
#define WORKER_MESSAGE_H

#include <jansson.h>
#include <stdbool.h>

/*
 * Takes the message and writes its line to fd. Waits for room; when fd does not block,
 * for so many seconds at a time (INFINITY: for ever). 0, or what came between: an errno,
 * ETIMEDOUT when nobody has read.
 */
int message_send(int fd, json_t *message, double patience);

/* A text of the message, borrowed; "" when it has none of that name. */
const char *message_field(const json_t *message, const char *name);
/*
 * Text of somebody else's, such as a path, which need not be UTF-8: a string, or else
 * {"base64": "…"}. And back, malloc'ed; NULL when it is neither.
 */
json_t *message_text(const char *text);
char *message_read_text(const json_t *text);

#endif
