/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an action asks of the program that runs the screen. */
#ifndef UI_REQUEST_H
#define UI_REQUEST_H

#include <stdint.h>

#include "study/event.h"

enum request_kind {
	REQUEST_NONE,
	REQUEST_COMMAND,
	REQUEST_QUIT,
	REQUEST_SUSPEND,
	REQUEST_REDRAW,
	REQUEST_SAVE, /* the screen, in the file `text` */
	REQUEST_COPY, /* `text`, to the clipboard */
};

struct request {
	enum request_kind kind;
	enum control_action action; /* REQUEST_COMMAND, with its arguments */
	double number;
	uint32_t trial;
	char *text; /* or NULL; the receiver frees it */
};

#endif
