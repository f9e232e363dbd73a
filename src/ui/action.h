/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keys mean: actions, and the places on the screen where a key means one. Actions
 * alone; ui/keys.h has the keys.
 */
#ifndef UI_ACTION_H
#define UI_ACTION_H

enum action {
	ACT_NONE,
	ACT_PAUSE, /* or resume */
	ACT_STEP,  /* a decision on; at the live edge it is let happen */
	ACT_STEP_BACK,
	ACT_CLIMB_NEXT,
	ACT_CLIMB_BACK,
	ACT_OLDEST, /* the first event, the last one */
	ACT_NEWEST,
	ACT_LIVE,
	ACT_FREEZE,
	ACT_SEARCH, /* opens the line */
	ACT_MATCH,  /* the next one, the one before */
	ACT_MATCH_BACK,
	ACT_SLOWER,
	ACT_FASTER,
	ACT_MORE_WORKERS,
	ACT_FEWER_WORKERS,
	ACT_FOCUS, /* + n: goes to the pane with the key n */
	ACT_FOCUS_MOST = ACT_FOCUS + 9,
	ACT_FOCUS_NEXT,
	ACT_FOCUS_LAST,
	ACT_ZOOM,
	ACT_UP,
	ACT_DOWN,
	ACT_LEFT,
	ACT_RIGHT,
	ACT_PAGE_UP,
	ACT_PAGE_DOWN,
	ACT_FIRST,
	ACT_LAST,
	ACT_INSPECT,
	ACT_BACK,
	ACT_SORT,
	ACT_FILTER, /* opens the line */
	ACT_COLUMNS,
	ACT_FOLLOW, /* the selected trial */
	ACT_TOGGLE, /* in a list: what is chosen */
	ACT_INVERT,
	ACT_LOG_Y,
	ACT_CURVES_X, /* what the x axis of the curves is */
	ACT_SMOOTH,
	ACT_METRIC,
	ACT_CROSS,   /* the crosshair */
	ACT_ZOOM_IN, /* along the x axis of the curves */
	ACT_ZOOM_OUT,
	ACT_ZOOM_ALL,
	ACT_BRUSH,   /* the axis of the space pane */
	ACT_UNBRUSH, /* all of them */
	ACT_COPY,    /* what is selected, or the best */
	ACT_GLYPHS,
	ACT_HELP,
	ACT_REDRAW,
	ACT_SUSPEND,
	ACT_QUIT,
	ACT_YES,
	ACT_NO,
	ACT_COMMAND, /* opens the command line */
	ACT_ENQUEUE, /* the same with a configuration */
	ACT_KILL,    /* or promote: asks first */
	ACT_PROMOTE,
	ACT_TRAIN_ON,	 /* the stopped trial, outside of the rule */
	ACT_SWITCH,	 /* opens the menu of schedulers */
	ACT_EXPLAIN,	 /* the decision that is selected */
	ACT_AUDIT,	 /* what stopping cost */
	ACT_GHOSTS,	 /* of the stopped trials that would have beaten the incumbent */
	ACT_LOG,	 /* of the selected trial */
	ACT_LESSON_NEXT, /* a step of a lesson */
	ACT_LESSON_BACK,
	ACT_MARK,	/* a trial, as an answer */
	ACT_ANSWER,	/* that was all: tell the answer */
	ACT_NO_ANSWER,	/* tell it without */
	ACT_ERASE_BACK, /* in a line of text: the character before the cursor */
	ACT_ERASE_HERE,
	ACT_ERASE_WORD,
	ACT_ERASE_START,
	ACT_ERASE_REST,
	ACTIONS, /* a new one has its name in keymap.c */
};

/* Where a key means something. */
enum context {
	IN_PANES = 1,	 /* the panes have the keys */
	IN_OVERLAY = 2,	 /* help or an inspector has them */
	IN_PROMPT = 4,	 /* a question that is answered y or n */
	IN_LIST = 8,	 /* a list to choose from */
	IN_LINE = 16,	 /* a line of text: what has no row here is typed */
	IN_LOG = 32,	 /* a text to read: a log, the help */
	IN_MATCHES = 64, /* the panes have them, and a search is on */
	IN_LESSON = 128, /* the panes or an overlay have them, and a lesson is on */
	IN_GUESS = 256, /* the panes have them, and something is to be predicted */
	CONTEXTS = 512,
};

#endif
