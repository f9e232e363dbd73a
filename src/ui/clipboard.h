/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clipboard of the terminal that the user sits at, over ssh as well: OSC 52, of xterm's
 * control sequences. No terminal answers it, so nobody knows whether it was taken. Inside of
 * tmux it is tmux that is given the text.
 */
#ifndef UI_CLIPBOARD_H
#define UI_CLIPBOARD_H

#include <stdbool.h>

#include "base/strbuf.h"

/* Appends the sequence; tmux: in its passthrough, for the terminal around it. */
void clipboard_sequence(const char *text, bool tmux, struct strbuf *out);
/*
 * Sends text to the terminal, and frees it. Returns `result`, or 128 and a signal's number
 * when the terminal is stuck and one came.
 */
int clipboard_copy(char *text, int result);

#endif
