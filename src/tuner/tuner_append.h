/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of a running study, appended to its journal at the present study time. */
#ifndef TUNER_TUNER_APPEND_H
#define TUNER_TUNER_APPEND_H

#include "tuner/command.h"

struct tuner;

/* Sets the event's time, and tells the searcher of it, too. */
void tuner_append(struct tuner *t, struct event *e);
void tuner_append_control(struct tuner *t, enum control_action action, double number);
/* The command as an event; refused: why nothing came of it, or NULL. Both are copied. */
void tuner_append_command(
	struct tuner *t, const struct command *c, const char *refused);
/* What the searcher warns of, the first time that it does. */
void tuner_append_searcher_warning(struct tuner *t);
/* That the study is resumed from here, and under which limits. */
void tuner_append_resumption(struct tuner *t);

#endif
