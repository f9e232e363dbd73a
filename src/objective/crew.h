/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worker processes of a study (see worker.h). One is started when a trial needs it
 * and none is idle; a trial has one to itself while its program lives.
 *
 * Threads: any may take and give back. A link belongs to who took it, one thread at a
 * time; one on hold belongs to the crew, which may give it up.
 */
#ifndef OBJECTIVE_CREW_H
#define OBJECTIVE_CREW_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>

struct crew;
struct link; /* to one worker process */

struct crew_setup {
	char *const *launcher; /* words put before a worker's own; NULL at its end */
	size_t hold_max;       /* programs on hold at once */
	double grace;	       /* that programs have been promised */
};

enum news { NEWS_MESSAGE, NEWS_NONE, NEWS_CANCELLED, NEWS_LOST };

struct crew *crew_new(const struct crew_setup *setup);
/* Where the workers' stderr goes; before the first one. NULL: nowhere. */
void crew_set_log(struct crew *c, const char *path);
/* Ends all programs and workers, and waits for them. Every link must be given back. */
void crew_free(struct crew *c);

/* An idle one. NULL with err. */
struct link *crew_take(struct crew *c, struct error *err);
/* Its program has ended, or has been told to in silence; or the worker is gone. */
void crew_give_back(struct crew *c, struct link *l);
/*
 * Puts the program on hold, and the link with it. *holder is where the caller keeps it:
 * when too many are on hold the oldest is given up, and its *holder becomes NULL.
 */
void crew_hold(struct crew *c, struct link *l, struct link **holder);
/* Lets the program of *holder go on. NULL: it has been given up. */
struct link *crew_go_on(struct crew *c, struct link **holder);
/* The trial is over: what is on hold for it is ended. Does not wait. */
void crew_give_up(struct crew *c, struct link **holder);

/* Sends a message; takes it. What cannot be sent shows as NEWS_LOST. */
void link_send(struct link *l, json_t *message);
/*
 * Waits for a message of the worker until clock_seconds() says so (INFINITY: for ever),
 * or until cancel_fd (-1: none) is readable. json_decref() the message.
 */
enum news link_wait(struct link *l, double until, int cancel_fd, json_t **message);
/* Whether the worker has ever said anything. */
bool link_has_greeted(const struct link *l);
/* The worker does not answer: it is killed. The link is lost then. */
void link_kill(struct link *l);

#endif
