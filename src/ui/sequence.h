/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a whole sequence of a terminal says: keys as xterm, VT220 and the consoles send
 * them, the keyboard protocols of kitty (CSI u) and of xterm (modifyOtherKeys), both
 * encodings of the mouse, and the two answers that are asked for.
 */
#ifndef UI_SEQUENCE_H
#define UI_SEQUENCE_H

#include "ui/decoded.h"

#include <stdbool.h>
#include <stddef.h>

/* n bytes, from the escape to the final byte, and a NUL. False: nothing that is known. */
bool sequence_read(const char *seq, size_t n, struct decoded *out);

#endif
