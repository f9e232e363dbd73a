/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tuner can be told to do while the study runs. */
#ifndef TUNER_COMMAND_H
#define TUNER_COMMAND_H

#include <stdint.h>

#include "study/event.h"

struct command {
	enum control_action action;
	double number;
	uint32_t trial;
	char *text; /* or NULL; the tuner takes it */
	enum warning warning; /* CONTROL_WARN */
	/*
	 * NULL, or: told once, on the tuner's thread, when it has been obeyed, or why nothing
	 * came of it (else NULL), which lives as long as the call. The ticket is the asker's.
	 */
	void (*answer)(void *asker, uint64_t ticket, const char *refused);
	void *asker;
	uint64_t ticket;
};

#endif
