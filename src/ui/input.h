/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keyboard: reads and decodes stdin. Curses only tells which keys the terminal has. It
 * never waits.
 */
#ifndef UI_INPUT_H
#define UI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/decoder.h"

struct input {
	struct decoder decoder;
	unsigned char bytes[256]; /* read, and not decoded yet */
	size_t at, n;
};

/*
 * Call it after curses has started with its keypad on. The environment variable ESCDELAY is
 * the milliseconds that an escape waits for more bytes; the default is 25.
 */
void input_init(struct input *in);
/* The next thing that has arrived. False: nothing has. */
bool input_next(struct input *in, struct decoded *out);
/* Seconds until input_next() has something without further input; < 0: never. */
double input_patience(const struct input *in);

#endif
