/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A script: keys for the screen and conditions to wait for, one step a line. No step is a
 * time, so a slow machine plays the same script.
 */
#ifndef UI_SCRIPT_H
#define UI_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "draw/grid.h"

enum script_verb {
	SCRIPT_KEYS,
	SCRIPT_WAIT_TEXT, /* until a row of the screen has it */
	SCRIPT_WAIT_GONE, /* until none has */
	SCRIPT_WAIT_EVENT,
	SCRIPT_WAIT_PAUSE,
	SCRIPT_WAIT_END,
	SCRIPT_WAIT_QUIT, /* until the screen is about to end, whatever ends it */
	SCRIPT_SAVE,
	SCRIPT_QUIT,
};

struct script_step {
	enum script_verb verb;
	int line;
	char *text;	/* or NULL */
	uint64_t event; /* of SCRIPT_WAIT_EVENT */
	uint32_t *keys; /* n_keys, of SCRIPT_KEYS */
	size_t n_keys;
};

struct script;

/* NULL with err: FILE:LINE: what is wrong. path is borrowed. */
struct script *script_read(const char *path, struct error *err);
void script_free(struct script *s);
/* The present step. NULL: all are done, or s is NULL. */
const struct script_step *script_now(const struct script *s);
void script_advance(struct script *s);
/* Fills err with what is wrong at the present step. Returns -1. */
int script_wrong(const struct script *s, const char *what, struct error *err);

/* What a script that waits can see. */
struct script_sight {
	const struct grid *grid; /* drawn last */
	uint64_t seq; /* of the last event that has been drawn; 0: others are to come */
	bool paused;  /* or ended */
	bool ended;   /* no more is to come */
};

/* Whether the wait is over. */
bool script_has_come(const struct script_step *st, const struct script_sight *sight);

#endif
