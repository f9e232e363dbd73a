/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A terminal, played by libvterm over a pty, and a program on it. Between them stands a
 * small shell, the session's leader, which keeps the terminal open when the program has
 * ended, so that its modes can be looked at, and which can continue what was suspended.
 */
#ifndef TESTS_TERMINAL_H
#define TESTS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#include "base/strbuf.h"

struct terminal {
	/* set before it starts: the answers to OSC 11 and to DA1; NULL: none, and its own */
	const char *ground, *fence;
	int rows, cols;
	int master;
	pid_t pid;    /* of the program */
	size_t bytes; /* read from the program */
	/* what the program has asked for */
	bool altscreen, cursor, mouse, pastes;
	struct strbuf raw; /* all that came from the program */
	struct termios before;

	/* inside */
	VTerm *vt;
	VTermScreen *screen;
	VTermScreenCell
		*left;	/* rows × cols: as it was when the alternate screen was left */
	size_t matched; /* bytes of the sequence that leaves it */
	char mode[32];	/* the beginning of a private mode's sequence */
	size_t n_mode;
	int slave; /* for the length of its queue */
	pid_t leader;
	int status;	  /* once it is over */
	bool over;	  /* the program has ended, and its number may be another's */
	int told, orders; /* from and to the leader */
};

/* argv: NULL ends; env: "NAME=VALUE" on top of ours, NULL ends; or NULL. */
void terminal_start(struct terminal *t, int rows, int cols, const char *const *argv,
	const char *const *env);
void terminal_write(struct terminal *t, const void *bytes, size_t n);
void terminal_type(struct terminal *t, const char *text);
/* In place: the program is told by SIGWINCH. */
void terminal_resize(struct terminal *t, int rows, int cols);
/* Takes what comes, at most `most` bytes; waits so long for the first. False: nothing. */
bool terminal_read(struct terminal *t, size_t most, int ms);
/* Until a row has the text, or half a minute has passed; false then. */
bool terminal_until(struct terminal *t, const char *text);
bool terminal_has(struct terminal *t, const char *text);
/* Until the program has read all its keys and nothing comes any more. */
void terminal_settle(struct terminal *t);
/* Whether the program has read all that was typed. */
bool terminal_is_read(const struct terminal *t);
/* The wait status, when the program has ended or stopped; reads meanwhile. */
int terminal_wait(struct terminal *t);
/* The same without reading; false: neither yet. */
bool terminal_ended(struct terminal *t, int *status);
/* What was stopped goes on, in the foreground. */
void terminal_continue(struct terminal *t);
/* Whether modes, screen, cursor and mouse are as before. NULL: they are; else what is not. */
const char *terminal_changed(struct terminal *t);
/*
 * Whether the screen, as the program left it, is what a file of :save-screen FILE.ansi
 * says. "" when it is; else where not.
 */
void terminal_compare(struct terminal *t, const char *path, char *out, size_t size);
void terminal_close(struct terminal *t);

#endif
