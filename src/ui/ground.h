/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The background colour. Most terminals report it on request (OSC 11). All terminals answer
 * a second request (DA1) that is sent with it, so a terminal without the first answer costs
 * no wait. Consoles are known by their names and are not asked.
 */
#ifndef UI_GROUND_H
#define UI_GROUND_H

#include <stdbool.h>

/* Whether TERM names a console, whose font has neither braille nor quadrants. */
bool ground_is_console(const char *name);
/* Asks the terminal, unless it cannot be asked. The answers arrive as keys do. */
bool ground_ask(const char *name);
/* Whether black has more contrast than white on 0xRRGGBB (WCAG 2.1). */
bool ground_is_light(unsigned rgb);

#endif
