/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table of keys: it decides what a key does, and the footer, the help overlay and
 * the manual print it.
 */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <stddef.h>
#include <stdint.h>

/* Keys: a code point, a control character, or one of these. */
enum ui_key {
	UI_NONE = 0,
	UI_CTRL_L = 'L' & 31,
	UI_ENTER = '\r',
	UI_ESC = 27,
	UI_UP = 0x200000, /* beyond Unicode */
	UI_DOWN,
	UI_LEFT,
	UI_RIGHT,
	UI_PAGE_UP,
	UI_PAGE_DOWN,
	UI_HOME,
	UI_END,
	UI_BACKTAB,
	UI_HELP, /* F1 */
	UI_BACKSPACE,
	UI_DELETE,
	UI_MOUSE, /* tty_mouse() says what it did */
	UI_LOOK,  /* the terminal's colours are others: all is to be drawn */
	UI_F = 0x200100, /* and the number of a function key, from 2 on */
	UI_F_MOST = 24,
	UI_PASTED = 0x400000, /* and a character: text, never a key */
};

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
	ACT_MATCH,
	ACT_SLOWER,
	ACT_FASTER,
	ACT_MORE_WORKERS,
	ACT_FEWER_WORKERS,
	ACT_FOCUS_1,
	ACT_FOCUS_2,
	ACT_FOCUS_3,
	ACT_FOCUS_4,
	ACT_FOCUS_5,
	ACT_FOCUS_6,
	ACT_FOCUS_7,
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
	ACT_GLYPHS,
	ACT_HELP,
	ACT_REDRAW,
	ACT_SUSPEND,
	ACT_QUIT,
	ACT_YES,
	ACT_NO,
	ACT_COMMAND, /* opens the command line */
	ACT_ENQUEUE, /* the same with a configuration; in a search, the match before */
	ACT_KILL,    /* or promote: asks first */
	ACT_PROMOTE,
	ACT_SWITCH,	/* opens the menu of schedulers */
	ACT_EXPLAIN,	/* the decision that is selected */
	ACT_LOG,	/* of the selected trial */
	ACT_ERASE_BACK, /* in a line of text: the character before the cursor */
	ACT_ERASE_HERE,
	ACT_ERASE_WORD,
	ACT_ERASE_START,
	ACT_ERASE_REST,
	ACTIONS, /* a new one has its name in keymap.c */
};

/* Where a key means something. */
enum context {
	IN_PANES = 1,	/* the panes have the keys */
	IN_OVERLAY = 2, /* help or an inspector has them */
	IN_PROMPT = 4,	/* a question that is answered y or n */
	IN_LIST = 8,	/* a list to choose from */
	IN_LINE = 16,	/* a line of text: what has no row here is typed */
	IN_LOG = 32,	/* a trial's log */
	CONTEXTS = 64,
};

struct key_row {
	uint32_t keys[4]; /* UI_NONE ends */
	enum action action;
	unsigned contexts;
	int footer;	   /* rank in the footer; 0: not in it */
	const char *label; /* as the footer and the help write the key */
	const char *hint;  /* a word for the footer */
	const char *help;  /* for help and manual; NULL: told by another row */
};

extern const struct key_row key_rows[];
extern const size_t n_key_rows;

/* The key of that name: "q", "^L", "Space", "PgUp", "F5"; UI_NONE: there is none. */
uint32_t key_find(const char *name);
/* Its name, cut to size. Returns out. */
const char *key_spell(uint32_t key, char *out, size_t size);

/* ACT_NONE when the key means nothing there. */
enum action key_action(uint32_t key, enum context in);

#endif
