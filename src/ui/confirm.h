/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UI_CONFIRM_H
#define UI_CONFIRM_H

#include "ui/view.h"

/*
 * Asks whether a command is to be given; words: what it would do, and the question. What
 * lies under the question goes, too, when the answer is yes.
 */
void confirm_command(struct view *v, enum control_action action, const char *text,
	const char *words);

#endif
