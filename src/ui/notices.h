/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the screen tells somebody who does not look at it: the terminal's title says how the
 * study stands, and alerts come in the ways of notify.h. The value in the title changes
 * once a second at most, an alert of a kind comes once a minute, and a better value not in
 * the first one.
 */
#ifndef UI_NOTICES_H
#define UI_NOTICES_H

#include "study/alerts.h"
#include "ui/tty.h"

struct notices {
	bool ready; /* what there was at first is not told */
	struct alerts alerts;
	double not_before[ALERTS]; /* wall time, as all times here */
	size_t causes;		   /* of failures, that were told of */
	char *title;		/* as it was set last; NULL: it is the terminal's own */
	double title_at;	/* when it may be set again */
	enum study_phase phase; /* that it says; another one is said at once */
	bool late;		/* it is not what it should be */
	struct strbuf out;	/* what the terminal has not taken yet */
};

void notices_init(struct notices *n);
void notices_release(struct notices *n);
/*
 * Tells what is new in the study at its live edge. asked: as for notify_read(). Returns 0,
 * or the signal that came while the terminal was stuck.
 */
int notices_follow(struct notices *n, const struct study *s, struct tty *tty,
	const char *asked, double now);
/* When to follow again without news; INFINITY: not. */
double notices_wakes(const struct notices *n, const struct study *s);
/* Gives the terminal its own title again. */
void notices_leave(struct notices *n);

#endif
