/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sequences of ECMA-48 that begin with ESC ] (operating system commands), for the terminal
 * that the user sits at, over ssh as well.
 */
#ifndef UI_OSC_H
#define UI_OSC_H

#include <stdbool.h>

#include "base/strbuf.h"

/* Whether a terminal of that name (of TERM, or NULL) does not show them as text. */
bool osc_is_taken(const char *term);
/* Whether tmux stands between, which keeps what it does not know. */
bool osc_in_tmux(void);
/* Appends a sequence; tmux: in its passthrough, for the terminal around it. */
void osc_add(struct strbuf *out, const char *sequence, bool tmux);

#endif
