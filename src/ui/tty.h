/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal, through curses. It shows pictures as panels and reads keys, and it restores
 * the terminal whatever happens. There is one terminal at a time.
 */
#ifndef UI_TTY_H
#define UI_TTY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "ui/render.h"

struct tty;

/* color: "auto" (NO_COLOR counts), "never" or "always". NULL with err: no terminal. */
struct tty *tty_open(const char *color, enum screen_theme theme, struct error *err);
/* Restores the terminal. */
void tty_close(struct tty *t);
/* Why it draws with ASCII alone; NULL: it has braille and blocks. */
const char *tty_ascii_only(const struct tty *t);
/* Sets the theme from the next picture on. The present theme costs nothing. */
void tty_theme(struct tty *t, enum screen_theme theme);
/*
 * Whether it can be drawn on already. A theme that depends on the background waits for the
 * terminal to tell its colour, for a quarter of a second at most.
 */
bool tty_is_ready(struct tty *t);
/* Whether the terminal has answered a question; ask: asks it, unless that was done. */
bool tty_answers(struct tty *t, bool ask);
/* The colours that the theme has on this terminal. */
struct palette tty_palette(const struct tty *t);
/* Asks the system for the size and uses it. True when it has changed. */
bool tty_resize(struct tty *t, int *rows, int *cols);
/* Shows a picture. What has not changed is not written. */
void tty_show(struct tty *t, const struct picture *p);
/* Whether a write does not wait. */
bool tty_takes_more(void);
/* The next picture is written as a whole. */
void tty_redraw(struct tty *t);
/* The next key that has arrived, or UI_NONE. It never waits. */
uint32_t tty_key(struct tty *t);
/*
 * Seconds after which tty_key() has an Escape, or tty_is_ready() is true, without further
 * input. < 0: never.
 */
double tty_patience(const struct tty *t);
/* What the mouse has done, after UI_MOUSE. */
struct mouse tty_mouse(const struct tty *t);
/*
 * Stops as any program does on ^Z, with the shell's screen, and comes back when it is
 * continued. SIGTSTP must be blocked, and is.
 */
void tty_suspend(struct tty *t);
/* Switches to the shell's screen, and back. */
void tty_leave(struct tty *t);
void tty_return(struct tty *t);
/* "ncurses 6.4.20221231" */
const char *tty_library(void);

#endif
