/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ghosts: what stopped trials would have come to, for the screen. Where epochs cost nothing
 * (simulated studies, tables) they are looked up as they are wanted, on hindsight's thread;
 * else they are those of an audit that is kept beside the recording.
 */
#ifndef UI_GHOSTS_H
#define UI_GHOSTS_H

#include "study/audit.h"
#include "tuner/hindsight.h"

/* Studies of more trials are audited from the command line. */
#define GHOSTS_AUDIT_MOST 50000

struct ghosts {
	struct hindsight_setup setup;
	struct hindsight *hindsight; /* NULL: nothing was wanted yet */
	struct hindsight_news news;
	struct futures futures;
	bool all;    /* those show that would have beaten the incumbent */
	bool whole;  /* all of the stopped ones were asked for */
	bool *asked; /* by trial; cap_asked */
	size_t cap_asked;
	bool live;
	struct audit audit;
	bool audited;	    /* there is one, */
	uint64_t audit_seq; /* of the study up to this event, */
	size_t audit_known; /* with so many futures */
	char failure[sizeof(((struct error *)0)->text)]; /* that was told */
};

/* NULL when there is no way to know. live: the study is run here. */
struct ghosts *ghosts_new(const struct hindsight_setup *setup, bool live);
void ghosts_free(struct ghosts *g);
/* A descriptor to wait for, or -1. NULL is legal, as in the next two. */
int ghosts_bell(const struct ghosts *g);
/*
 * Takes what has been found out about the study as it is now, and asks for what shows:
 * selected, or STUDY_NONE. Returns a line to be told, or NULL.
 */
const char *ghosts_follow(struct ghosts *g, const struct study *now, uint32_t selected);
/* The trial's future, if it is stopped, as far as it is known beyond that; or NULL. */
const struct future *ghosts_of(const struct ghosts *g, const struct study_trial *t);
/* Why a trial cannot be trained on, or NULL. g may be NULL. */
const char *ghosts_why_not(
	const struct ghosts *g, const struct study *now, uint32_t trial);
/* Has it trained on, unless that is done or under way. */
void ghosts_ask(struct ghosts *g, const struct study *now, uint32_t trial);
/* Asks for the futures of all stopped trials. */
void ghosts_ask_all(struct ghosts *g, const struct study *now);
/* The audit of the study as it is now, or NULL. */
const struct audit *ghosts_audit(const struct ghosts *g, const struct study *s);

/*
 * What stands before a result at a rung of s: "~" where an audit found that noise could turn
 * its place, else " ". rung may be NULL.
 */
const char *ghosts_mark(const struct ghosts *g, const struct study *s,
	const struct study_rung *rung, uint32_t trial);

#endif
