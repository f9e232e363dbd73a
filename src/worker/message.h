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

#endif
