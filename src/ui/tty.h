/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal: curses, and nothing but curses. Shows pictures as panels, reads keys, and
 * gives the terminal back whole, whatever happens. There is one terminal at a time.
 */
#ifndef UI_TTY_H
#define UI_TTY_H

#include "base/error.h"
#include "ui/render.h"

#include <stdbool.h>
#include <stdint.h>

struct tty;

/* color: "auto" (NO_COLOR counts), "never" or "always". NULL with err: no terminal. */
struct tty *tty_open(const char *color, enum screen_theme theme, struct error *err);
/* Gives the terminal back as it was. */
void tty_close(struct tty *t);
/* Why it draws with ASCII alone; NULL: it has braille and blocks. */
const char *tty_ascii_only(const struct tty *t);
/* Another theme, with the next picture; the present one costs nothing. */
void tty_theme(struct tty *t, enum screen_theme theme);
/*
 * Whether it can be drawn on already: in a theme that goes by the terminal's ground, the
 * answer what that is may be on its way, for a quarter of a second at most.
 */
bool tty_is_ready(struct tty *t);
/* What the theme comes to here. */
struct palette tty_palette(const struct tty *t);
/* Asks the system for the size, and takes it. True when it has changed. */
bool tty_resize(struct tty *t, int *rows, int *cols);
/* Shows it; what has not changed is not written. */
void tty_show(struct tty *t, const struct picture *p);
/* All is written anew with the next picture. */
void tty_redraw(struct tty *t);
/* The next key that has come, or UI_NONE; waits for nothing. */
uint32_t tty_key(struct tty *t);
/*
 * Seconds after which tty_key() has an escape, or tty_is_ready() is true, though nothing
 * more comes; < 0: never.
 */
double tty_patience(const struct tty *t);
/* What the mouse has done, after UI_MOUSE. */
struct mouse tty_mouse(const struct tty *t);
/* To the shell's screen, and back. */
void tty_leave(struct tty *t);
void tty_return(struct tty *t);

#endif
