/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keyboard's side of the terminal: reads stdin, of which curses knows the keys but
 * nothing else, and decodes it. Waits for nothing.
 */
#ifndef UI_INPUT_H
#define UI_INPUT_H

#include "ui/decoder.h"

#include <stdbool.h>
#include <stddef.h>

struct input {
	struct decoder decoder;
	unsigned char bytes[256]; /* read, and not decoded yet */
	size_t at, n;
};

/*
 * After curses has the terminal, and its keypad is on. ESCDELAY of the environment is how
 * many milliseconds an escape is waited on for more; 25 without it.
 */
void input_init(struct input *in);
/* The next thing that has come. False: there is none yet. */
bool input_next(struct input *in, struct decoded *out);
/* Seconds until input_next() has something though nothing comes; < 0: never. */
double input_patience(const struct input *in);

#endif
