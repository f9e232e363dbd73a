/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of the help: what the pane in question shows and can do, what the marks and the
 * words mean, then all keys and commands.
 */
#ifndef UI_HELP_LINES_H
#define UI_HELP_LINES_H

#include <stdbool.h>

#include "ui/view.h"

struct help_line {
	const char *heading; /* it begins a section; the rest is empty */
	const char *label;   /* "" for a line that is words alone */
	const char *text;
	enum role role; /* of the label */
	bool dim;	/* it cannot be done now */
};

/*
 * Calls see() for each, from the top. With `sought` only for those with it in their label or
 * text, in any case, and for the headings above them. Strings are see()'s until it returns.
 */
void help_lines(const struct view *v, const struct study *s, const char *sought,
	void (*see)(void *context, const struct help_line *line), void *context);

#endif
