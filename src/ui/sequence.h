/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decodes a complete escape sequence: keys as xterm, VT220 and consoles send them, the
 * keyboard protocols of kitty (CSI u) and of xterm (modifyOtherKeys), both encodings of
 * the mouse, and the two answers of ui/ground.h.
 */
#ifndef UI_SEQUENCE_H
#define UI_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/decoded.h"

/* seq: n bytes from the escape to the final byte, then a NUL. False: it is unknown. */
bool sequence_read(const char *seq, size_t n, struct decoded *out);

#endif
