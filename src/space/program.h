/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a sweep file says to run: `program` and `command`, in W&B's words. Only read
 * here; what ${…} in them means is the objective's business.
 */
#ifndef SPACE_PROGRAM_H
#define SPACE_PROGRAM_H

#include <stddef.h>

#include "base/error.h"

struct program_word {
	char *text;
	struct place at;
};

struct program {
	struct program_word path;      /* text NULL: no program is named */
	struct program_word *command;  /* the words of the command; n 0: the usual one */
	size_t n;
};

#endif
