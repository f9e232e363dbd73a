/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is looked at of a log: its end, which it follows, or a place in it that stays. The
 * place is a row of a line, so it holds whatever the file grows to.
 */
#ifndef UI_LOG_VIEW_H
#define UI_LOG_VIEW_H

#include "ui/keys.h"
#include "ui/log_tail.h"
#include "ui/prompt.h"

#include <stdint.h>

struct log_place {
	off_t line; /* where it begins in the file */
	int row;    /* of those that it takes */
};

struct log_view {
	uint32_t trial;
	bool from_trial; /* was opened in the inspector, and leads back there */
	struct log_tail tail;
	bool follows;
	struct log_place top;
	int rows, width; /* that there is room for */

	bool typing; /* the line of the search has the keys */
	struct prompt search;
	char *sought; /* or NULL */
	off_t match;  /* the line that was found last; -1: none yet */
};

/* What came of a search. */
enum log_found {
	LOG_FOUND,
	LOG_WRAPPED,   /* found, past the end of the log */
	LOG_NOT_FOUND, /* nowhere in it */
	LOG_NOT_YET,   /* not in as much as is read at once; the next one goes on there */
};

void log_view_init(struct log_view *l);
void log_view_release(struct log_view *l);
/* Looks at another file, at its end. */
void log_view_open(struct log_view *l, const char *path);
/* Reads what is new, and has `top` where it belongs in so much room. */
void log_view_follow(struct log_view *l, int rows, int width);
/* Moves by a row, a page, to the first line or the last one; the end is followed. */
void log_view_move(struct log_view *l, enum action a);
/*
 * The next line with l->sought in it, in either case: upwards from the last row of the
 * screen, then from the last match, or back down. It is shown at a third of the rows.
 */
enum log_found log_view_find(struct log_view *l, bool down);
/* The place a row below; the same at the end. */
struct log_place log_view_below(const struct log_view *l, struct log_place p);
/* The line at a place, as it can be shown. */
void log_view_text(const struct log_view *l, off_t line, struct strbuf *out);
/* How much of the file is above the end of what shows: 0 … 1. */
double log_view_part(const struct log_view *l);

#endif
