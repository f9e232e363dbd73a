/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The part of a log that is shown: its end, which it follows, or a fixed place. A place is
 * a row of a line, so it stays the same while the file grows.
 */
#ifndef UI_LOG_VIEW_H
#define UI_LOG_VIEW_H

#include <stdint.h>

#include "ui/keys.h"
#include "ui/log_tail.h"
#include "ui/prompt.h"

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
/* Changes to another file, and shows its end. */
void log_view_open(struct log_view *l, const char *path);
/* Reads what is new, and sets `top` for this room. */
void log_view_follow(struct log_view *l, int rows, int width);
/* Moves by a row or a page, or to the first or the last line. At the end it follows. */
void log_view_move(struct log_view *l, enum action a);
/*
 * Goes to the next line that contains l->sought, ignoring case: upwards from the last row
 * of the screen, later from the last match, or downwards. The line is shown at a third of
 * the rows.
 */
enum log_found log_view_find(struct log_view *l, bool down);
/* The place one row below, or the same place at the end. */
struct log_place log_view_below(const struct log_view *l, struct log_place p);
/* Sets out to a line, cleaned by log_text_clean(). */
void log_view_text(const struct log_view *l, off_t line, struct strbuf *out);
/* The share of the file above the last row shown: 0 … 1. */
double log_view_part(const struct log_view *l);

#endif
