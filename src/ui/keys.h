/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of keys. It decides what a key does, and the footer, the help and the manual
 * print it.
 */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "ui/action.h"

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

#endif
