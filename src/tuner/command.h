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
};

#endif
