/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The colour behind the text. Most terminals tell it when they are asked (OSC 11). Those
 * that do not, answer the question after it (DA1), as all do: so nothing is waited for in
 * vain. Consoles are not asked; what is drawn on them is known by their names.
 */
#ifndef UI_GROUND_H
#define UI_GROUND_H

#include <stdbool.h>

/* By its name (TERM): a console, whose font has neither braille nor quadrants. */
bool ground_is_console(const char *name);
/* Asks, if this terminal can be asked. The answers come as keys do. */
bool ground_ask(const char *name);
/* Whether black is read better on 0xRRGGBB than white (WCAG 2.1). */
bool ground_is_light(unsigned rgb);

#endif
