/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal: curses, and nothing but curses. Shows pictures as panels, reads keys, and
 * gives the terminal back whole, whatever happens. There is one terminal at a time.
 */
#ifndef UI_TERM_H
#define UI_TERM_H

#include "base/error.h"
#include "ui/render.h"

#include <stdbool.h>
#include <stdint.h>

struct term;

/* color: "auto" (NO_COLOR counts), "never" or "always". NULL with err: no terminal. */
struct term *term_open(const char *color, struct error *err);
/* Gives the terminal back as it was. */
void term_close(struct term *t);
/* Whether the locale and the terminal show more than ASCII. */
bool term_unicode(const struct term *t);
/* Asks the system for the size, and takes it. True when it has changed. */
bool term_resize(struct term *t, int *rows, int *cols);
/* Shows it; what has not changed is not written. */
void term_show(struct term *t, const struct picture *p);
/* All is written anew with the next picture. */
void term_redraw(struct term *t);
/* The next key that has come, or UI_NONE; never waits longer than an escape takes. */
uint32_t term_key(struct term *t);
/* To the shell's screen, and back. */
void term_leave(struct term *t);
void term_return(struct term *t);

#endif
