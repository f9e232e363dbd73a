/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study that is served: where its clients come, and until when. */
#ifndef CLI_SERVING_H
#define CLI_SERVING_H

#include "cli/session.h"

extern const struct option_row options_serving[]; /* --socket */

/* Whether clients come to a socket; else the one client is at standard input and output. */
bool serving_has_socket(const struct options *o);
/* Whether rungtop trains the trials, or a server gives them to clients. -1 with err (usage). */
int serving_check_trainer(const struct session *s, struct error *err);
/*
 * All of these do nothing for a session without a server. Opens the socket, or takes the
 * standard input and output; before anything is recorded. -1 with err.
 */
int serving_open(struct session *s, const struct options *o, struct error *err);
/* Whether answers are written to standard output. */
bool serving_takes_stdout(const struct session *s, const struct options *o);
/* After the tuner. -1 with err. */
int serving_start(struct session *s, struct error *err);
/*
 * After the tuner's end. wait: clients may still ask what came of it, until they go or fall
 * silent, or a signal comes.
 */
void serving_end(struct session *s, bool wait);

#endif
