/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways in which a terminal tells somebody who does not look at it, or looks at another
 * window: its bell, its title, and the desktop notifications of OSC 9 (iTerm2), OSC 777
 * (urxvt) and OSC 99 (kitty).
 */
#ifndef UI_NOTIFY_H
#define UI_NOTIFY_H

#include <stdbool.h>

#include "base/error.h"
#include "base/strbuf.h"

enum {
	NOTIFY_BELL = 1,
	NOTIFY_TITLE = 2,
	NOTIFY_OSC9 = 4,
	NOTIFY_OSC777 = 8,
	NOTIFY_OSC99 = 16,
	NOTIFY_AUTO = 32, /* bell, title, and what the terminal is known for */
};

/*
 * Reads "auto", "none", or words such as "bell title osc9" with blanks or commas between;
 * NULL is auto. -1 with err.
 */
int notify_read(const char *text, unsigned *ways, struct place at, struct error *err);
/* The words, for lists and completion; NULL at the end. */
extern const char *const notify_names[];
/* Of these ways, those that a terminal of this name (TERM, or NULL) takes, without AUTO. */
unsigned notify_taken(unsigned ways, const char *term);
/* Whether one of them is for a terminal that has answered a question alone. */
bool notify_needs_answer(unsigned ways);
/* Appends the sequences of these ways but the title; texts may hold anything. */
void notify_add(struct strbuf *out, unsigned ways, const char *title, const char *body);
/* Appends what sets the title, and what has the terminal keep and bring back its own. */
void notify_add_title(struct strbuf *out, const char *title);
void notify_keep_title(struct strbuf *out);
void notify_restore_title(struct strbuf *out);

#endif
